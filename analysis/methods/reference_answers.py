"""The answer of the high group, item by item: what agreement is scored against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods.arrays import Bools, Floats, Ints, Marks
from analysis.methods.counts import Counts, divided
from analysis.methods.items import ItemRule
from analysis.methods.notes import Note
from analysis.methods.recode import MISSING, NO, YES

BASES = ("units", "respondents")
REFERENCES = ("majority", "towards_high")
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class References:
    """`answers` (units x items) holds what each unit is scored against, -1 where the item is left out."""

    answers: Marks
    table: pd.DataFrame

    def named(self, column: str, value: object) -> str:
        """List the items with a value in a column of the table."""
        return ", ".join(self.table.loc[self.table[column] == value, "item"])


def references(
    items: Sequence[ItemRule], counts: Counts, *, basis: str, reference: str, loo_majority: bool
) -> References:
    """Find the reference answer of every item.

    Parameters
    ----------
    items : sequence of ItemRule
        The set.
    counts : Counts
        Counts per unit and item.
    basis : {"units", "respondents"}
        Units count by their own majority, half and half for neither side; or respondents count one by one.
    reference : {"majority", "towards_high"}
        What more than half of the high group answers, or what it answers more often than the low group does.
    loo_majority : bool
        Score each high unit against the answers of the others.

    Returns
    -------
    References
        A tie, or nothing to compare, leaves the item out.

    Notes
    -----
    Both kinds of reference are the sign of a *lean*: the mean over the high group of a value per unit or respondent,
    minus the same mean of the low group for ``towards_high``. Leaving a unit out takes its value from the sum.
    """
    values, weights = _values(counts, basis, reference)
    high, low = counts.placed.members("high"), counts.placed.members("low")
    against = _mean(values, weights, low) if reference == "towards_high" else np.zeros(values.shape[1])
    lean = _mean(values, weights, high) - against
    answers = np.tile(_answer(lean), (len(high), 1))
    if loo_majority:
        sums, sizes = values[high].sum(axis=0) - values[high], weights[high].sum(axis=0) - weights[high]
        answers[high] = _answer(divided(sums, sizes) - against)
    return References(answers, _table(items, counts, basis, lean))


def drop_notes(found: References) -> list[Note]:
    """Name the items that are left out, and those that do not separate the groups."""
    lists = (
        ("item_dropped_tie", found.named("dropped", "tie")),
        ("item_dropped_no_answers", found.named("dropped", "no_answers")),
        ("same_in_low", found.named("same_in_low", value=True)),
    )
    return [Note(code, {"items": items}) for code, items in lists if items]


def _values(counts: Counts, basis: str, reference: str) -> tuple[Floats, Ints]:
    answered = counts.answered
    if basis == "respondents":
        values = counts.yes - counts.no if reference == "majority" else counts.yes
        return values.astype(np.float64), answered
    values = np.sign(counts.yes - counts.no) if reference == "majority" else np.nan_to_num(counts.shares)
    return values.astype(np.float64), (answered > 0).astype(np.int64)


def _mean(values: Floats, weights: Ints, members: Bools) -> Floats:
    return divided(values[members].sum(axis=0), weights[members].sum(axis=0))


def _answer(lean: Floats) -> Marks:
    return np.select([lean > TOLERANCE, lean < -TOLERANCE], [YES, NO], default=MISSING).astype(np.int8)


def _table(items: Sequence[ItemRule], counts: Counts, basis: str, lean: Floats) -> pd.DataFrame:
    answer = _words(lean)
    low_majority = _words(_mean(*_values(counts, basis, "majority"), counts.placed.members("low")))
    sides = {group: _sides(counts, group, basis) for group in ("high", "low")}
    return pd.DataFrame(
        {
            "item": [rule.item for rule in items],
            "label": [rule.label for rule in items],
            "theme": [rule.theme for rule in items],
            "reference": np.where(answer == "tie", "", answer),
            **{
                f"{group}_{name}": side
                for group, pair in sides.items()
                for name, side in zip(("yes", "n"), pair, strict=True)
            },
            "low_majority": low_majority,
            "same_in_low": (answer == low_majority) & np.isin(answer, ("yes", "no")),
            "used": np.isin(answer, ("yes", "no")),
            "dropped": np.select([np.isnan(lean), answer == "tie"], ["no_answers", "tie"], default=""),
        }
    )


def _words(lean: Floats) -> np.ndarray:
    return np.select([np.isnan(lean), lean > TOLERANCE, lean < -TOLERANCE], ["", "yes", "no"], default="tie")


def _sides(counts: Counts, group: str, basis: str) -> tuple[Ints, Ints]:
    members = counts.placed.members(group)
    yes, no = counts.yes[members], counts.no[members]
    if basis == "respondents":
        return yes.sum(axis=0), (yes + no).sum(axis=0)
    return (yes > no).sum(axis=0), (yes + no > 0).sum(axis=0)
