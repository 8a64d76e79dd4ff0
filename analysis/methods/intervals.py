"""Intervals of proportions and of their differences."""

import numpy as np
from scipy import stats

from analysis.methods.arrays import Floats


def wilson(share: Floats, n: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """Give Wilson score intervals.

    Parameters
    ----------
    share : array
        Proportions; NaN gives NaN.
    n : array
        Observations behind each.
    level : float
        Confidence level.

    Returns
    -------
    low, high : arrays

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> low, high = wilson(np.array([1 / 17]), np.array([17.0]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0105, 0.2698)
    """
    z = float(stats.norm.ppf(0.5 + level / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = 1 + z**2 / n
        middle = (share + z**2 / (2 * n)) / shrink
        half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / shrink
    return middle - half, middle + half


def newcombe(first: Floats, first_n: Floats, second: Floats, second_n: Floats) -> tuple[Floats, Floats]:
    """Give 95 % hybrid score intervals of differences between two proportions.

    Parameters
    ----------
    first, second : arrays
        The two proportions; NaN gives NaN.
    first_n, second_n : arrays
        Observations behind them.

    Returns
    -------
    low, high : arrays
        Limits of ``first - second``; swapping the groups swaps and negates them.

    Notes
    -----
    With Wilson limits l and u: ``d - sqrt((p1 - l1)^2 + (u2 - p2)^2)`` and ``d + sqrt((u1 - p1)^2 + (p2 - l2)^2)``.
    An approximate interval; it takes observations as independent.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions, method 10.

    Examples
    --------
    >>> low, high = newcombe(np.array([56 / 70]), np.array([70.0]), np.array([48 / 80]), np.array([80.0]))
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.0524, 0.3339)
    """
    first_low, first_high = wilson(first, first_n)
    second_low, second_high = wilson(second, second_n)
    difference = first - second
    return (
        difference - np.hypot(first - first_low, second_high - second),
        difference + np.hypot(first_high - first, second - second_low),
    )
