"""Pairs that a person decides against the proposal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.methods.notes import Note


@dataclass(frozen=True, slots=True)
class Override:
    """A manual pair: in place of the pair it names, or (blank) one more.

    `across_regions` is the person's tick that the two may lie in different regions.
    """

    pair: str
    high: str
    low: str
    reason: str
    author: str
    across_regions: bool = False


@dataclass(frozen=True, slots=True)
class Paired:
    """One pair as it stands; `proposed` is what it replaces."""

    pair: str
    high: str
    low: str
    override: Override | None = None
    proposed: tuple[str, str] | None = None


def apply(proposal: Sequence[Paired], overrides: Sequence[Override]) -> list[Paired]:
    """Replace and add pairs; new ones take the next free codes.

    Examples
    --------
    >>> change = Override("", "c", "d", "neighbours", "owner")
    >>> [pair.pair for pair in apply([Paired("P01", "a", "b")], [change])]
    ['P01', 'P02']
    """
    replaced = {change.pair: change for change in overrides if change.pair}
    result = [_replaced(pair, replaced[pair.pair]) if pair.pair in replaced else pair for pair in proposal]
    for change in overrides:
        if not change.pair:
            result.append(Paired(f"P{len(result) + 1:02d}", change.high, change.low, change))
    return result


def problems(
    proposal: Sequence[Paired], overrides: Sequence[Override], units: pd.DataFrame, excluded: Mapping[str, str]
) -> list[Note]:
    """Find everything that is wrong with manual pairs.

    Parameters
    ----------
    proposal : sequence of Paired
        The pairs they change.
    overrides : sequence of Override
        The changes.
    units : DataFrame
        Indexed by unit: `region`.
    excluded : mapping of str to str
        Excluded units and why.
    """
    known = {pair.pair for pair in proposal}
    found: list[Note] = []
    for change in overrides:
        if change.pair and change.pair not in known:
            found.append(Note("override_pair_unknown", {"pair": change.pair}))
        if not (change.reason.strip() and change.author.strip()):
            found.append(Note("override_no_reason", {"pair": _name(change)}))
        found.extend(_unit_problems(change, units, excluded))
    return [*found, *overlaps((pair.pair, pair.high, pair.low) for pair in apply(proposal, overrides))]


def overlaps(places: Iterable[tuple[str, str, str]]) -> Iterator[Note]:
    """Name the units that stand in more than one place; places are (pair, high unit, low unit)."""
    standing: dict[str, list[str]] = defaultdict(list)
    for pair, *members in places:
        for unit in members:
            standing[unit].append(pair)
    for unit, names in sorted(standing.items()):
        if len(names) > 1:
            yield Note("unit_overlap", {"unit": unit, "places": ", ".join(names)})


def warnings(pairs: Iterable[Paired], units: pd.DataFrame) -> Iterator[Note]:
    """Name manual members whose indicator does not point to their group."""
    for pair in pairs:
        if pair.override is None:
            continue
        for unit, group, sign in ((pair.high, "high", -1), (pair.low, "low", 1)):
            if not sign * float(units["indicator"][unit]) > 0:
                yield Note("override_sign", {"pair": pair.pair, "unit": unit, "group": group})


def _replaced(pair: Paired, change: Override) -> Paired:
    return Paired(pair.pair, change.high, change.low, change, (pair.high, pair.low))


def _name(change: Override) -> str:
    return change.pair or f"{change.high} + {change.low}"


def _unit_problems(change: Override, units: pd.DataFrame, excluded: Mapping[str, str]) -> Iterator[Note]:
    members = (change.high, change.low)
    for unit in members:
        if unit not in units.index:
            yield Note("override_unknown", {"pair": _name(change), "unit": unit})
        elif unit in excluded:
            yield Note("override_excluded", {"pair": _name(change), "unit": unit})
    if all(unit in units.index for unit in members) and not change.across_regions:
        high, low = (units["region"][unit] for unit in members)
        if pd.isna(high) or pd.isna(low) or high != low:
            yield Note("override_region", {"pair": _name(change), "high": change.high, "low": change.low})
