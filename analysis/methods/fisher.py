"""Fisher's exact test on respondents."""

import numpy as np
from scipy import stats

from analysis.methods.arrays import Floats, Ints


def fisher(high_x: Ints, high_n: Ints, low_x: Ints, low_n: Ints) -> Floats:
    """Test each two-by-two table, two-sided.

    Parameters
    ----------
    high_x, high_n, low_x, low_n : arrays of int
        Yes answers and all answers per item in the two groups.

    Returns
    -------
    array
        p per item; NaN where a group has no answer.

    Notes
    -----
    Treats respondents as if independent. Counts all tables no more probable than the observed, as R's fisher.test.

    Examples
    --------
    >>> round(float(fisher(np.array([8]), np.array([9]), np.array([4]), np.array([8]))[0]), 4)
    0.1312
    """
    known: dict[tuple[int, ...], float] = {}
    p = np.full(len(high_x), np.nan)
    for item, cells in enumerate(zip(high_x.tolist(), high_n.tolist(), low_x.tolist(), low_n.tolist(), strict=True)):
        if cells[1] and cells[3]:
            if cells not in known:
                known[cells] = _one(*cells)
            p[item] = known[cells]
    return p


def _one(high_x: int, high_n: int, low_x: int, low_n: int) -> float:
    return float(stats.fisher_exact(np.array([[high_x, high_n - high_x], [low_x, low_n - low_x]])).pvalue)
