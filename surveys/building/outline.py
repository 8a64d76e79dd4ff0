"""A draft as its builder's page lists it: sections with their questions, numbered, with what is said of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.translation import gettext as _

from surveys.building.kinds import LONG_TEXT
from surveys.models import QuestionType
from surveys.specification import FormSpec, QuestionSpec, SectionSpec


@dataclass(frozen=True)
class Line:
    number: int
    question: QuestionSpec

    @property
    def type_name(self) -> str:
        if self.question.type == QuestionType.TEXT and LONG_TEXT in self.question.appearance:
            return _("a long text")
        return str(QuestionType(self.question.type).label)

    @property
    def marks(self) -> list[str]:
        """What is special about it, in a word or two each."""
        question = self.question
        said = {
            _("must be answered"): question.required,
            _("asked once more if left blank"): question.soft_required,
            _("in a grid"): bool(question.grid),
            _("choices shuffled"): question.parameters.get("randomize") == "true",
            _("has an answer at first"): bool(question.default),
        }
        return [words for words, holds in said.items() if holds]


@dataclass(frozen=True)
class Part:
    section: SectionSpec
    lines: list[Line]


def outline(form: FormSpec) -> list[Part]:
    return list(_parts(form))


def _parts(form: FormSpec) -> Iterator[Part]:
    numbers = count(1)
    for section in form.sections:
        yield Part(section, [Line(next(numbers), question) for question in section.questions])
