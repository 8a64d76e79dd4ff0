from typing import Any

import pandas as pd
import pytest

from analysis.methods.counts import asked_items, count, place
from analysis.methods.notes import Refused
from analysis.methods.recode import marks
from tests.analysis.methods.factories import answers, units, yes_no


def test_responses_outside_the_groups_are_counted_by_reason() -> None:
    frame = units("h1", "m1", "x1", "?1")
    rows = answers([("h1", "y"), ("x1", "y"), ("?1", "y"), ("zz", "y"), (None, "y"), (None, "n"), ("m1", "y")])
    placed = place(frame, rows)
    assert placed.excluded == {"no_unit": 2, "unknown_unit": 1, "no_group": 1, "excluded_group": 1}
    assert count(placed, marks(rows, [yes_no()])).respondents.sum() == 2


@pytest.mark.parametrize("dtype", ["str", "category", object])
def test_units_are_found_whatever_the_column_type(dtype: Any) -> None:
    frame = units("h1", "l1").assign(group=lambda f: f["group"].astype(dtype))
    rows = answers([("l1", "y"), ("h1", "n")]).astype({"unit": dtype})
    assert place(frame, rows).rows.tolist() == [1, 0]
    assert place(frame, rows).members("high").tolist() == [True, False]


def test_missing_columns_are_named_together() -> None:
    with pytest.raises(Refused) as refused:
        place(units("h1").drop(columns="pair"), answers([("h1", "y")]).drop(columns="respondent"))
    assert str(refused.value).splitlines() == [
        "The units table has no column pair.",
        "The answers table has no column respondent.",
    ]


def test_units_that_cannot_be_are_refused_together() -> None:
    frame = units("h1", "h1", "l1", "l2", pairs={"l1": "P1", "l2": "P1"})
    frame.loc[3, "group"] = "best"
    with pytest.raises(Refused) as refused:
        place(frame, answers([("h1", "y")]))
    assert str(refused.value).splitlines() == [
        "Unit h1 stands twice in the list of units: keep one row.",
        "Unit l2: best is not a group; use high, low, middle or excluded.",
        "Pair P1 has 0 high and 1 low units: a pair is one of each.",
    ]


def test_a_third_member_breaks_a_pair() -> None:
    with pytest.raises(Refused, match="Pair P1 has 1 high and 1 low units"):
        place(units("h1", "l1", "m1", pairs=dict.fromkeys(("h1", "l1", "m1"), "P1")), answers([("h1", "y")]))


def test_routing_takes_people_out_of_asked_but_never_an_answer() -> None:
    rows = answers([("h1", "y"), ("h1", None), ("h1", None), ("h1", "n")])
    items = [yes_no("A", "q"), yes_no("B", "p")]
    rows["p"] = rows["q"]
    reached = asked_items(pd.DataFrame({"q": [True, True, False, False]}), items)
    table = count(place(units("h1"), rows), marks(rows, items), reached)
    assert table.asked.tolist() == [[3, 4]]
    assert (table.asked - table.answered).tolist() == [[1, 2]]
    assert asked_items(None, items) is None
