"""What a page of a questionnaire shows: texts in the reader's language, answers put back, errors beside them."""

import re
from collections.abc import Collection as Names
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format, number_format

from studies.texts import direction, pick, pick_with_language
from surveys.models import QuestionType
from surveys.rules import Answer, Answers, Form, FormQuestion, FormSection

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
LONG_TEXT = "multiline"


@dataclass(frozen=True, slots=True)
class Words:
    """A text; with its own language and direction where they are not the reader's."""

    text: str
    language: str = ""
    direction: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    words: Words
    chosen: bool
    element_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a page."""

    name: str
    type: str
    label: Words
    hint: Words
    required: bool
    open: bool
    options: tuple[Option, ...]
    value: str
    error: str
    long_text: bool

    @property
    def element_id(self) -> str:
        return f"q_{self.name}"

    @property
    def is_choice(self) -> bool:
        return self.type in {QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE}

    @property
    def input_type(self) -> str:
        return "checkbox" if self.type == QuestionType.SELECT_MULTIPLE else "radio"

    @property
    def chosen(self) -> list[Words]:
        return [option.words for option in self.options if option.chosen]

    @property
    def in_words(self) -> str:
        return worded(self.type, self.value)

    @property
    def described_by(self) -> str:
        return " ".join(
            f"{self.element_id}_{part}" for part, there in (("hint", self.hint), ("error", self.error)) if there
        )


@dataclass(frozen=True)
class Page:
    """One section. `number` counts all sections; `place` of `places` counts the open ones."""

    number: int
    place: int
    places: int
    heading: Words
    questions: tuple[Asked, ...]
    opened: tuple[str, ...] = field(default_factory=tuple)

    @property
    def percent(self) -> int:
        return round(100 * (self.place - 1) / self.places) if self.places else 0

    @property
    def errors(self) -> list[Asked]:
        return [question for question in self.questions if question.error]

    @property
    def shown(self) -> str:
        return " ".join(question.name for question in self.questions if question.open)


class Writer:
    """Puts a form into one language, with the answers so far."""

    def __init__(self, form: Form, language: str, answers: Answers) -> None:
        self.form, self.language, self.answers = form, language, answers

    def words(self, texts: Mapping[str, str]) -> Words:
        text, language = pick_with_language(texts, self.language)
        text = REFERENCE.sub(lambda found: self.shown(found[1]), text)
        if not text or language == self.language:
            return Words(text)
        return Words(text, language, direction(language))

    def shown(self, name: str) -> str:
        """An answer inside another text."""
        question, answer = self.form.questions.get(name), self.answers.get(name)
        if question is None or answer is None:
            return "…"
        codes = answer if isinstance(answer, list) else [str(answer)]
        if question.choices:
            return ", ".join(pick(question.choices.get(code, {}), self.language) or code for code in codes)
        return worded(question.type, typed(answer))

    def asked(
        self, question: FormQuestion, *, is_open: bool = True, raw: str | list[str] | None = None, error: str = ""
    ) -> Asked:
        answer = self.answers.get(question.name) if raw is None else raw
        chosen = answer if isinstance(answer, list) else [] if answer is None else [str(answer)]
        return Asked(
            name=question.name,
            type=question.type,
            label=self.words(question.label),
            hint=self.words(question.hint),
            required=question.required,
            open=is_open,
            options=tuple(self.options(question, chosen)),
            value=typed(answer),
            error=error,
            long_text=question.type == QuestionType.TEXT and LONG_TEXT in question.appearance,
        )

    def options(self, question: FormQuestion, chosen: Names[str]) -> Iterator[Option]:
        for place, (code, label) in enumerate(question.choices.items()):
            element_id = f"q_{question.name}" if place == 0 else f"q_{question.name}_{place}"
            yield Option(code, self.words(label) or Words(code), code in chosen, element_id)


def typed(answer: Answer | None) -> str:
    """As it stands in its field."""
    if answer is None:
        return ""
    if isinstance(answer, float):
        return repr(int(answer)) if answer.is_integer() else repr(answer)
    return " ".join(answer) if isinstance(answer, list) else str(answer)


def worded(question_type: str, value: str) -> str:
    """As one reads it: dates and decimals in the reader's way."""
    if value and question_type == QuestionType.DATE:
        return date_format(date.fromisoformat(value))
    return number_format(value) if value and question_type == QuestionType.DECIMAL else value


def page_of(
    writer: Writer,
    number: int,
    asked: Names[str],
    *,
    raw: Mapping[str, str | list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Page:
    """The section with this number; closed questions are there too, hidden, for they may open."""
    form, raw, errors = writer.form, raw or {}, errors or {}
    section = form.sections[number - 1]
    open_sections = form.open_sections(asked)
    return Page(
        number=number,
        place=open_sections.index(section) + 1 if section in open_sections else 1,
        places=len(open_sections),
        heading=writer.words(section.label),
        questions=tuple(
            writer.asked(
                question,
                is_open=question.name in asked,
                raw=raw.get(question.name),
                error=errors.get(question.name, ""),
            )
            for question in section.questions
        ),
    )


def whole_form(writer: Writer) -> list[Page]:
    """Every section with every question, to read before answering."""
    names = writer.form.questions.keys()
    return [page_of(writer, number, names) for number in range(1, len(writer.form.sections) + 1)]


def number_of(form: Form, section: FormSection) -> int:
    return form.sections.index(section) + 1


def open_numbers(form: Form, asked: Names[str]) -> list[int]:
    return [number_of(form, section) for section in form.open_sections(asked)]


def next_number(form: Form, asked: Names[str], after: int) -> int | None:
    return next((number for number in open_numbers(form, asked) if number > after), None)


def previous_number(form: Form, asked: Names[str], before: int) -> int | None:
    return next((number for number in reversed(open_numbers(form, asked)) if number < before), None)
