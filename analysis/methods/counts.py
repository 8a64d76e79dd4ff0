"""Marks counted by unit: the table that contrasts and scores start from."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods import columns, recode
from analysis.methods.arrays import Bools, Floats, Ints
from analysis.methods.items import ItemRule
from analysis.methods.notes import Note, refuse_if

UNIT_COLUMNS = ("unit", "unit_name", "group", "pair", "region")
GROUPS_SHOWN = ("high", "low", "middle")


@dataclass(frozen=True, slots=True)
class Placed:
    """The units in order of their code, and the unit of every response (-1: none of them).

    `beside` are units outside the groups that are counted all the same.
    """

    units: pd.DataFrame
    rows: Ints
    excluded: dict[str, int]
    beside: frozenset[str] = frozenset()

    def members(self, group: str) -> Bools:
        """Tell which units belong to a group."""
        return np.asarray((self.units["group"] == group).fillna(value=False), dtype=np.bool_)

    @property
    def shown(self) -> Bools:
        """Tell which units are in the high, low or middle group, or stand beside them."""
        in_group = self.units["group"].isin(GROUPS_SHOWN)
        return np.asarray(in_group | self.units["unit"].isin(self.beside), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts per unit (rows) and item (columns)."""

    placed: Placed
    respondents: Ints
    asked: Ints
    yes: Ints
    no: Ints

    @property
    def answered(self) -> Ints:
        """Give the answers that are not missing."""
        return self.yes + self.no

    @property
    def shares(self) -> Floats:
        """Give each unit's share of yes; NaN where nobody answered."""
        return divided(self.yes, self.answered)


def divided(x: Ints | Floats, n: Ints) -> Floats:
    """Divide, leaving NaN where there is nothing to divide by."""
    result: Floats = np.full(n.shape, np.nan)
    np.divide(x, n, out=result, where=n > 0)
    return result


def place(units: pd.DataFrame, answers: pd.DataFrame, beside: Collection[str] = ()) -> Placed:
    """Find the unit of every response.

    Parameters
    ----------
    units : DataFrame
        Columns `unit`, `unit_name`, `group` (high, low, middle, excluded or blank), `pair`, `region`.
    answers : DataFrame
        Columns `unit` (may be blank) and `respondent`.
    beside : collection of str
        Units whose responses are kept although they are in none of the groups.

    Returns
    -------
    Placed
        Responses of other units outside high, low and middle are left out and counted by reason.

    Raises
    ------
    Refused
        For a missing column, a unit twice, a group that does not exist, a pair that is not one high and one low unit.
    """
    refuse_if(
        [*columns.absent(units, "units", UNIT_COLUMNS), *columns.absent(answers, "answers", ("unit", "respondent"))]
    )
    refuse_if([*columns.repeated_units(units), *columns.wrong_groups(units), *_wrong_pairs(units)])
    ordered = units.sort_values("unit", kind="stable").reset_index(drop=True)
    found: Ints = np.asarray(pd.Index(ordered["unit"]).get_indexer(pd.Index(answers["unit"])), dtype=np.int64)
    blank = answers["unit"].isna().to_numpy()
    found[blank] = -1
    return _without_groupless(ordered, found, blank, frozenset(beside))


def count(placed: Placed, marks: pd.DataFrame, asked: pd.DataFrame | None = None) -> Counts:
    """Count marks by unit and item.

    Parameters
    ----------
    placed : Placed
        Units and the unit of every response.
    marks : DataFrame of int8
        From `recode.marks`, one row per response.
    asked : DataFrame of bool, optional
        A column per item, False where routing passed the respondent by; those are no item non-response.
    """
    size = len(placed.units)
    kept = placed.rows >= 0
    rows = placed.rows[kept]
    everyone = np.bincount(rows, minlength=size)
    tables = np.zeros((3, size, marks.shape[1]), dtype=np.int64)
    for column in range(marks.shape[1]):
        values = marks.iloc[:, column].to_numpy()[kept]
        cells = np.bincount(rows * 3 + values + 1, minlength=size * 3).reshape(size, 3)
        tables[:, :, column] = cells[:, 1] + cells[:, 2], cells[:, 2], everyone
        if asked is not None:
            reached = asked.iloc[:, column].to_numpy()[kept] | (values != recode.MISSING)
            tables[2, :, column] = np.bincount(rows[reached], minlength=size)
    answered, yes, reached_by_unit = tables
    return Counts(placed, everyone, reached_by_unit, yes, answered - yes)


def asked_items(asked: pd.DataFrame | None, items: Sequence[ItemRule]) -> pd.DataFrame | None:
    """Turn *asked* per question into *asked* per item: reached by at least one of its questions."""
    if asked is None:
        return None
    return pd.DataFrame(
        {rule.item: asked.reindex(columns=list(rule.questions), fill_value=True).any(axis=1) for rule in items},
        index=asked.index,
    )


def _without_groupless(units: pd.DataFrame, found: Ints, blank: Bools, beside: frozenset[str]) -> Placed:
    # The extra last place answers for the row code -1.
    group = np.append(units["group"].astype(object).where(units["group"].notna(), "").to_numpy(), "unknown")[found]
    kept = np.append(units["unit"].isin(beside).to_numpy(dtype=np.bool_), np.False_)[found]
    excluded = {
        "no_unit": int(blank.sum()),
        "unknown_unit": int(((found < 0) & ~blank).sum()),
        "no_group": int(((group == "") & ~kept).sum()),
        "excluded_group": int(((group == "excluded") & ~kept).sum()),
    }
    rows = np.where(np.isin(group, GROUPS_SHOWN) | kept, found, -1)
    return Placed(units, rows, {reason: number for reason, number in excluded.items() if number}, beside)


def _wrong_pairs(units: pd.DataFrame) -> Iterator[Note]:
    for pair, members in units[units["pair"].notna()].groupby("pair", sort=True):
        high, low = int((members["group"] == "high").sum()), int((members["group"] == "low").sum())
        if (high, low) != (1, 1) or len(members) > 2:
            yield Note("pair_wrong", {"pair": str(pair), "high": high, "low": low})
