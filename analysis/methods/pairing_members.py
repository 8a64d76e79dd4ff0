"""The group of every unit after a pairing, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import pandas as pd

from analysis.methods.notes import Note
from analysis.methods.overrides import Paired

COLUMNS = ("unit", "unit_name", "group", "reason", "pair", "reason_code")


@dataclass(frozen=True, slots=True)
class Candidates:
    """The units that could be taken, and the regions that have some, by side."""

    units: frozenset[str]
    high_regions: frozenset[str]
    low_regions: frozenset[str]

    @classmethod
    def of(cls, high: pd.DataFrame, low: pd.DataFrame) -> Self:
        """Take them from the two sides of a pairing."""
        return cls(frozenset([*high["unit"], *low["unit"]]), frozenset(high["region"]), frozenset(low["region"]))


def members(
    units: pd.DataFrame, pairs: Sequence[Paired], excluded: Mapping[str, str], candidates: Candidates
) -> pd.DataFrame:
    """Give every unit its group and the reason for it.

    Parameters
    ----------
    units : DataFrame
        `unit`, `unit_name`, `region`, `indicator`.
    pairs : sequence of Paired
        The pairs that were made.
    excluded : mapping of str to str
        Units that may not be taken, and why.
    candidates : Candidates
        Who could be taken.
    """
    placed = {unit: (pair.pair, group) for pair in pairs for unit, group in ((pair.high, "high"), (pair.low, "low"))}
    rows = []
    for unit, name, region, indicator in units[["unit", "unit_name", "region", "indicator"]].itertuples(index=False):
        if unit in placed:
            pair, group = placed[unit]
            note = Note("member_paired", {"pair": pair})
            rows.append((unit, name, group, str(note), pair, note.code))
        elif unit in excluded:
            rows.append((unit, name, "excluded", excluded[unit], "", "stated"))
        else:
            note = Note(_why_unpaired(unit, region, indicator, candidates))
            group = "" if note.code == "member_no_result" else "middle"
            rows.append((unit, name, group, str(note), "", note.code))
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def left_out(table: pd.DataFrame) -> dict[str, int]:
    """Count the units in none of the groups that are compared, by reason."""
    reasons = {"excluded": int((table["group"] == "excluded").sum()), "no_result": int((table["group"] == "").sum())}
    return {reason: count for reason, count in reasons.items() if count}


def _why_unpaired(unit: str, region: str | None, indicator: float | None, candidates: Candidates) -> str:
    if indicator is None or pd.isna(indicator):
        return "member_no_result"
    if pd.isna(region):
        return "member_no_region"
    if indicator == 0:
        return "member_zero"
    if unit not in candidates.units:
        return "member_beyond_limits"
    others = candidates.low_regions if indicator < 0 else candidates.high_regions
    return "member_middle" if region in others else "member_no_partner"
