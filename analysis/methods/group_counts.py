"""Counts of one group, item by item, at the level of respondents or of units."""

from dataclasses import dataclass

import numpy as np

from analysis.methods.arrays import Floats, Ints
from analysis.methods.counts import Counts, divided

LEVELS = ("respondents", "units")
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """One group's counts, an entry per item.

    At unit level `x` counts units where more than half answer yes, `n` all units with an answer, and `split` those of
    them that are half and half; `share` is the mean of the units' shares. At respondent level `share` is x / n.
    """

    x: Ints
    n: Ints
    share: Floats
    split: Ints
    asked: Ints
    missing: Ints
    units: Ints
    largest: int


def group_counts(counts: Counts, group: str, level: str) -> GroupCounts:
    """Count one group.

    Parameters
    ----------
    counts : Counts
        Counts per unit and item.
    group : str
        ``high``, ``low`` or ``middle``.
    level : {"respondents", "units"}
        What `x` and `n` count; the other fields are the same at both levels.
    """
    members = counts.placed.members(group)
    yes, answered, asked = counts.yes[members], counts.answered[members], counts.asked[members]
    shares = counts.shares[members]
    units: Ints = (answered > 0).sum(axis=0)
    if level == "respondents":
        x, n = yes.sum(axis=0), answered.sum(axis=0)
        share = divided(x, n)
    else:
        x, n = (2 * yes > answered).sum(axis=0), units
        share = divided(np.nansum(shares, axis=0), n)
    return GroupCounts(
        x=x,
        n=n,
        share=share,
        split=((answered > 0) & (2 * yes == answered)).sum(axis=0),
        asked=asked.sum(axis=0),
        missing=(asked - answered).sum(axis=0),
        units=units,
        largest=int(counts.respondents[members].max(initial=0)),
    )
