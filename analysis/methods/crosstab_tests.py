"""Tests of a crosstab: exploratory, and only when they are asked for."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from analysis.methods.arrays import Ints

TestName = Literal["none", "chi2", "fisher"]
TESTS: tuple[TestName, ...] = ("none", "chi2", "fisher")
TWO = 2


@dataclass(frozen=True, slots=True)
class Association:
    """What a test found; NaN where it could not be made."""

    statistic: float = np.nan
    df: float = np.nan
    p: float = np.nan
    smallest_expected: float = np.nan


def associated(counts: Ints, test: TestName) -> Association:
    """Test whether rows and columns go together.

    Parameters
    ----------
    counts : array of int, choices x categories
        Rows and columns without a count are left out first.
    test : {"none", "chi2", "fisher"}
        Pearson's chi-square without a continuity correction, or Fisher's exact test, two-sided, of two by two.

    Returns
    -------
    Association
        Blank where fewer than two rows or columns are left, or where Fisher's table is larger than two by two.

    References
    ----------
    Pearson, K. (1900). Philosophical Magazine 50:157-175. Fisher, R. A. (1935). The Design of Experiments.

    Examples
    --------
    >>> associated(np.array([[12, 5], [3, 9]]), "chi2").df
    1.0
    """
    used = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if test == "none" or min(used.shape) < TWO:
        return Association()
    smallest = float(stats.contingency.expected_freq(used).min())
    if test == "fisher":
        p = float(stats.fisher_exact(used).pvalue) if used.shape == (TWO, TWO) else np.nan
        return Association(p=p, smallest_expected=smallest)
    found = stats.chi2_contingency(used, correction=False)
    return Association(float(found.statistic), float(found.dof), float(found.pvalue), smallest)
