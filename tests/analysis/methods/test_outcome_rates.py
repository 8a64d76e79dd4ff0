"""AAPOR's rates against what the R package outcomerate prints, the gap's interval against Newcombe's own example."""

import pandas as pd
import pytest

from analysis.methods.notes import Refused
from analysis.methods.outcome_rates import outcome_rates

NAMES = pd.Index(["audience", "group", "interviews", "partial", "base"])


def cases(*rows: tuple[str, str | None, int, int, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES)


def test_rates_are_those_that_outcomerate_prints() -> None:
    # README of outcomerate (rOpenSci): I 4, P 2 of 11 that are not known to be ineligible: RR1 0.364, RR2 0.545.
    found = outcome_rates(cases(("a", "high", 3, 1, 6), ("a", "high", 1, 1, 5))).tables["rates"]
    assert found.round(3).to_numpy().tolist()[0] == ["a", "high", 4, 2, 11.0, 0.364, 0.545]


def test_the_gap_has_the_interval_of_newcombes_example() -> None:
    # Newcombe (1998), example (a): 56 of 70 against 48 of 80; method 10 gives 0.0524 to 0.3339.
    gap = outcome_rates(cases(("a", "high", 56, 0, 70), ("a", "low", 48, 0, 80))).tables["gap"]
    assert gap.round(4).to_numpy().tolist() == [["a", 56, 70.0, 48, 80.0, 0.2, 0.0524, 0.3339]]


def test_there_is_no_rate_where_somebody_asked_is_not_known() -> None:
    found = outcome_rates(cases(("a", "high", 3, 0, 6), ("a", "low", 2, 0, None), ("a", None, 0, 0, 1)))
    rates = found.tables["rates"].set_index("group")["rr1"]
    assert rates["high"] == 0.5
    assert rates[["low", "all"]].isna().all()
    assert found.tables["gap"].empty


def test_a_column_that_is_missing_is_said() -> None:
    with pytest.raises(Refused, match="base"):
        outcome_rates(cases().drop(columns="base"))
