"""The chosen test, applied to all items of a questionnaire."""

from dataclasses import dataclass

import numpy as np

from analysis.methods.arrays import Bools, Floats, Ints
from analysis.methods.counts import Counts
from analysis.methods.fisher import fisher
from analysis.methods.group_counts import group_counts
from analysis.methods.permutation import label_permutation
from analysis.methods.sign_flip import NEEDED_PAIRS, sign_flip, smallest_p

TESTS = ("sign_flip", "permutation", "fisher", "none")


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test gave per item; `pairs` counts the complete pairs, whatever the test."""

    test: str
    p: Floats
    pairs: Ints
    smallest_p: Floats
    too_few: Bools


def run(table: Counts, test: str, rng: np.random.Generator) -> Tested:
    """Test every item.

    Parameters
    ----------
    table : Counts
        Counts per unit and item.
    test : {"sign_flip", "permutation", "fisher", "none"}
        Pairs and permutations take whole units; Fisher takes respondents.
    rng : Generator
        For arrangements too many to enumerate.
    """
    differences = pair_differences(table)
    pairs: Ints = (~np.isnan(differences)).sum(axis=0)
    blank = np.full(len(pairs), np.nan)
    few = np.zeros(len(pairs), dtype=np.bool_)
    if test == "sign_flip":
        p, pairs = sign_flip(differences, rng)
        return Tested(test, p, pairs, smallest_p(pairs), pairs < NEEDED_PAIRS)
    if test == "permutation":
        members = table.placed.members
        p = label_permutation(table.shares[members("high")], table.shares[members("low")], rng)
    elif test == "fisher":
        high, low = (group_counts(table, group, "respondents") for group in ("high", "low"))
        p = fisher(high.x, high.n, low.x, low.n)
    else:
        p = blank
    return Tested(test, p, pairs, blank, few)


def pair_differences(table: Counts) -> Floats:
    """Give high share minus low share per pair and item, pairs in order of their code; NaN where a side is silent."""
    units = table.placed.units
    paired = units[units["pair"].notna() & units["group"].isin(("high", "low"))]
    in_order = paired.sort_values("pair")
    high, low = (table.shares[in_order.index[in_order["group"] == group]] for group in ("high", "low"))
    return np.asarray(high - low, dtype=np.float64)
