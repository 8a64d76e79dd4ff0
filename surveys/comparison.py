"""Two versions of a questionnaire beside each other: what came and went, what changed and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from studies.texts import pick
from surveys.families import family
from surveys.models import QuestionType
from surveys.specification import FormSpec, QuestionSpec, Texts

RULES = (
    "relevant", "constraint", "calculation", "choice_filter", "default", "required", "soft_required", "parameters",
    "missing", "grid",
)  # fmt: skip
WORDS = ("label", "hint", "low_label", "high_label")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    RETYPED = "retyped"
    CHOICES = "choices"
    WORDS = "words"
    RULES = "rules"


TITLES = {
    Change.RETYPED: _("Other type"),
    Change.RENAMED: _("Other name"),
    Change.REMOVED: _("Removed"),
    Change.ADDED: _("Added"),
    Change.CHOICES: _("Other choices"),
    Change.WORDS: _("Other words"),
    Change.RULES: _("Other rules"),
}
CONSEQUENCES = {
    Change.RETYPED: _("The answers are kept apart: the older ones in a column of their own."),
    Change.RENAMED: _("Joined by name, the two are kept apart. Give it its old name to join them."),
    Change.REMOVED: _("Its answers stay; those who met the newer version were not asked."),
    Change.ADDED: _("Those who met the older version were not asked."),
    Change.CHOICES: _("The answers are joined by code; a code with other words may mean something else now."),
    Change.WORDS: _("The answers are joined; the newest words are shown."),
    Change.RULES: _("The answers are joined; who was asked, and what was valid, is decided by each version."),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """`before` and `after` are what differs, as one reads it."""

    change: Change
    name: str
    text: Texts
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    change: Change
    differences: list[Difference]

    @property
    def title(self) -> str:
        return str(TITLES[self.change])

    @property
    def consequence(self) -> str:
        return str(CONSEQUENCES[self.change])


def compare(before: FormSpec, after: FormSpec) -> list[Group]:
    """The kinds of differences that there are, what matters most for joined answers first."""
    found = list(_differences(before, after))
    groups = [Group(change, [each for each in found if each.change == change]) for change in TITLES]
    return [group for group in groups if group.differences]


def _differences(before: FormSpec, after: FormSpec) -> Iterator[Difference]:
    old = {question.name: question for question in before.questions()}
    new = {question.name: question for question in after.questions()}
    gone = [question for name, question in old.items() if name not in new]
    came = [question for name, question in new.items() if name not in old]
    for question in came:
        twin = next((each for each in gone if _is_same(each, question)), None)
        if twin is None:
            yield Difference(Change.ADDED, question.name, question.label)
        else:
            gone.remove(twin)
            yield Difference(Change.RENAMED, question.name, question.label, twin.name, question.name)
    yield from (Difference(Change.REMOVED, question.name, question.label) for question in gone)
    for name, question in new.items():
        if name in old:
            yield from _changes(old[name], question)


def _is_same(one: QuestionSpec, other: QuestionSpec) -> bool:
    """The same text asked in the same way, or the same construct."""
    alike = bool(one.label) and one.label == other.label
    return family(one.type) == family(other.type) and (
        alike or (one.construct != "" and one.construct == other.construct)
    )


def _changes(old: QuestionSpec, new: QuestionSpec) -> Iterator[Difference]:
    if family(old.type) != family(new.type):
        yield Difference(Change.RETYPED, new.name, new.label, _type(old), _type(new))
        return
    if list(old.choices.items()) != list(new.choices.items()):
        yield Difference(Change.CHOICES, new.name, new.label, _choices(old, new), _choices(new, old))
    if words := [name for name in WORDS if getattr(old, name) != getattr(new, name)]:
        language = _language(getattr(old, words[0]), getattr(new, words[0]))
        before, after = (getattr(each, words[0]).get(language, "") for each in (old, new))
        yield Difference(Change.WORDS, new.name, new.label, before, after)
    if rules := [name for name in RULES if getattr(old, name) != getattr(new, name)]:
        yield Difference(Change.RULES, new.name, new.label, _said(old, rules), _said(new, rules))


def _type(question: QuestionSpec) -> str:
    return str(QuestionType(question.type).label)


def _choices(question: QuestionSpec, other: QuestionSpec) -> str:
    """Those that the other has not, or says otherwise; all, where only the order differs."""
    differ = {code: label for code, label in question.choices.items() if other.choices.get(code) != label}
    if not differ and list(question.choices) != list(other.choices):
        differ = question.choices
    said = {code: label.get(_language(label, other.choices.get(code, {}))) for code, label in differ.items()}
    return ", ".join(f"{code} {text or pick(question.choices[code])}".strip() for code, text in said.items())


def _language(before: Texts, after: Texts) -> str:
    """The first in which they differ."""
    return next((code for code in {**before, **after} if before.get(code) != after.get(code)), "")


def _said(question: QuestionSpec, rules: list[str]) -> str:
    return "; ".join(f"{rule}: {_written(getattr(question, rule))}" for rule in rules)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={each}" for name, each in value.items()) or "–"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "–"
    return "✓" if value is True else str(value or "–")
