"""AAPOR's response rates by audience and group, and the gap between the groups with its interval."""

from collections.abc import Sequence

import pandas as pd

from analysis.methods import columns
from analysis.methods.intervals import newcombe
from analysis.methods.notes import refuse_if
from analysis.methods.result import Result

COUNTS = ("interviews", "partial", "base")


def outcome_rates(cases: pd.DataFrame) -> Result:
    """Give RR1 and RR2, and high minus low of RR1.

    Parameters
    ----------
    cases : DataFrame
        One row per unit and audience (or finer): `audience`, `group` (blank where a unit stands in none),
        `interviews` (I), `partial` (P) and `base` (everybody asked but those known not to belong; blank where that
        is not known).

    Returns
    -------
    Result
        Tables `rates` (a row per audience and group, and one per audience, its group `all`) and `gap` (a row per
        audience in which both groups have a base).

    Raises
    ------
    Refused
        For missing columns.

    Notes
    -----
    ``RR1 = I / base`` and ``RR2 = (I + P) / base``, ``base = (I + P) + (R + NC + O) + (UH + UO)``. A base is blank as
    soon as one of its parts is: there is no rate without a denominator. The interval of the gap is Newcombe's, as
    if respondents were independent.

    References
    ----------
    American Association for Public Opinion Research (2023). Standard Definitions: Final Dispositions of Case Codes
    and Outcome Rates for Surveys, 10th edition.

    Examples
    --------
    >>> cases = pd.DataFrame({"audience": "a", "group": ["high"], "interviews": [4], "partial": [2], "base": [11.0]})
    >>> outcome_rates(cases).tables["rates"].round(3).values.tolist()
    [['a', 'high', 4, 2, 11.0, 0.364, 0.545], ['a', 'all', 4, 2, 11.0, 0.364, 0.545]]
    """
    refuse_if(columns.absent(cases, "cases", ("audience", "group", *COUNTS)))
    known = cases.assign(group=cases["group"].fillna(""), base=cases["base"].astype(float))
    by_group, whole = _summed(known, ["audience", "group"]), _summed(known, ["audience"]).assign(group="all")
    rates = pd.concat([by_group, whole]).sort_values("audience", kind="stable").reset_index(drop=True)
    return Result(
        tables={"rates": rates[["audience", "group", *COUNTS, "rr1", "rr2"]], "gap": _gap(by_group)},
        n_used=int(known["base"].sum()),
        excluded={},
    )


def _summed(cases: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    grouped = cases.groupby(list(keys), sort=True)
    sums = grouped[["interviews", "partial"]].sum().astype(int)
    sums["base"] = grouped["base"].agg(lambda values: values.sum(skipna=False))
    sums["base"] = sums["base"].where(sums["base"] > 0)
    sums["rr1"] = sums["interviews"] / sums["base"]
    sums["rr2"] = (sums["interviews"] + sums["partial"]) / sums["base"]
    return sums.reset_index()


def _gap(by_group: pd.DataFrame) -> pd.DataFrame:
    known = by_group.dropna(subset=["rr1"])
    high, low = (known[known["group"] == side][["audience", "interviews", "base", "rr1"]] for side in ("high", "low"))
    both = high.merge(low, on="audience", suffixes=("_high", "_low"))
    names = ("rr1_high", "base_high", "rr1_low", "base_low")
    lower, upper = newcombe(*(both[name].to_numpy(dtype=float) for name in names))
    return pd.DataFrame(
        {
            "audience": both["audience"],
            "high_x": both["interviews_high"],
            "high_n": both["base_high"],
            "low_x": both["interviews_low"],
            "low_n": both["base_low"],
            "difference": both["rr1_high"] - both["rr1_low"],
            "ci_low": lower,
            "ci_high": upper,
        }
    )
