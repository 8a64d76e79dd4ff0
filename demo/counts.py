"""How many of each group give the counted answer where nothing is printed: plausible, seeded, and small in effect."""

import random
from collections.abc import Mapping, Sequence

from demo import targets
from demo.plan import Item, Plan
from demo.solver.choice import Chosen
from demo.targets import Count

GROUPS = ("high", "low", "middle")
SILENT_AT_MOST = 2  # per question and group, where no base is printed


def group_counts(plan: Plan, questionnaire: str, chosen: Sequence[Chosen], seed: int) -> dict[str, dict[str, Count]]:
    """The count of every item in every group; the items of one question share its base."""
    fixed = {group: targets.fixed(plan, questionnaire, group) for group in GROUPS}
    fixed["high"] |= {item.item: _total(item) for item in chosen}
    found: dict[str, dict[str, Count]] = {group: {} for group in GROUPS}
    for item in plan.items_of(questionnaire):
        draw = random.Random(f"{seed} counts {item.id}")
        sizes = group_sizes(plan, questionnaire)
        for group, count in _counts(item, fixed, sizes, draw).items():
            found[group][item.id] = _within_question(item, count, found[group], plan)
    return found


def group_sizes(plan: Plan, questionnaire: str) -> dict[str, int]:
    """How many answered in each group."""
    sizes = dict.fromkeys(GROUPS, 0)
    for unit, number in plan.respondents[questionnaire].items():
        sizes[plan.groups[unit]] += number
    return sizes


def _total(chosen: Chosen) -> Count:
    yes, no = sum(cell.yes for cell in chosen.cells), sum(cell.no for cell in chosen.cells)
    return Count(yes, yes + no)


def _counts(
    item: Item, fixed: Mapping[str, Mapping[str, Count]], sizes: Mapping[str, int], draw: random.Random
) -> dict[str, Count]:
    """What is fixed as it stands; a common share where no difference was found; the middle between the other two."""
    same = 0.3 + 0.5 * draw.random()
    counts: dict[str, Count] = {}
    for group in GROUPS:
        n = sizes[group] - int(draw.random() * (1 + min(SILENT_AT_MOST, sizes[group] // 9)))
        if group == "middle":
            same = (counts["high"].share + counts["low"].share) / 2 + 0.16 * (draw.random() - 0.5)
        counts[group] = fixed[group].get(item.id) or Count(int(same * n + 0.5), n)
    return counts


def _within_question(item: Item, count: Count, sofar: Mapping[str, Count], plan: Plan) -> Count:
    """A second item on a question takes the first one's base, and no more than the first left."""
    first = next(other for other in plan.items.values() if other.question is item.question)
    if first.id not in sofar or first.id == item.id:
        return count
    base = sofar[first.id]
    return Count(max(0, min(int(count.share * base.n + 0.5), base.n - base.x)), base.n)
