"""Criteria for choosing cases that can be computed, one unit at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.methods.arrays import Bools, Floats, Ints
from analysis.methods.notes import Note
from analysis.methods.ranking import comparable, maxima_differ

YES, NO, PARTLY, UNKNOWN = "yes", "no", "partly", "unknown"
STARS = {"5": 0.05, "10": 0.10, "20": 0.20}
AT_RISK = 10
LATE = 0.75
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    Parameters
    ----------
    code : str
        Its name; statements by persons carry the same.
    kind : {"indicator_p", "score_high", "continuous_exit", "stated"}
        How it is computed; *stated* is not.
    p_max : float
        For indicator_p: the indicator's p must lie below it.
    scores : tuple of str
        For score_high: one or more score tables.
    combine : {"any", "all"}
        For score_high with several tables.
    """

    code: str
    kind: Literal["indicator_p", "score_high", "continuous_exit", "stated"]
    p_max: float = 0.20
    scores: tuple[str, ...] = ()
    combine: Literal["any", "all"] = "any"


@dataclass(frozen=True, slots=True)
class Judged:
    """What one criterion says of one unit; `order` sorts the table, smaller first."""

    value: str
    rule: str
    met: str
    order: float = np.nan


@dataclass(frozen=True, slots=True)
class Evidence:
    """What criteria are computed from."""

    units: Mapping[str, Mapping[Any, Any]]
    scores: Mapping[str, pd.DataFrame]
    curves: pd.DataFrame | None

    def by_share(self, score: str) -> bool:
        """Tell whether scores are compared as shares, being out of different maxima."""
        return maxima_differ(*_compared(self.scores[score]))

    def compared(self, score: str) -> "pd.Series[float]":
        """Give what units are compared on, by unit: scores or shares."""
        table = self.scores[score]
        return pd.Series(comparable(*_compared(table)), index=pd.Index(table["unit"]))

    def cut(self, score: str) -> float:
        """Give the median of the ranked units."""
        return float(self.compared(score)[self.scores[score]["rank"].notna().to_numpy()].median())


def judge(criterion: Criterion, unit: str, evidence: Evidence) -> Judged:
    """Judge one unit by a criterion that is computed.

    Parameters
    ----------
    criterion : Criterion
        Any kind but *stated*.
    unit : str
        The unit's code.
    evidence : Evidence
        Units by code (`indicator`; `p` or `star_level`), score tables, curves.
    """
    if criterion.kind == "indicator_p":
        return indicator_p(evidence.units[unit], criterion.p_max)
    if criterion.kind == "score_high":
        return score_high(criterion, unit, evidence)
    return continuous_exit(evidence.curves, unit)


def indicator_p(unit: Mapping[Any, Any], p_max: float) -> Judged:
    """Judge whether the indicator is more than chance, by p or by the level of its star.

    Examples
    --------
    >>> indicator_p({"indicator": -1.57, "star_level": "10"}, 0.20).met
    'yes'
    """
    rule = f"p < {p_max:g}"
    p, star = unit.get("p"), unit.get("star_level")
    order = _number(unit.get("indicator"))
    if not pd.isna(p):
        return Judged(f"p = {p:.3g}", rule, YES if p < p_max else NO, order)
    if pd.isna(star):
        return Judged("", rule, UNKNOWN, order)
    text = f"{star:g}" if isinstance(star, int | float) else str(star)
    if text not in STARS:
        return Judged(f"p >= {max(STARS.values()):g}", rule, NO if p_max <= max(STARS.values()) else UNKNOWN, order)
    return Judged(f"p < {STARS[text]:g}", rule, _by_star(text, p_max), order)


def score_high(criterion: Criterion, unit: str, evidence: Evidence) -> Judged:
    """Judge whether a score lies in the upper half of the ranked units, the median included."""
    parts = [_one_score(name, unit, evidence) for name in criterion.scores]
    decides, otherwise = (YES, NO) if criterion.combine == "any" else (NO, YES)
    met = [part.met for part in parts]
    verdict = decides if decides in met else UNKNOWN if UNKNOWN in met else otherwise
    joined = "; ".join(part.value for part in parts if part.value)
    return Judged(joined, "; ".join(part.rule for part in parts), verdict, parts[0].order)


def continuous_exit(curves: pd.DataFrame | None, unit: str) -> Judged:
    """Judge whether exits go on through the whole period.

    Parameters
    ----------
    curves : DataFrame or None
        `unit`, `month` (from 1), `at_risk`, `exits`.
    unit : str
        The unit's code.

    Notes
    -----
    The period ends with the last month that has at least 10 at risk. *Yes*: exits in every third of it, the last of
    them in its last quarter. *Partly*: one of the two. The value shows the exits by third and the month of the last.

    Examples
    --------
    >>> months = pd.DataFrame({"unit": "1", "month": range(1, 7), "at_risk": 20, "exits": [1, 0, 2, 0, 0, 1]})
    >>> continuous_exit(months, "1")
    Judged(value='1 + 2 + 1, 6/6', rule='exits in each third, last exit >= 75 %', met='yes', order=nan)
    """
    rule = f"exits in each third, last exit >= {100 * LATE:g} %"
    ours = curves[(curves["unit"] == unit) & (curves["at_risk"] >= AT_RISK)] if curves is not None else pd.DataFrame()
    if ours.empty or curves is None:
        return Judged("", rule, UNKNOWN)
    end = int(ours["month"].max())
    period = curves[(curves["unit"] == unit) & (curves["month"] >= 1) & (curves["month"] <= end)]
    third = np.ceil(3 * period["month"].to_numpy() / end).astype(int) - 1
    exits = np.bincount(third, weights=period["exits"], minlength=3)
    last = int(period.loc[period["exits"] > 0, "month"].max()) if exits.any() else 0
    holds = (bool((exits > 0).all()), last >= LATE * end - TOLERANCE)
    met = YES if all(holds) else PARTLY if any(holds) else NO
    return Judged(f"{' + '.join(f'{count:g}' for count in exits)}, {last}/{end}", rule, met)


def median_notes(criterion: Criterion, evidence: Evidence) -> list[Note]:
    """State the cut that *upper half* comes to."""
    notes = []
    for name in criterion.scores:
        ranked = int(evidence.scores[name]["rank"].notna().sum())
        code = "median_cut_share" if evidence.by_share(name) else "median_cut"
        notes.append(Note(code, {"score": name, "cut": _cut(name, evidence), "count": ranked}))
    return notes


def _one_score(name: str, unit: str, evidence: Evidence) -> Judged:
    table, cut = evidence.scores[name], evidence.cut(name)
    rule = f"{name} >= {_cut(name, evidence)}{' %' if evidence.by_share(name) else ''}"
    found = table[(table["unit"] == unit) & table["score"].notna()]
    if found.empty or np.isnan(cut):
        return Judged("", rule, UNKNOWN)
    score, maximum = float(found["score"].iloc[0]), found["maximum"].iloc[0]
    compared = float(evidence.compared(name)[unit])
    return Judged(f"{name} {score:g}/{maximum:g}", rule, YES if compared >= cut - TOLERANCE else NO, -compared)


def _cut(name: str, evidence: Evidence) -> str:
    """Write the cut as a score, or in percent of the maximum."""
    return f"{100 * evidence.cut(name):.3g}" if evidence.by_share(name) else f"{evidence.cut(name):g}"


def _compared(table: pd.DataFrame) -> tuple[Floats, Ints, Bools]:
    ranked = table["rank"].notna().to_numpy(dtype=np.bool_)
    return table["score"].to_numpy(dtype=float), table["maximum"].to_numpy(dtype=np.int64), ranked


def _by_star(star: str, p_max: float) -> str:
    lower = max((level for level in STARS.values() if level < STARS[star]), default=0.0)
    if STARS[star] <= p_max:
        return YES
    return NO if p_max <= lower else UNKNOWN


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float | np.number) else np.nan
