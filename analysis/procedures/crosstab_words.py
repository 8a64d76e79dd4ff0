"""What a crosstab says in words: questions, answers, and of whom a question was asked. Jobs only."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.frames import Answered
from analysis.methods.crosstab import EVERYBODY, MISSING, NOTHING
from analysis.methods.crosstab_marks import CrossQuestion
from analysis.procedures.tables import with_texts
from studies.problems import Problem, Refused
from studies.texts import pick
from surveys import selectors as surveys
from surveys.models import QuestionType
from surveys.rules import form_of
from surveys.selectors import QuestionInfo

Texts = dict[str, str]
CHOSEN = re.compile(
    r"\$\{\s*(?P<one>[^}\s]+)\s*\}\s*=\s*['\"](?P<code>[^'\"]*)['\"]"
    r"|selected\(\s*\$\{\s*(?P<several>[^}\s]+)\s*\}\s*,\s*['\"](?P<mark>[^'\"]*)['\"]\s*\)"
)


def questions(
    dictionary: Mapping[str, QuestionInfo], names: Sequence[str] | None, exclusive: Iterable[str]
) -> list[CrossQuestion]:
    """The questions of choices that were asked for; all of them where none is named."""
    wanted = [dictionary[name] for name in names] if names else list(dictionary.values())
    alone = set(exclusive)
    found = [_question(info, alone) for info in wanted if info.type in CHOICES]
    if not found:
        raise Refused(Problem(_("The questionnaire has no question of choices."), _("Choose another questionnaire.")))
    return found


CHOICES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})


def _question(info: QuestionInfo, alone: set[str]) -> CrossQuestion:
    return CrossQuestion(
        name=info.name,
        codes=tuple(code for code in info.choices if code not in info.missing_codes),
        missing=tuple(info.missing_codes),
        multiple=info.type == QuestionType.SELECT_MULTIPLE,
        exclusive=tuple(code for code in info.choices if code in alone),
    )


class Words:
    """Labels in every language, or in the one asked for."""

    def __init__(self, survey: Answered, bases: pd.DataFrame, language: str) -> None:
        self.dictionary, self.language = survey.dictionary, language
        self.keys = dict(zip(bases["question"], bases["base"], strict=True))
        self.conditions = _conditions(survey)
        _check_language(language, survey.questionnaire.study.languages)

    def said(self, answers: pd.DataFrame) -> pd.DataFrame:
        """The method's table with labels; a question's own and its base stand in its first row."""
        first = ~answers["question"].duplicated()
        n_asked = dict(zip(answers["question"], answers["all_n"], strict=True))  # the last row's: those asked
        rows = list(zip(answers["question"], answers["row"], answers["choice"], answers["all_n"], first, strict=True))
        frame = answers.rename(columns={"base": "base_key"})
        frame = with_texts(frame, "label", [self._label(name) if is_first else {} for name, *_, is_first in rows])
        frame = with_texts(frame, "answer", [self._answer(name, row, code) for name, row, code, *_ in rows])
        bases = [
            self._base(name, int(n), int(n_asked[name])) if is_first else {} for name, _r, _c, n, is_first in rows
        ]
        return with_texts(frame, "base", bases)

    def _label(self, name: str) -> Texts:
        return self._own(self.dictionary[name].label)

    def _answer(self, name: str, row: str, code: str) -> Texts:
        if row == MISSING:
            return each_language(lambda: _("No answer"))
        if row == NOTHING:
            return each_language(lambda: _("Nothing marked"))
        return self._own(self.dictionary[name].choices[code]) or {"en": code}

    def _own(self, texts: Mapping[str, str]) -> Texts:
        return {self.language: pick(texts, self.language)} if self.language else dict(texts)

    def _base(self, name: str, n: int, asked: int) -> Texts:
        def words() -> str:
            told = {"who": self._who(name), "n": n, "asked": asked}
            if n == asked:
                return _("base: %(who)s, n=%(n)d") % told
            return _("base: %(who)s, n=%(n)d of %(asked)d asked") % told

        return each_language(words)

    def _who(self, name: str) -> str:
        conditions = self.conditions.get(name, [])
        if self.keys[name] == EVERYBODY:
            return _("all respondents")
        if not conditions:
            return _("respondents who were asked")
        said = [self._condition(condition) for condition in conditions]
        if all(said):
            return _("respondents who answered %(answers)s") % {"answers": _(" and ").join(said)}
        return _("respondents who were asked (condition: %(condition)s)") % {"condition": " and ".join(conditions)}

    def _condition(self, condition: str) -> str:
        """*“Yes” to “Would you like to move?”*; blank for a condition that is not of this plain kind."""
        match = CHOSEN.fullmatch(condition.strip())
        question = self.dictionary.get(match["one"] or match["several"]) if match else None
        if match is None or question is None:
            return ""
        code = match["code"] if match["one"] else match["mark"]
        language = self.language or None
        told = {
            "answer": pick(question.choices.get(code), language) or code,
            "question": pick(question.label, language) or question.name,
        }
        return _("“%(answer)s” to “%(question)s”") % told


def each_language(words: Callable[[], str]) -> Texts:
    """A sentence in every language the program speaks."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = words()
    return said


def _conditions(survey: Answered) -> dict[str, list[str]]:
    """Per question the conditions of its section and its own, as they are in the newest version."""
    form = form_of(surveys.fielded_versions(survey.questionnaire)[0])
    found: dict[str, list[str]] = {}
    for section in form.sections:
        for question in section.questions:
            both: list[Any] = [section.relevant, question.relevant]
            found[question.name] = [rule.text for rule in both if rule is not None]
    return found


def _check_language(language: str, known: Sequence[str]) -> None:
    if language and language not in known:
        raise Refused(
            Problem(
                _("language: The study has no texts in “%(language)s”.") % {"language": language},
                _("Its languages are: %(known)s.") % {"known": ", ".join(known)},
            )
        )
