from typing import Any

import pandas as pd
import pytest

from analysis.methods.notes import Refused
from analysis.methods.response_rates import response_rates
from analysis.methods.result import Result
from tests.analysis.methods.factories import units


def asked(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(["unit", "audience", "eligible"]))


def given(*rows: tuple[str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(["unit", "audience"]))
    return frame.assign(respondent=[f"r{i}" for i in range(len(frame))])


def lines(result: Result, table: str) -> list[list[Any]]:
    frame = result.tables[table].astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()


def test_akf_fieldwork_counts_units_and_persons_by_group() -> None:
    # akf (2006), section 4: managers in 9 of 10 high and 9 of 10 low municipalities; caseworkers 13 persons in
    # 7 of 10 high and 19 in 7 of 10 low ones, five of them in one.
    codes = [f"{side}{i}" for side in "hl" for i in range(10)]
    ask = asked(*((code, who, None) for code in codes for who in ("caseworker", "manager")))
    people = [(f"{side}{i}", "manager") for side in "hl" for i in range(9)]
    per_unit = {"h": [2, 2, 2, 2, 2, 2, 1], "l": [5, 3, 3, 2, 2, 2, 2]}
    for side, sizes in per_unit.items():
        people += [(f"{side}{i}", "caseworker") for i, persons in enumerate(sizes) for _ in range(persons)]
    result = response_rates(units(*codes), ask, given(*people))
    assert lines(result, "groups") == [
        ["caseworker", "high", 10, 7, None, 13, 2],
        ["caseworker", "low", 10, 7, None, 19, 5],
        ["manager", "high", 10, 9, None, 9, 1],
        ["manager", "low", 10, 9, None, 9, 1],
    ]
    assert lines(result, "audiences") == [["caseworker", 20, 14, None, 32, 5, 0], ["manager", 20, 18, None, 18, 1, 0]]
    assert result.n_used == 50


def test_a_unit_that_was_asked_and_silent_has_a_row() -> None:
    result = response_rates(units("h1", "l1"), asked(("h1", "a", 4), ("l1", "a", 2)), given(("h1", "a")))
    assert lines(result, "units") == [
        ["h1", "Town h1", "high", "a", True, True, 4, 1],
        ["l1", "Town l1", "low", "a", True, False, 2, 0],
    ]
    assert lines(result, "audiences") == [["a", 2, 1, 6, 1, 1, 0]]


def test_eligible_persons_add_up_and_one_blank_leaves_the_sum_blank() -> None:
    ask = asked(("h1", "a", 4), ("h1", "a", 3), ("h2", "a", 2), ("l1", "a", None), ("l1", "a", 3))
    result = response_rates(units("h1", "h2", "l1"), ask, given(("h1", "a")))
    assert lines(result, "groups") == [["a", "high", 2, 1, 9, 1, 1], ["a", "low", 1, 0, None, 0, 0]]
    assert lines(result, "audiences")[0][3] is None


def test_answers_from_units_nobody_asked_are_counted_and_said() -> None:
    result = response_rates(units("h1", "m1"), asked(("h1", "a", 1)), given(("m1", "a"), ("m1", "a"), ("h1", "a")))
    assert lines(result, "groups") == [["a", "high", 1, 1, 1, 1, 1], ["a", "middle", 0, 0, 0, 2, 2]]
    assert [str(note) for note in result.notes] == ["Respondents from units that were not asked: 2."]


def test_respondents_without_unit_stand_beside_the_total() -> None:
    result = response_rates(units("h1"), asked(("h1", "a", 1)), given(("h1", "a"), (None, "a"), (None, "a")))
    assert lines(result, "audiences") == [["a", 1, 1, 1, 1, 1, 2]]
    assert result.excluded == {"no_unit": 2}


def test_a_study_without_groups_has_one_blank_group() -> None:
    result = response_rates(units("?1"), asked(("?1", "a", 1)), given(("?1", "a")))
    assert lines(result, "groups") == [["a", "", 1, 1, 1, 1, 1]]


def test_unknown_units_double_units_and_wrong_groups_are_refused_together() -> None:
    frame = units("h1", "h1", "h2")
    frame.loc[2, "group"] = "best"
    with pytest.raises(Refused) as refused:
        response_rates(frame, asked(("q1", "a", 1)), given(("q2", "a")))
    assert [note.code for note in refused.value.problems] == [
        "unit_twice", "unknown_group", "rates_unit_unknown", "rates_unit_unknown",
    ]  # fmt: skip
    with pytest.raises(Refused, match="The asked table has no column eligible"):
        response_rates(frame, asked().drop(columns="eligible"), given())


def test_order_of_rows_changes_nothing() -> None:
    frame, ask = units("h1", "l1", "m1"), asked(("h1", "a", 2), ("l1", "b", 3), ("m1", "a", 1))
    answers = given(("h1", "a"), ("h1", "a"), ("l1", "b"))
    first = response_rates(frame, ask, answers)
    second = response_rates(frame.iloc[::-1], ask.iloc[::-1], answers.iloc[::-1])
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, second.tables[name])
