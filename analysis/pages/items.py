"""Items as their pages show them: the answers that count in the questionnaire's own words, their codes beside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis import selectors
from analysis.models import Item
from studies.models import Study, Theme
from surveys.models import Choice

Texts = dict[str, str]
Choices = Mapping[tuple[int, str], Mapping[str, Texts]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`words` are blank where the code is the answer: a number, or a choice that is not in the questionnaire."""

    code: str
    words: Texts


@dataclass(frozen=True, slots=True)
class ShownItem:
    item: Item
    yes: list[Answer]
    no: list[Answer]
    missing: list[Answer]


def by_theme(study: Study, form_id: str = "") -> list[tuple[Theme | None, list[ShownItem]]]:
    """Items under their themes: the words of all their answers in one read."""
    listed = selectors.items_by_theme(study, form_id)
    choices = _choices([item for _theme, items in listed for item in items])
    return [(theme, [_shown(item, choices) for item in items]) for theme, items in listed]


def shown(item: Item) -> ShownItem:
    return _shown(item, _choices([item]))


def _choices(items: Iterable[Item]) -> Choices:
    """By questionnaire and question: the newest version's words stand."""
    listed = list(items)
    forms = {item.questionnaire_id for item in listed}
    names = {name for item in listed for name in item.questions}
    rows = (
        Choice.objects.filter(question__version__questionnaire__in=forms, question__name__in=names)
        .order_by("question__version__number")
        .values_list("question__version__questionnaire_id", "question__name", "name", "label")
    )
    found: dict[tuple[int, str], dict[str, Texts]] = {}
    for form, question, code, label in rows:
        found.setdefault((form, question), {})[code] = label
    return found


def _shown(item: Item, choices: Choices) -> ShownItem:
    words: dict[str, Texts] = {}
    for question in reversed(item.questions):
        words |= choices.get((item.questionnaire_id, question), {})
    yes, no, missing = (
        [Answer(code, words.get(code, {})) for code in codes] for codes in (item.yes, item.no, item.missing)
    )
    return ShownItem(item, yes, no, missing)
