"""The counts as rows: together, by collection, audience, group, pair and unit; and the gap between the groups."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from studies.models import Group
from surveys.audiences import NAMES
from surveys.fieldwork.counting import Cell, Counts, together
from surveys.fieldwork.places import Places
from surveys.models import Collection

GAP_TOLD = 0.10  # from here on the page warns: what separates the groups may be who answered
Counted = Mapping[Cell, Counts]


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is blank where `group` says it all; `pk` is the collection's or the unit's own."""

    counts: Counts
    name: str = ""
    group: str = ""
    code: str = ""
    pk: int | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """High minus low, of RR1; there is none where one of the groups has no base."""

    high: Counts
    low: Counts
    minimum: int

    @property
    def difference(self) -> float | None:
        high, low = self.high.cases.rr1, self.low.cases.rr1
        return None if high is None or low is None else high - low

    @property
    def is_wide(self) -> bool:
        return self.difference is not None and abs(self.difference) >= GAP_TOLD - 1e-9

    @property
    def in_points(self) -> float | None:
        """The difference where both groups are large enough for a percentage."""
        bases = (self.high.cases.base, self.low.cases.base)
        return self.difference if all(base and base >= self.minimum for base in bases) else None


def by_collection(counted: Counted, collections: Iterable[Collection]) -> list[Row]:
    sums = _summed(counted, lambda cell: cell.collection)
    return [Row(sums.get(each.pk, Counts()), name=each.name, pk=each.pk) for each in collections]


def by_audience(counted: Counted) -> list[Row]:
    sums = _summed(counted, lambda cell: cell.audience)
    return [Row(sums[audience], name=str(NAMES.get(audience, audience))) for audience in sorted(sums)]


def by_group(counted: Counted, places: Places) -> list[Row]:
    """Those groups that were asked; whoever stands in none, last."""
    sums = _summed(counted, lambda cell: places.group_of(cell.unit))
    asked = {place.group for place in places.units.values() if place.asked}
    return [
        Row(sums.get(group, Counts()), group=group)
        for group in (*Group.values, "")
        if group in sums or (group and group in asked)
    ]


def by_pair(counted: Counted, places: Places) -> list[Row]:
    """Two rows a pair: the high-score unit, then the low-score one."""
    sums = _summed(counted, lambda cell: cell.unit)
    return [
        Row(
            sums.get(unit, Counts()), name=places.units[unit].name, group=places.units[unit].group, code=code, pk=unit
        )
        for code, *both in places.pairs
        for unit in both
    ]


def by_unit(counted: Counted, places: Places) -> list[Row]:
    """Every unit that was asked or heard of; by group, then name. Whoever belongs to no unit, last."""
    sums = _summed(counted, lambda cell: cell.unit)
    rows = [
        Row(sums.get(place.pk, Counts()), place.name, place.group, place.code, place.pk, place.asked)
        for place in places.units.values()
        if place.asked or place.pk in sums
    ]
    order = {group: number for number, group in enumerate(Group.values)}
    rows.sort(key=lambda row: order.get(row.group, len(order)))
    return [*rows, Row(sums[None], asked=False)] if None in sums else rows


def gap_between(rows: Iterable[Row], minimum: int) -> Gap | None:
    found = {row.group: row.counts for row in rows}
    high, low = found.get(Group.HIGH), found.get(Group.LOW)
    gap = Gap(high, low, minimum) if high and low else None
    return gap if gap and gap.difference is not None else None


def _summed(counted: Counted, by: Callable[[Cell], Any]) -> dict[Any, Counts]:
    lists: dict[Any, list[Counts]] = defaultdict(list)
    for cell, counts in counted.items():
        lists[by(cell)].append(counts)
    return {key: together(counts) for key, counts in lists.items()}
