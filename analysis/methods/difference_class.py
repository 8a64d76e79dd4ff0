"""The stated rule for *clear*, *tendency* and *none*, and the evidence beside it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.methods.arrays import Floats, Ints

TOLERANCE = 1e-9
TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of the rule: differences as proportions, `needed` answers in either group."""

    clear: float = 0.30
    tendency: float = 0.15
    needed: int = 5
    evidence: float = 0.20


def classify(difference: Floats, high_n: Ints, low_n: Ints, limits: Thresholds) -> npt.NDArray[np.str_]:
    """Class each difference.

    Parameters
    ----------
    difference : array
        Differences of proportions.
    high_n, low_n : arrays of int
        Answers (or units) behind the two sides.
    limits : Thresholds
        The stated limits.

    Returns
    -------
    array of str
        ``too_few`` below the needed n on either side, else ``clear``, ``tendency`` or ``none``.

    Examples
    --------
    >>> classify(np.array([0.3, -0.15, 0.1]), np.array([9, 9, 4]), np.array([8, 8, 8]), Thresholds()).tolist()
    ['clear', 'tendency', 'too_few']
    """
    size = np.abs(difference)
    too_few = (high_n < limits.needed) | (low_n < limits.needed) | np.isnan(size)
    chosen = [too_few, size >= limits.clear - TOLERANCE, size >= limits.tendency - TOLERANCE]
    return np.select(chosen, [TOO_FEW, "clear", "tendency"], default="none")


def evidence(p: Floats, q: Floats, limits: Thresholds) -> npt.NDArray[np.str_]:
    """Name the evidence: ``strong`` by q, ``weak`` by p alone, ``none``, or blank where nothing was tested.

    Examples
    --------
    >>> evidence(np.array([0.01, 0.15, 0.5, np.nan]), np.array([0.04, 0.3, 0.5, np.nan]), Thresholds()).tolist()
    ['strong', 'weak', 'none', '']
    """
    chosen = [np.isnan(p), q <= limits.evidence + TOLERANCE, p <= limits.evidence + TOLERANCE]
    return np.select(chosen, ["", "strong", "weak"], default="none")
