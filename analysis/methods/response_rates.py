"""Units answering of units asked, and respondents, by unit, audience and group."""

from collections.abc import Sequence

import pandas as pd

from analysis.methods import columns
from analysis.methods.notes import Note, refuse_if
from analysis.methods.result import Result

COUNTED = ("units_asked", "units_answering", "eligible", "respondents", "largest")


def response_rates(units: pd.DataFrame, asked: pd.DataFrame, answers: pd.DataFrame) -> Result:
    """Count who answered of those asked.

    Parameters
    ----------
    units : DataFrame
        One row per unit: `unit`, `unit_name`, `group` (blank without a grouping).
    asked : DataFrame
        Who was asked: `unit`, `audience`, `eligible` (persons asked there; blank where nobody reported it).
    answers : DataFrame
        One row per response: `unit` (may be blank), `audience`, `respondent`.

    Returns
    -------
    Result
        Tables `units` (a row per unit and audience), `groups` (per audience and group) and `audiences` (totals).
        Counts only: whether n allows a percentage is decided on the way out.

    Raises
    ------
    Refused
        For missing columns, a unit twice, or units that do not exist.

    Notes
    -----
    `eligible` of a group is blank as soon as one of its units asked has not reported it: a sum over some is no base.
    `largest` is the largest number of respondents from one unit.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1", "2"], "unit_name": ["A", "B"], "group": ["high", "high"]})
    >>> asked = pd.DataFrame({"unit": ["1", "2"], "audience": "manager", "eligible": [1, 1]})
    >>> answers = pd.DataFrame({"unit": ["1"], "audience": ["manager"], "respondent": ["r"]})
    >>> response_rates(units, asked, answers).tables["audiences"].values.tolist()
    [['manager', 2, 1, 2.0, 1, 1, 0]]
    """
    refuse_if(_problems(units, asked, answers))
    known = answers[answers["unit"].isin(units["unit"])]
    by_unit = _by_unit(units, asked, known)
    outside = int((~by_unit["asked"] * by_unit["respondents"]).sum())
    homeless = answers.assign(_n=1).loc[answers["unit"].isna()].groupby("audience")["_n"].sum()
    audiences = _summed(by_unit, ["audience"])
    audiences["without_unit"] = audiences["audience"].map(homeless).fillna(0).astype(int)
    return Result(
        tables={
            "units": by_unit,
            "groups": _summed(by_unit.assign(group=by_unit["group"].fillna("")), ["audience", "group"]),
            "audiences": audiences,
        },
        n_used=len(known),
        excluded={"no_unit": int(homeless.sum())} if len(homeless) else {},
        notes=(Note("not_asked", {"count": outside}),) if outside else (),
    )


def _problems(units: pd.DataFrame, asked: pd.DataFrame, answers: pd.DataFrame) -> list[Note]:
    absent = [
        *columns.absent(units, "units", ("unit", "unit_name", "group")),
        *columns.absent(asked, "asked", ("unit", "audience", "eligible")),
        *columns.absent(answers, "answers", ("unit", "audience", "respondent")),
    ]
    if absent:
        return absent
    strange = {*asked["unit"], *answers["unit"].dropna()} - set(units["unit"])
    return [
        *columns.repeated_units(units),
        *columns.wrong_groups(units),
        *(Note("rates_unit_unknown", {"unit": str(unit)}) for unit in sorted(strange)),
    ]


def _by_unit(units: pd.DataFrame, asked: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    keys = ["unit", "audience"]
    # Several collections may ask a unit for one audience: eligible persons add up, and one blank leaves it blank.
    numbers = asked.astype({"eligible": float})
    reached = numbers.groupby(keys)["eligible"].agg(lambda values: values.sum(skipna=False)).reset_index()
    given = answers.groupby(keys, observed=True).size().rename("respondents").reset_index()
    table = reached.assign(asked=True).merge(given, on=keys, how="outer")
    table["asked"] = table["asked"].eq(other=True)
    table["respondents"] = table["respondents"].fillna(0).astype(int)
    table["answered"] = table["respondents"] > 0
    named = table.merge(units[["unit", "unit_name", "group"]], on="unit")
    ordered = named.sort_values(["audience", "unit"]).reset_index(drop=True)
    return ordered[["unit", "unit_name", "group", "audience", "asked", "answered", "eligible", "respondents"]]


def _summed(by_unit: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    marked = by_unit.assign(
        units_asked=by_unit["asked"].astype(int),
        units_answering=(by_unit["asked"] & by_unit["answered"]).astype(int),
        largest=by_unit["respondents"],
        _unknown=by_unit["asked"] & by_unit["eligible"].isna(),
    )
    sums = marked.groupby(list(keys), sort=True).agg(
        {
            "units_asked": "sum",
            "units_answering": "sum",
            "eligible": "sum",
            "respondents": "sum",
            "largest": "max",
            "_unknown": "any",
        }
    )
    sums["eligible"] = sums["eligible"].astype(float).mask(sums["_unknown"])
    return sums[list(COUNTED)].reset_index()
