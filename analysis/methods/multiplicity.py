"""Many tests at once: false discovery rates within families."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from analysis.methods.arrays import Floats


def benjamini_hochberg(p: Floats, families: Sequence[str] | None = None) -> Floats:
    """Give q values within each family.

    Parameters
    ----------
    p : array
        p-values; NaN means not tested and stays outside its family.
    families : sequence of str, optional
        The family of each test, fixed before looking; without it all are one family.

    Returns
    -------
    array
        q beside p; NaN where p is NaN.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, np.nan, 0.04, 0.03])).round(4).tolist()
    [0.03, nan, 0.04, 0.04]
    """
    names = np.array(["" for _ in p] if families is None else list(families))
    q = np.full(len(p), np.nan)
    for name in np.unique(names):
        tested = (names == name) & ~np.isnan(p)
        if tested.any():
            q[tested] = stats.false_discovery_control(p[tested], method="bh")
    return q
