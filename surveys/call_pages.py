"""One question at a time, as an interviewer reads it out: the respondent's language, with the study's beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.texts import direction
from surveys.models import QuestionType, Response
from surveys.pages import Asked, Option, Words, Writer
from surveys.rules import Form, FormQuestion, FormSection
from surveys.visits import Visit

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Reason(models.TextChoices):
    """Why a question has no answer."""

    REFUSED = "refused", _("refused")
    DONT_KNOW = "dont_know", _("don't know")
    NOT_ASKED = "not_asked", _("not asked")


@dataclass(frozen=True, slots=True)
class Line:
    """A choice: the key that gives it, its words, and the same in the study's language."""

    key: str
    option: Option
    beside: Words
    is_read_out: bool


@dataclass(frozen=True)
class Turn:
    """The question that is read out now."""

    visit: Visit
    question: FormQuestion
    asked: Asked
    beside: Asked | None
    lines: tuple[Line, ...]
    heading: Words
    caption: Words
    place: int
    places: int
    reason: str

    @property
    def percent(self) -> int:
        return round(100 * (self.place - 1) / self.places) if self.places else 0

    @property
    def direction(self) -> str:
        return direction(self.visit.language)

    @property
    def study_language(self) -> str:
        return self.visit.version.default_language

    @property
    def study_direction(self) -> str:
        return direction(self.study_language)

    @cached_property
    def read_out(self) -> list[Line]:
        return [line for line in self.lines if line.is_read_out]

    @cached_property
    def not_read_out(self) -> list[Line]:
        """Missing codes: there to be chosen, never offered."""
        return [line for line in self.lines if not line.is_read_out]


def turn_of(
    visit: Visit, response: Response, name: str, *, raw: str | list[str] | None = None, error: str = ""
) -> Turn:
    question = visit.form.questions[name]
    section = section_of(visit.form, name)
    order = route(visit.form, response)
    writer, second = _writer(visit, response, visit.language), None
    asked = writer.asked(question, raw=raw, error=error)
    if visit.language != visit.version.default_language:
        second = _writer(visit, response, visit.version.default_language).asked(question, raw=raw)
    return Turn(
        visit=visit,
        question=question,
        asked=asked,
        beside=second,
        lines=tuple(_lines(question, asked, second)),
        heading=writer.words(section.label),
        caption=_caption(writer, section, question),
        place=order.index(name) + 1 if name in order else 1,
        places=len(order),
        reason=response.paradata.get("unanswered", {}).get(name, ""),
    )


def _writer(visit: Visit, response: Response, language: str) -> Writer:
    answers = {**response.set_aside, **response.answers}
    return Writer(
        visit.form,
        language,
        answers,
        standing=response.answers,
        paradata=response.paradata,
        units=visit.units,
    )


def _caption(writer: Writer, section: FormSection, question: FormQuestion) -> Words:
    """What stands above a row of a grid."""
    rows = (each for each in section.questions if each.grid and each.grid == question.grid)
    found = next((each for each in rows if each.type == QuestionType.NOTE), None)
    return writer.words(found.label) if found is not None and found is not question else Words("")


def _lines(question: FormQuestion, asked: Asked, second: Asked | None) -> Iterator[Line]:
    if question.type == QuestionType.RANK:
        return
    others = second.options if second else (None,) * len(asked.options)
    rows = [pair for pair in zip(asked.options, others, strict=True) if pair[0].offered]
    rows.sort(key=lambda pair: pair[0].code in question.missing)
    typed = all(option.code.isdigit() for option, _other in rows) and question.scale is not None
    for place, (option, other) in enumerate(rows, start=1):
        key = option.code if typed else str(place)
        words = other.words if other and other.words.text != option.words.text else Words("")
        yield Line(key, option, words, option.code not in question.missing)


def is_one_choice(question: FormQuestion) -> bool:
    """By telephone it is never left blank without a reason."""
    return question.type in {QuestionType.SELECT_ONE, QuestionType.SCALE}


def may_be_blank(question: FormQuestion) -> bool:
    """Gone past with Enter alone."""
    return question.is_given and not (question.required or question.soft_required or is_one_choice(question))


def section_of(form: Form, name: str) -> FormSection:
    return next(section for section in form.sections if any(each.name == name for each in section.questions))


def page_number(form: Form, name: str) -> int:
    """Where the same respondent would go on by the link."""
    return form.sections.index(section_of(form, name)) + 1


def route(form: Form, response: Response) -> list[str]:
    """Everything that is read out to this respondent, in order; a grid's caption stands with its rows."""
    asked = form.asked(response.answers)
    return [
        question.name
        for question in form.questions.values()
        if question.name in asked
        and question.name not in form.calculated
        and not (question.grid and question.type == QuestionType.NOTE)
    ]


def next_name(form: Form, response: Response, after: str) -> str | None:
    """The next in the order of the questionnaire; what an answer opened further up is found at the end."""
    places = {name: place for place, name in enumerate(form.questions)}
    return next((name for name in route(form, response) if places[name] > places[after]), None)


def previous_name(form: Form, response: Response, before: str) -> str | None:
    places = {name: place for place, name in enumerate(form.questions)}
    return next((name for name in reversed(route(form, response)) if places[name] < places[before]), None)


def first_open(form: Form, response: Response) -> str | None:
    """Where the interview begins, or goes on: at the beginning, else at the first that nothing is known of."""
    order = route(form, response)
    reasons = response.paradata.get("unanswered", {})
    if not response.answers and not reasons:
        return order[0] if order else None
    known = {*response.answers, *reasons, *response.paradata.get("passed", ())}
    return next((name for name in order if form.questions[name].is_given and name not in known), None)
