"""Ranks, best first, equal scores alike."""

import numpy as np

from analysis.methods.arrays import Floats

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
