"""Who stands with whom: within a region, the most alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from analysis.methods.arrays import Floats
from analysis.methods.notes import Note, refuse_if
from analysis.methods.unit_choice import Edge


@dataclass(frozen=True, slots=True)
class Similarity:
    """A variable that units are compared on; `log` for sizes such as population."""

    variable: str
    log: bool = False


def standardised(units: pd.DataFrame, similarity: Sequence[Similarity]) -> pd.DataFrame:
    """Give z-scores over all units.

    Parameters
    ----------
    units : DataFrame
        `unit` and a column per variable.
    similarity : sequence of Similarity
        The variables.

    Returns
    -------
    DataFrame
        Indexed by unit, a column per variable; sample standard deviation, missing values left out of it.

    Raises
    ------
    Refused
        For a variable that is constant, or not above 0 where its logarithm is wanted.
    """
    columns, problems = {}, []
    for each in similarity:
        values = units[each.variable].astype(np.float64)
        problems += [
            _not_positive(units, each.variable, place) for place in np.flatnonzero((values <= 0) & each.log).tolist()
        ]
        values = values.where(values > 0).apply(np.log) if each.log else values
        # Compared with the size of the numbers: the spread of equal decimals is not exactly 0.
        if not values.std() > 1e-12 * max(1.0, float(values.abs().max())):
            problems.append(Note("similarity_constant", {"variable": each.variable}))
        columns[each.variable] = (values - values.mean()) / values.std()
    refuse_if(problems)
    return pd.DataFrame(columns).set_axis(pd.Index(units["unit"]))


def distance(scores: pd.DataFrame, high: str, low: str) -> float:
    """Give the Euclidean distance of two units; NaN without variables or with a missing value.

    Examples
    --------
    >>> distance(pd.DataFrame({"v": [1.0, -2.0]}, index=["a", "b"]), "a", "b")
    3.0
    """
    if scores.shape[1] == 0:
        return float("nan")
    return float(np.linalg.norm(scores.loc[high].to_numpy() - scores.loc[low].to_numpy()))


def match(edges: Sequence[Edge], units: pd.DataFrame, scores: pd.DataFrame, forced: Sequence[Edge]) -> list[Edge]:
    """Pair the chosen units within their region.

    Parameters
    ----------
    edges : sequence of (high unit, low unit)
        From `unit_choice.choose`.
    units : DataFrame
        Indexed by unit: `region`, `indicator`.
    scores : DataFrame
        From `standardised`; without columns the best high stands with the best low of its region, and so on.
    forced : sequence of (high unit, low unit)
        Pairs that stay together.

    Raises
    ------
    Refused
        For a chosen unit without a value of a variable.
    """
    refuse_if(_missing([unit for edge in edges for unit in edge], scores))
    held = {unit for edge in forced for unit in edge}
    ranks = units["indicator"].to_dict()
    highs = sorted((high for high, _ in edges if high not in held), key=lambda unit: (ranks[unit], unit))
    lows = sorted((low for _, low in edges if low not in held), key=lambda unit: (-ranks[unit], unit))
    found = list(forced)
    for region in sorted(set(units.loc[highs, "region"])):
        ours, theirs = ([unit for unit in side if units.loc[unit, "region"] == region] for side in (highs, lows))
        found += _closest(ours, theirs, scores) if scores.shape[1] else zip(ours, theirs, strict=True)
    return found


def _closest(highs: list[str], lows: list[str], scores: pd.DataFrame) -> list[Edge]:
    first, second = scores.loc[highs].to_numpy(), scores.loc[lows].to_numpy()
    apart: Floats = np.linalg.norm(first[:, None, :] - second[None, :, :], axis=2)
    rows, columns = optimize.linear_sum_assignment(apart)
    return [(highs[row], lows[column]) for row, column in zip(rows, columns, strict=True)]


def _not_positive(units: pd.DataFrame, variable: str, place: int) -> Note:
    line = units.iloc[place]
    return Note(
        "similarity_not_positive", {"unit": line["unit"], "variable": variable, "value": float(line[variable])}
    )


def _missing(chosen: Sequence[str], scores: pd.DataFrame) -> list[Note]:
    blank = scores.loc[sorted(chosen)].isna()
    return [
        Note("similarity_missing", {"unit": str(unit), "variable": str(variable)})
        for unit, line in blank.iterrows()
        for variable in blank.columns[line.to_numpy()]
    ]
