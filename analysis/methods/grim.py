"""Whether a printed percentage can come from so many persons."""

from math import ceil, floor

TOLERANCE = 1e-9


def consistent_counts(percent: float, n: int, *, decimals: int = 0) -> tuple[int, ...]:
    """List the counts out of n that round to a printed percentage.

    Parameters
    ----------
    percent : float
        As printed, 0 to 100.
    n : int
        The base, in persons.
    decimals : int
        Decimals printed.

    Returns
    -------
    tuple of int
        Every x with abs(100 x / n - percent) of half a printed unit at most: exact halves may have been rounded
        either way. Empty: the percentage cannot be from n.

    Raises
    ------
    ValueError
        For a base below 1.

    References
    ----------
    Brown, N. J. L. and Heathers, J. A. J. (2017). The GRIM test. Social Psychological and Personality Science 8.

    Examples
    --------
    >>> consistent_counts(46, 81), consistent_counts(3, 81)
    ((37,), ())
    >>> consistent_counts(50, 200)
    (99, 100, 101)
    """
    if n < 1:
        raise ValueError("a percentage needs a base of at least 1")
    half = 0.5 * 10.0**-decimals
    least = max(0, ceil((percent - half) * n / 100 - TOLERANCE))
    most = min(n, floor((percent + half) * n / 100 + TOLERANCE))
    return tuple(range(least, most + 1))
