"""Deal the counts out to persons, and give each an answer from the question's scale."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

from demo.counts import GROUPS
from demo.plan import NONE_OF_THEM, NUMBER, SEVERAL, Item, Plan, Question
from demo.solver.choice import Chosen
from demo.targets import Count

NUMBERS = {"<30": (12, 29), ">50": (51, 70), "": (30, 50)}
BLANK, DONT_KNOW = 0.5, 0.85  # of those without an answer: half leave it blank, a third do not know, the rest decline

Thing = TypeVar("Thing")
Respondent = tuple[str, str]  # unit, respondent
OTHER = "other"
Sides = list[str]  # per respondent: the id of the item whose answer was given, OTHER, or "" for no answer


def respondents(plan: Plan, questionnaire: str, group: str) -> list[Respondent]:
    """The persons of one group, by unit."""
    initial = questionnaire[0]
    return [
        (unit, f"{initial}-{unit}-{number}")
        for unit, size in plan.respondents[questionnaire].items()
        for number in range(1, size + 1)
        if plan.groups[unit] == group
    ]


def answer_all(
    plan: Plan,
    questionnaire: str,
    chosen: Sequence[Chosen],
    counts: Mapping[str, Mapping[str, Count]],
    seed: int,
) -> list[tuple[str, ...]]:
    """One row per respondent: unit, respondent, and the answers in the order of the form."""
    solved = {item.item: item for item in chosen}
    rows: dict[Respondent, list[str]] = {}
    for group in GROUPS:
        persons = respondents(plan, questionnaire, group)
        for question in plan.questions_of(questionnaire):
            draw = random.Random(f"{seed} answers {question.name} {group}")
            items = [item for item in plan.items.values() if item.question is question]
            sides = _sides(items, counts[group], persons, solved if group == "high" else {}, draw)
            for person, side in zip(persons, sides, strict=True):
                rows.setdefault(person, []).append(_code(plan, question, items, side, draw))
    return sorted((*person, *codes) for person, codes in rows.items())


def _sides(
    items: Sequence[Item],
    counts: Mapping[str, Count],
    persons: Sequence[Respondent],
    solved: Mapping[str, Chosen],
    draw: random.Random,
) -> Sides:
    """Who gave which answer: as solved for the question's item in the set, else by lot."""
    first = next((item for item in items if item.id in solved), items[0])
    sides = (
        _from_cells(solved[first.id], persons, draw) if first.id in solved else _by_lot(first, counts, persons, draw)
    )
    for item in items:
        if item is not first:
            free = _shuffled([place for place, side in enumerate(sides) if side == OTHER], draw)
            for place in free[: counts[item.id].x]:
                sides[place] = item.id
    return sides


def _from_cells(solved: Chosen, persons: Sequence[Respondent], draw: random.Random) -> Sides:
    sides: Sides = []
    units = list(dict.fromkeys(unit for unit, _ in persons))
    for unit, cell in zip(units, solved.cells, strict=True):
        size = sum(1 for person in persons if person[0] == unit)
        sides += _shuffled([solved.item] * cell.yes + [OTHER] * cell.no + [""] * (size - cell.yes - cell.no), draw)
    return sides


def _by_lot(item: Item, counts: Mapping[str, Count], persons: Sequence[Respondent], draw: random.Random) -> Sides:
    count = counts[item.id]
    return _shuffled([item.id] * count.x + [OTHER] * (count.n - count.x) + [""] * (len(persons) - count.n), draw)


def _shuffled(things: Sequence[Thing], draw: random.Random) -> list[Thing]:
    """In an order that depends on `random()` alone, the one generator that Python promises to keep."""
    keys = [draw.random() for _ in things]
    return [things[place] for place in sorted(range(len(things)), key=keys.__getitem__)]


def _code(plan: Plan, question: Question, items: Sequence[Item], side: str, draw: random.Random) -> str:
    """The answer as it is stored: a choice, several choices, a number, or why there is none."""
    if not side:
        return _silence(question, draw)
    item = next((item for item in items if item.id == side), None)
    if question.scale == NUMBER:
        low, high = NUMBERS[item.yes[0] if item else ""]
        return str(low + int(draw.random() * (high - low + 1)))
    counted = {code for item in items for code in item.yes}
    codes = item.yes if item else tuple(code for code in plan.scales[question.scale] if code not in counted)
    if question.scale == SEVERAL:
        return _several(codes, [code for code in plan.scales[SEVERAL] if code not in counted], draw)
    return codes[int(draw.random() ** 2 * len(codes))]


def _silence(question: Question, draw: random.Random) -> str:
    lot = draw.random()
    if question.scale == NUMBER or lot < BLANK:
        return ""
    return "dont_know" if lot < DONT_KNOW else "no_answer"


def _several(codes: Sequence[str], others: Sequence[str], draw: random.Random) -> str:
    """One of the codes, and now and then another that is not counted."""
    code = codes[int(draw.random() * len(codes))]
    more = [other for other in others if other not in {code, NONE_OF_THEM} and draw.random() < 0.25]
    return code if code == NONE_OF_THEM else " ".join([code, *more])
