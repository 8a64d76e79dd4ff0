"""High and low units in pairs from one region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods import columns, overrides, pairing_members
from analysis.methods.matching import Similarity, distance, match, standardised
from analysis.methods.notes import Note, refuse_if
from analysis.methods.overrides import Override, Paired
from analysis.methods.result import Result
from analysis.methods.unit_choice import Edge, Limits, choose

UNIT_COLUMNS = ("unit", "unit_name", "region", "indicator")


@dataclass(frozen=True, slots=True)
class Settings:
    """How pairs are proposed.

    Parameters
    ----------
    pairs : int
        Pairs wanted.
    similarity : tuple of Similarity
        Variables the two of a pair should be alike on; none: pair by rank.
    p_max_high, p_max_low : float, optional
        Take only units whose indicator has a p below it.
    min_persons : float, optional
        Take only units with at least so many persons.
    max_per_region, forced_units, forced_pairs
        Further limits; with any of them an integer programme chooses.
    overrides : tuple of Override
        What a person decides otherwise.
    """

    pairs: int = 10
    similarity: tuple[Similarity, ...] = ()
    p_max_high: float | None = None
    p_max_low: float | None = None
    min_persons: float | None = None
    max_per_region: int | None = None
    forced_units: tuple[str, ...] = ()
    forced_pairs: tuple[Edge, ...] = ()
    overrides: tuple[Override, ...] = ()


def propose(units: pd.DataFrame, settings: Settings, excluded: Mapping[str, str]) -> Result:
    """Propose pairs of a high and a low unit, and give every unit its group.

    Parameters
    ----------
    units : DataFrame
        One row per unit: `unit`, `unit_name`, `region`, `indicator` (negative = high score; blank = no result); `p`,
        `persons` and the similarity variables where the settings name them.
    settings : Settings
        What is wanted.
    excluded : mapping of str to str
        Units that may not be taken, and why.

    Returns
    -------
    Result
        Tables `pairs`, `members` (all units, so that they add up) and `unreachable` (the regions that lack a side,
        when fewer pairs than wanted can be made).

    Raises
    ------
    Refused
        All problems of units, limits and manual pairs at once.

    Notes
    -----
    First the units are chosen: the largest sum of (low indicator - high indicator) with both in one region. Then they
    are paired within the region by the smallest sum of Euclidean distances between z-scores: who stands with whom
    does not change the sum of differences, but likeness.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1", "2", "3"], "unit_name": ["A", "B", "C"], "region": "R",
    ...                       "indicator": [-1.0, 0.5, 0.25]})
    >>> result = propose(units, Settings(pairs=1), {})
    >>> result.tables["pairs"][["pair", "high_unit", "low_unit", "gain"]].values.tolist()
    [['P01', '1', '2', 1.5]]
    >>> result.tables["members"]["group"].tolist()
    ['high', 'low', 'middle']
    """
    refuse_if(_input_problems(units, settings))
    ordered = units.sort_values("unit").reset_index(drop=True)
    by_unit = ordered.set_index("unit", drop=False)
    high, low = _candidates(ordered, settings, excluded)
    refuse_if(_forced_problems(by_unit, settings, excluded, high, low))
    scores = standardised(ordered, settings.similarity)
    limits = Limits(settings.forced_units, settings.forced_pairs, settings.max_per_region)
    proposal = _coded(
        match(choose(high, low, settings.pairs, limits), by_unit, scores, settings.forced_pairs), by_unit
    )
    refuse_if(
        [*_unknown_excluded(by_unit, excluded), *overrides.problems(proposal, settings.overrides, by_unit, excluded)]
    )
    final = overrides.apply(proposal, settings.overrides)
    pairs = _pairs_table(final, by_unit, scores)
    unreachable = (
        _unreachable(ordered, high, low) if len(final) < settings.pairs else _unreachable(ordered[:0], high, low)
    )
    members = pairing_members.members(ordered, final, excluded, pairing_members.Candidates.of(high, low))
    return Result(
        tables={"pairs": pairs, "members": members, "unreachable": unreachable},
        n_used=int(members["group"].isin(("high", "low", "middle")).sum()),
        excluded=pairing_members.left_out(members),
        notes=tuple(_notes(settings, final, pairs, unreachable, ordered, by_unit)),
    )


def _input_problems(units: pd.DataFrame, settings: Settings) -> list[Note]:
    needed = [*UNIT_COLUMNS, *(each.variable for each in settings.similarity)]
    needed += ["p"] if settings.p_max_high is not None or settings.p_max_low is not None else []
    needed += ["persons"] if settings.min_persons is not None else []
    absent = columns.absent(units, "units", needed)
    repeated = [] if absent else columns.repeated_units(units)
    few = [Note("pairs_below_one", {"pairs": settings.pairs})] if settings.pairs < 1 else []
    return [*absent, *repeated, *few]


def _candidates(
    units: pd.DataFrame, settings: Settings, excluded: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    frame = units.assign(persons=units["persons"].fillna(0) if "persons" in units else 0)
    free = frame[~frame["unit"].isin(excluded) & frame["region"].notna() & frame["indicator"].notna()]
    if settings.min_persons is not None:
        free = free[free["persons"] >= settings.min_persons]
    sides = []
    for sign, p_max in ((-1, settings.p_max_high), (1, settings.p_max_low)):
        side = free[sign * free["indicator"] > 0]
        sides.append(side if p_max is None else side[side["p"] < p_max])
    return sides[0], sides[1]


def _forced_problems(
    units: pd.DataFrame, settings: Settings, excluded: Mapping[str, str], high: pd.DataFrame, low: pd.DataFrame
) -> Iterator[Note]:
    wanted = [(unit, {*high["unit"], *low["unit"]}) for unit in settings.forced_units]
    for first, second in settings.forced_pairs:
        wanted += [(first, {*high["unit"]}), (second, {*low["unit"]})]
    for unit, candidates in wanted:
        if unit not in units.index:
            yield Note("forced_unknown", {"unit": unit})
        elif unit in excluded:
            yield Note("forced_excluded", {"unit": unit})
        elif unit not in candidates:
            shown = f"{float(units['indicator'][unit]):g}"
            yield Note("forced_not_candidate", {"unit": unit, "indicator": shown})
    yield from overrides.overlaps((f"{first} + {second}", first, second) for first, second in settings.forced_pairs)


def _unknown_excluded(units: pd.DataFrame, excluded: Mapping[str, str]) -> list[Note]:
    return [Note("excluded_unknown", {"unit": unit}) for unit in excluded if unit not in units.index]


def _coded(edges: Sequence[Edge], units: pd.DataFrame) -> list[Paired]:
    ranks = units["indicator"].to_dict()
    ordered = sorted(edges, key=lambda edge: (ranks[edge[0]], edge[0]))
    return [Paired(f"P{number:02d}", high, low) for number, (high, low) in enumerate(ordered, start=1)]


def _pairs_table(pairs: Sequence[Paired], units: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    rows = [_pair_row(pair, units, scores) for pair in pairs]
    return pd.DataFrame(rows, columns=pd.Index(PAIR_COLUMNS))


PAIR_COLUMNS = (
    *("pair", "region", "high_unit", "high_unit_name", "low_unit", "low_unit_name", "gain", "distance", "manual"),
    *("reason", "author", "across_regions", "proposed_high_unit", "proposed_low_unit", "gain_loss", "distance_added"),
)


def _pair_row(pair: Paired, units: pd.DataFrame, scores: pd.DataFrame) -> dict[str, object]:
    gain, apart = _measures((pair.high, pair.low), units, scores)
    before = _measures(pair.proposed, units, scores) if pair.proposed else (np.nan, np.nan)
    regions = [units["region"][pair.high], units["region"][pair.low]]
    change = pair.override
    return {
        "pair": pair.pair,
        "region": " / ".join(dict.fromkeys(str(region) for region in regions if pd.notna(region))),
        "high_unit": pair.high,
        "high_unit_name": units["unit_name"][pair.high],
        "low_unit": pair.low,
        "low_unit_name": units["unit_name"][pair.low],
        "gain": gain,
        "distance": apart,
        "manual": change is not None,
        "reason": change.reason if change else "",
        "author": change.author if change else "",
        "across_regions": regions[0] != regions[1],
        "proposed_high_unit": pair.proposed[0] if pair.proposed else "",
        "proposed_low_unit": pair.proposed[1] if pair.proposed else "",
        "gain_loss": before[0] - gain,
        "distance_added": apart - before[1],
    }


def _measures(edge: Edge, units: pd.DataFrame, scores: pd.DataFrame) -> tuple[float, float]:
    high, low = edge
    return float(units["indicator"][low] - units["indicator"][high]), distance(scores, high, low)


def _unreachable(units: pd.DataFrame, high: pd.DataFrame, low: pd.DataFrame) -> pd.DataFrame:
    regions = sorted(units["region"].dropna().unique())
    table = pd.DataFrame({"region": regions})
    for name, side in (("high", high), ("low", low)):
        table[name] = [int((side["region"] == region).sum()) for region in regions]
    return table[(table["high"] == 0) | (table["low"] == 0)].reset_index(drop=True)


def _notes(
    settings: Settings,
    pairs: Sequence[Paired],
    table: pd.DataFrame,
    unreachable: pd.DataFrame,
    units: pd.DataFrame,
    by_unit: pd.DataFrame,
) -> Iterator[Note]:
    if len(pairs) < settings.pairs:
        reached: dict[str, str | int | float] = {"reached": len(pairs), "wanted": settings.pairs}
        regions = ", ".join(unreachable["region"])
        yield Note("pairs_unreachable", reached | {"regions": regions}) if regions else Note("pairs_no_more", reached)
    homeless = int((units["region"].isna() & units["indicator"].notna()).sum())
    if homeless:
        yield Note("no_region", {"count": homeless})
    manual = table[table["manual"]]
    if len(manual):
        totals = {"gain": f"{manual['gain_loss'].sum():.3g}", "distance": f"{manual['distance_added'].sum():.3g}"}
        yield Note("override_total", {"count": len(manual), **totals})
    yield from overrides.warnings(pairs, by_unit)
