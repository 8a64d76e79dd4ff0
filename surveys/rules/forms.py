"""A questionnaire as the rules see it: what is asked, in which order, under which conditions, what is calculated."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from studies.personal_numbers import personal_number
from surveys.rules.expressions import Answer, Answers, Expression
from surveys.rules.questions import FormQuestion, Texts

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")  # a text shows an answer


@dataclass(frozen=True)
class FormSection:
    name: str
    label: Texts
    relevant: Expression | None
    questions: tuple[FormQuestion, ...]
    randomize: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What is asked of someone, and the answers that stand: to questions that are asked, with those calculated."""

    asked: frozenset[str]
    answers: dict[str, Answer]


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
        """Those that a value is stored for."""
        return tuple(question for question in self.questions.values() if question.takes_answer)

    @cached_property
    def given(self) -> tuple[FormQuestion, ...]:
        """Those that a person answers."""
        return tuple(question for question in self.questions.values() if question.is_given)

    @cached_property
    def calculated(self) -> frozenset[str]:
        return frozenset(question.name for question in self.questions.values() if question.calculation)

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
    def shown(self) -> frozenset[str]:
        """Names that its texts show."""
        parts: list[Texts] = [section.label for section in self.sections]
        for each in self.questions.values():
            parts += [each.label, each.hint, each.low_label, each.high_label]
            parts += [row.label for row in each.rows]
        return frozenset(name for texts in parts for text in texts.values() for name in REFERENCE.findall(text))

    def rules_of(self, name: str) -> Iterator[Expression]:
        """What decides whether it is asked, what it offers, and what it is."""
        question = self.questions[name]
        yield from self.conditions.get(name, ())
        yield from (rule for rule in (question.choice_filter, question.calculation) if rule is not None)

    @cached_property
    def rules(self) -> tuple[Expression, ...]:
        return tuple(rule for name in self.questions for rule in self.rules_of(name))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Questions with rules, each after those its rules read."""
        reads = {name: {v for rule in self.rules_of(name) for v in rule.variables} for name in self.questions}
        ruled = {name: needs for name, needs in reads.items() if any(self.rules_of(name))}
        return tuple(arranged(ruled)[0])

    def resting_on(self, names: frozenset[str]) -> frozenset[str]:
        """Those, and the questions with a rule that reads one of them, itself or by way of others."""
        found = set(names)
        for name in self.order:
            if any(not found.isdisjoint(rule.variables) for rule in self.rules_of(name)):
                found.add(name)
        return frozenset(found)

    @cached_property
    def always(self) -> frozenset[str]:
        """Asked of everybody. A question whose choices are filtered is not, for none may be left."""
        filtered = {question.name for question in self.questions.values() if question.choice_filter}
        return frozenset(self.questions.keys() - self.conditions.keys() - filtered)

    @cached_property
    def free(self) -> frozenset[str]:
        """Without any rule."""
        return frozenset(name for name in self.questions if not any(self.rules_of(name)))

    def asked(self, answers: Answers, *, today: date | None = None) -> frozenset[str]:
        """Names of the questions that are asked. An answer to a closed question opens no other."""
        return self.settle(answers, today=today).asked if self.order else self.always

    def settle(self, answers: Answers, *, today: date | None = None) -> Settled:
        """What holds, given these answers: closed questions and choices no longer offered have none."""
        asked = set(self.free)
        known = {name: answer for name, answer in answers.items() if name in self.free}
        for name in self.order:
            question = self.questions[name]
            if not all(rule.holds(known, today=today) for rule in self.conditions.get(name, ())):
                continue
            value = answers.get(name)
            if question.choice_filter is not None:
                offered = question.offered(known)
                if not offered:
                    continue
                value = question.possible(value, offered)
            if question.calculation is not None:
                value = calculated(question.calculation, known, value, today)
            asked.add(name)
            if value is not None:
                known[name] = value
        return Settled(frozenset(asked), known)

    def open_sections(self, asked: Iterable[str]) -> tuple[FormSection, ...]:
        """Sections with at least one question on the page that is asked."""
        names = set(asked) - self.calculated
        return tuple(s for s in self.sections if any(question.name in names for question in s.questions))


def calculated(rule: Expression, known: Answers, before: Answer | None, today: date | None) -> Answer | None:
    """What it gives now, or gave the first time where it is calculated once. A personal number is never made."""
    if rule.once and before is not None:
        return before
    value = rule.value(known, today=today)
    return None if isinstance(value, str) and personal_number(value) else value


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
