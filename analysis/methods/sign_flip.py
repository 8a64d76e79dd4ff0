"""Sign-flip test over matched pairs."""

import numpy as np

from analysis.methods.arrays import Floats, Ints

TOLERANCE = 1e-12
ENUMERATED_PAIRS = 16
DRAWS = 9_999
NEEDED_PAIRS = 5
_ITEMS_AT_ONCE = 256


def sign_flip(differences: Floats, rng: np.random.Generator) -> tuple[Floats, Ints]:
    """Test whether differences within pairs lean to one side.

    Parameters
    ----------
    differences : array, pairs x items
        High share minus low share; NaN where a side has no answer.
    rng : Generator
        Used only for items with more than 16 complete pairs.

    Returns
    -------
    p : array
        Two-sided p per item; NaN with fewer than 5 complete pairs.
    pairs : array of int
        Complete pairs per item.

    Notes
    -----
    T is the mean difference. If a pair's two units are alike, its difference has either sign with equal chance:
    p is the share of all 2^J sign vectors with |T*| >= |T|. Above 16 pairs, 9,999 random vectors and the
    observed one; all items share them. Whole units change sides: respondents within one need not be independent.

    References
    ----------
    Fisher, R. A. (1935). The Design of Experiments, section 21.

    Examples
    --------
    >>> p, pairs = sign_flip(np.ones((6, 1)), np.random.default_rng(1))
    >>> float(p[0]), int(pairs[0])
    (0.03125, 6)
    """
    complete = ~np.isnan(differences)
    pairs: Ints = complete.sum(axis=0)
    p = np.full(differences.shape[1], np.nan)
    for item in np.flatnonzero((pairs >= NEEDED_PAIRS) & (pairs <= ENUMERATED_PAIRS)):
        p[item] = _enumerated(differences[complete[:, item], item])
    many = np.flatnonzero(pairs > ENUMERATED_PAIRS)
    if many.size:
        p[many] = _drawn(np.nan_to_num(differences[:, many]), rng)
    return p, pairs


def smallest_p(pairs: Ints) -> Floats:
    """Give the smallest p the test can reach with so many pairs.

    Examples
    --------
    >>> smallest_p(np.array([3, 7])).tolist()
    [0.25, 0.015625]
    """
    enumerated = np.power(2.0, 1.0 - np.minimum(pairs, ENUMERATED_PAIRS))
    reach = np.where(pairs > ENUMERATED_PAIRS, 1 / (DRAWS + 1), enumerated)
    return np.where(pairs > 0, reach, np.nan)


def _enumerated(differences: Floats) -> float:
    # The first sign stays: turning all signs round leaves |T| as it is.
    sums = differences[:1]
    for difference in differences[1:]:
        sums = np.concatenate((sums + difference, sums - difference))
    return float(np.mean(np.abs(sums) >= np.abs(differences.sum()) - TOLERANCE * len(differences)))


def _drawn(differences: Floats, rng: np.random.Generator) -> Floats:
    signs = rng.choice(np.array([-1.0, 1.0]), size=(DRAWS, differences.shape[0]))
    p = np.empty(differences.shape[1])
    for start in range(0, differences.shape[1], _ITEMS_AT_ONCE):
        chunk = differences[:, start : start + _ITEMS_AT_ONCE]
        reached = np.abs(chunk.sum(axis=0)) - TOLERANCE * len(differences)
        p[start : start + _ITEMS_AT_ONCE] = (1 + (np.abs(signs @ chunk) >= reached).sum(axis=0)) / (DRAWS + 1)
    return p
