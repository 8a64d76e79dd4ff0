"""Permutation test of group labels over whole units."""

from itertools import combinations
from math import comb

import numpy as np

from analysis.methods.arrays import Bools, Floats, Ints

TOLERANCE = 1e-12
ENUMERATED = 200_000
DRAWS = 9_999


def label_permutation(high: Floats, low: Floats, rng: np.random.Generator) -> Floats:
    """Test whether units of two groups differ, by exchanging their labels.

    Parameters
    ----------
    high, low : arrays, units x items
        Share of yes per unit; NaN where a unit has no answer.
    rng : Generator
        Used only where more than 200,000 arrangements exist.

    Returns
    -------
    array
        Two-sided p per item; NaN where a group has no answer.

    Notes
    -----
    The statistic is the difference of unit means over answering units. All C(U, U1) choices of the U1 high units
    are enumerated up to 200,000; beyond that 9,999 random choices and the observed one.

    Examples
    --------
    >>> p = label_permutation(np.ones((3, 1)), np.zeros((3, 1)), np.random.default_rng(1))
    >>> float(p[0])
    0.1
    """
    values = np.concatenate((high, low))
    answering: Bools = ~np.isnan(values)
    patterns, pattern_of = np.unique(answering, axis=1, return_inverse=True)
    keys = rng.random((DRAWS, len(values)))
    p = np.full(values.shape[1], np.nan)
    known: dict[tuple[int, int], Ints] = {}
    for number, pattern in enumerate(patterns.T):
        units, chosen = int(pattern.sum()), int(pattern[: len(high)].sum())
        if 0 < chosen < units:
            items = np.flatnonzero(pattern_of.ravel() == number)
            p[items] = _pattern_p(values[pattern][:, items], chosen, keys[:, pattern], known)
    return p


def _pattern_p(values: Floats, chosen: int, keys: Floats, known: dict[tuple[int, int], Ints]) -> Floats:
    units = len(values)
    enumerated = comb(units, chosen) <= ENUMERATED
    if enumerated and (units, chosen) not in known:
        known.clear()  # one table at a time: the largest takes 30 MB
        known[units, chosen] = _arrangements(units, chosen)
    picks = known[units, chosen] if enumerated else np.argpartition(keys, chosen, axis=1)[:, :chosen]
    total = values.sum(axis=0)
    p = np.empty(values.shape[1])
    for item in range(values.shape[1]):
        column = values[:, item]
        drawn = _statistic(column[picks].sum(axis=1), total[item], chosen, units)
        observed = _statistic(column[:chosen].sum(keepdims=True), total[item], chosen, units)[0]
        hits = int((drawn >= observed - TOLERANCE).sum())
        p[item] = hits / len(picks) if enumerated else (hits + 1) / (len(picks) + 1)
    return p


def _statistic(high_sum: Floats, total: float, chosen: int, units: int) -> Floats:
    return np.abs(high_sum / chosen - (total - high_sum) / (units - chosen))


def _arrangements(units: int, chosen: int) -> Ints:
    flat = np.fromiter((place for pick in combinations(range(units), chosen) for place in pick), dtype=np.int64)
    return flat.reshape(-1, chosen)
