"""What publishing freezes, counted; and what speaks against it."""

from collections import Counter
from dataclasses import dataclass

from studies.problems import Problem
from surveys.doubts import doubts_of
from surveys.models import QuestionnaireVersion, QuestionType
from surveys.rules.forms import REFERENCE
from surveys.specification import FormSpec
from surveys.stored_forms import spec_of

UNANSWERED = frozenset({QuestionType.NOTE, QuestionType.CALCULATE})


@dataclass(frozen=True, slots=True)
class Summary:
    sections: int
    questions: int
    notes: int
    calculations: int
    conditions: int
    constraints: int
    required: int
    choices: int
    lists: int
    shuffled: int
    shows_answers: int
    doubts: tuple[Problem, ...]


def summary_of(version: QuestionnaireVersion) -> Summary:
    form = spec_of(version)
    questions = list(form.questions())
    types = Counter(question.type for question in questions)
    return Summary(
        sections=len(form.sections),
        questions=sum(1 for each in questions if each.type not in UNANSWERED),
        notes=types[QuestionType.NOTE],
        calculations=types[QuestionType.CALCULATE],
        conditions=sum(bool(each.relevant) for each in form.sections)
        + sum(bool(each.relevant) for each in questions),
        constraints=sum(1 for each in questions if each.constraint),
        required=sum(1 for each in questions if each.required),
        choices=sum(len(each.choices) for each in questions),
        lists=len({each.list_name or each.name for each in questions if each.choices}),
        shuffled=_shuffled(form),
        shows_answers=sum(1 for each in questions if _shows(each.label) or _shows(each.hint)),
        doubts=tuple(doubts_of(form)),
    )


def _shuffled(form: FormSpec) -> int:
    of_choices = sum(1 for each in form.questions() if each.parameters.get("randomize") == "true")
    return of_choices + sum(1 for section in form.sections if section.randomize)


def _shows(texts: dict[str, str]) -> bool:
    return any(REFERENCE.search(text) for text in texts.values())
