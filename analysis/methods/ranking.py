"""Ranks, best first, equal scores alike; scores out of different maxima are compared as shares."""

import numpy as np

from analysis.methods.arrays import Bools, Floats, Ints
from analysis.methods.counts import divided

TOLERANCE = 1e-9


def best_first(scores: Floats) -> Floats:
    """Rank scores in descending order.

    Parameters
    ----------
    scores : array
        Unrounded; NaN stays unranked.

    Returns
    -------
    array
        1 for the best; scores within 1e-9 of the first of a tie share its rank, the next rank skips them.

    Examples
    --------
    >>> best_first(np.array([13.0, 14.0, np.nan, 14.0 - 1e-12, 6.0])).tolist()
    [3.0, 1.0, nan, 1.0, 4.0]
    """
    ranks = np.full(len(scores), np.nan)
    shared, top = 0, np.inf
    order = [place for place in np.argsort(-scores, kind="stable") if not np.isnan(scores[place])]
    for position, place in enumerate(order, start=1):
        if top - scores[place] > TOLERANCE:
            shared, top = position, scores[place]
        ranks[place] = shared
    return ranks


def maxima_differ(scores: Floats, maxima: Ints, ranked: Bools) -> bool:
    """Tell whether the ranked units that have a score are scored out of different maxima."""
    return len(np.unique(maxima[ranked & ~np.isnan(scores)])) > 1


def comparable(scores: Floats, maxima: Ints, ranked: Bools) -> Floats:
    """Give what units are compared on.

    Parameters
    ----------
    scores, maxima : array
        Per unit, unrounded; NaN where there is no score.
    ranked : array
        The units that are compared with each other.

    Returns
    -------
    array
        The scores as they are; score / maximum where the maxima of the ranked units differ.

    Examples
    --------
    >>> comparable(np.array([11.1, 10.0]), np.array([16, 14]), np.array([True, True])).round(3).tolist()
    [0.694, 0.714]
    >>> comparable(np.array([11.1, 10.0]), np.array([16, 16]), np.array([True, True])).tolist()
    [11.1, 10.0]
    """
    return divided(scores, maxima) if maxima_differ(scores, maxima, ranked) else scores
