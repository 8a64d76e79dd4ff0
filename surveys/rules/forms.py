"""A questionnaire as the rules see it: what is asked, in which order, under which conditions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from surveys.models import QuestionType
from surveys.rules.expressions import Answers, Expression

Texts = Mapping[str, str]


@dataclass(frozen=True)
class FormQuestion:
    name: str
    type: str
    section: str
    label: Texts
    hint: Texts
    required: bool
    relevant: Expression | None
    constraint: Expression | None
    constraint_message: Texts
    appearance: str
    choices: Mapping[str, Texts]
    missing: frozenset[str]

    @property
    def takes_answer(self) -> bool:
        return self.type != QuestionType.NOTE

    @cached_property
    def codes(self) -> dict[str, int]:
        """The place of each choice in the list."""
        return {code: place for place, code in enumerate(self.choices)}


@dataclass(frozen=True)
class FormSection:
    name: str
    label: Texts
    relevant: Expression | None
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True)
class Form:
    sections: tuple[FormSection, ...]
    languages: tuple[str, ...]
    default_language: str

    @cached_property
    def questions(self) -> dict[str, FormQuestion]:
        return {question.name: question for section in self.sections for question in section.questions}

    @cached_property
    def answerable(self) -> tuple[FormQuestion, ...]:
        return tuple(question for question in self.questions.values() if question.takes_answer)

    @cached_property
    def conditions(self) -> dict[str, tuple[Expression, ...]]:
        """Per question that is not always asked: its section's condition and its own."""
        found = {}
        for section in self.sections:
            for question in section.questions:
                both = tuple(rule for rule in (section.relevant, question.relevant) if rule is not None)
                if both:
                    found[question.name] = both
        return found

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Conditional questions, each after those its condition reads."""
        needs = {name: {v for rule in rules for v in rule.variables} for name, rules in self.conditions.items()}
        return tuple(name for name in arranged(needs)[0] if name in needs)

    @cached_property
    def always(self) -> frozenset[str]:
        return frozenset(self.questions.keys() - self.conditions.keys())

    def asked(self, answers: Answers, *, today: date | None = None) -> frozenset[str]:
        """Names of the questions that are asked. An answer to a closed question opens no other."""
        if not self.conditions:
            return self.always
        found = set(self.always)
        known = {name: answer for name, answer in answers.items() if name in found}
        for name in self.order:
            if all(rule.holds(known, today=today) for rule in self.conditions[name]):
                found.add(name)
                if name in answers:
                    known[name] = answers[name]
        return frozenset(found)

    def open_sections(self, asked: Iterable[str]) -> tuple[FormSection, ...]:
        """Sections with at least one question that is asked."""
        names = set(asked)
        return tuple(s for s in self.sections if any(question.name in names for question in s.questions))


def arranged(needs: Mapping[str, set[str]]) -> tuple[list[str], list[str]]:
    """Names, each after what it needs; and those that need each other in a circle."""
    left = {name: {other for other in others if other in needs} for name, others in needs.items()}
    done: list[str] = []
    while ready := [name for name, others in left.items() if not others]:
        done += ready
        for name in ready:
            del left[name]
        for others in left.values():
            others.difference_update(ready)
    return done, list(left)
