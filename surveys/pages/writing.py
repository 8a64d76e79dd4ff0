"""Puts a form into one language, with the answers so far."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from studies.texts import direction, pick, pick_with_language
from surveys.models import QuestionType
from surveys.pages.shown import LONG_TEXT, Asked, Option, Words
from surveys.rules import Answer, Answers, Form, FormQuestion, filled_in, in_order
from surveys.rules.forms import REFERENCE

MOST_POINTS = 21  # a longer scale is a number to type
RANKED = re.compile(r"(\d{1,4}):(.+)")
Raw = str | list[str]


class Writer:
    """`answers` are put back into their fields, those set aside too; `standing` decide what lists offer (None: all).

    `orders` are the shuffled lists of this respondent, `units` what texts may show of the unit, `cleared` the
    questions whose first filling was taken out.
    """

    def __init__(
        self,
        form: Form,
        language: str,
        answers: Answers,
        *,
        standing: Answers | None = None,
        paradata: Mapping[str, Mapping[str, list[str]]] | None = None,
        units: Mapping[str, str | float] | None = None,
        fills_in: bool = True,
    ) -> None:
        self.form, self.language, self.answers, self.standing = form, language, answers, standing
        self.orders = (paradata or {}).get("order", {})
        self.cleared = frozenset((paradata or {}).get("cleared", ()))
        self.units = units or {}
        self.fills_in = fills_in

    def words(self, texts: Mapping[str, str]) -> Words:
        text, language = pick_with_language(texts, self.language)
        text = REFERENCE.sub(lambda found: self.shown(found[1]), text)
        if not text or language == self.language:
            return Words(text)
        return Words(text, language, direction(language))

    def shown(self, name: str) -> str:
        """An answer, or a value of the unit, inside another text."""
        question, answer = self.form.questions.get(name), self.answers.get(name)
        if question is None:
            return _localised(self.units.get(name))
        if answer is None:
            return "…"
        if question.choices:
            codes = answer if isinstance(answer, list) else [str(answer)]
            return ", ".join(pick(question.choices.get(code, {}), self.language) or code for code in codes)
        if question.type == QuestionType.ACKNOWLEDGE:
            return _("confirmed")
        return _localised(_as_date(question, answer))

    def asked(
        self, question: FormQuestion, *, is_open: bool = True, raw: Raw | None = None, error: str = ""
    ) -> Asked:
        value = raw if raw is not None else self.value_of(question)
        scale = question.scale
        return Asked(
            name=question.name,
            type=question.type,
            label=self.words(question.label),
            hint=self.words(question.hint),
            required=question.required or question.soft_required,
            open=is_open,
            options=tuple(self.points(question, value) if scale else self.options(question, value)),
            value=typed(value),
            in_words=self.in_words(question, value),
            error=error,
            appearance=frozenset(question.appearance.split()),
            low=self.words(question.low_label),
            high=self.words(question.high_label),
            ends=(scale.points[0], scale.points[-1]) if scale else None,
            lines=int(question.parameters.get("rows", 8 if LONG_TEXT in question.appearance else 1)),
            filtered=question.choice_filter is not None,
            grid=question.grid,
        )

    def value_of(self, question: FormQuestion) -> Answer | None:
        """The answer; before there is one, what the questionnaire fills in."""
        if self.fills_in and question.name not in self.answers and question.name not in self.cleared:
            return filled_in(question, self.answers)
        return self.answers.get(question.name)

    @staticmethod
    def in_words(question: FormQuestion, value: Answer | None) -> str:
        """As one reads it: dates and numbers in the reader's way."""
        return "" if value is None else _localised(_as_date(question, value))

    def options(self, question: FormQuestion, value: Answer | None) -> Iterator[Option]:
        ranks = _ranks(value)
        every = tuple(range(len(question.rows)))
        offered = every if self.standing is None else question.offered_rows(self.standing)
        first = True
        for row in in_order(question, self.orders, every):
            variant, is_offered = question.rows[row], row in offered
            yield Option(
                code=variant.code,
                words=self.words(variant.label) or Words(variant.code),
                chosen=variant.code in ranks and is_offered,
                element_id=f"q_{question.name}" if first and is_offered else f"q_{question.name}_{row}",
                row=row,
                offered=is_offered,
                place=ranks.get(variant.code, 0) if question.type == QuestionType.RANK else 0,
            )
            first = first and not is_offered

    def points(self, question: FormQuestion, value: Answer | None) -> Iterator[Option]:
        points = question.scale.points if question.scale else ()
        for place, point in enumerate(points if len(points) <= MOST_POINTS else ()):
            element_id = f"q_{question.name}" if place == 0 else f"q_{question.name}_{place}"
            yield Option(str(point), Words(_localised(point)), typed(value) == typed(point), element_id, place)


def typed(answer: Answer | None) -> str:
    """As it stands in its field."""
    if answer is None:
        return ""
    if isinstance(answer, float):
        return repr(int(answer)) if answer.is_integer() else repr(answer)
    return " ".join(answer) if isinstance(answer, list) else str(answer)


def _ranks(value: Answer | None) -> dict[str, int]:
    """Codes that are chosen, with the place they were given or stand at."""
    given = value if isinstance(value, list) else [] if value is None else [str(value)]
    found: dict[str, int] = {}
    for place, each in enumerate(given, start=1):
        match = RANKED.fullmatch(each)
        found |= {each: place} | ({match[2]: int(match[1])} if match else {})
    return found


def _as_date(question: FormQuestion, answer: Answer) -> object:
    kind = question.calculation.kind if question.calculation else ""
    if question.type != QuestionType.DATE and kind != "date":
        return answer
    try:
        return date.fromisoformat(str(answer))
    except ValueError:
        return answer


def _localised(value: object) -> str:
    """Dates and numbers follow the language."""
    if value is None:
        return "…"
    if isinstance(value, date):
        return formats.date_format(value)
    if isinstance(value, int | float):
        return formats.number_format(int(value) if float(value).is_integer() else value, use_l10n=True)
    return " ".join(value) if isinstance(value, list) else str(value)
