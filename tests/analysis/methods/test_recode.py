from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.methods.items import ItemRule
from analysis.methods.notes import Refused
from analysis.methods.recode import code_text, contradictions, marks
from tests.analysis.methods.factories import yes_no


def column(values: list[Any], rule: ItemRule, dtype: Any = None) -> list[int]:
    return marks(pd.DataFrame({"q": pd.Series(values, dtype=dtype)}), [rule])[rule.item].tolist()


@pytest.mark.parametrize("dtype", [object, "str", "category"])
def test_single_choice_is_counted_not_counted_or_missing(dtype: str) -> None:
    rule = yes_no(question_missing={"q": ("na",)})
    assert column(["y", "n", "dk", "na", "", None, "y"], rule, dtype) == [1, 0, -1, -1, -1, -1, 1]


def test_choice_codes_that_are_numbers_are_read_as_text() -> None:
    rule = yes_no(yes=("4", "5"), no=("1", "2", "3"), missing=("9",))
    assert column([1.0, 5.0, 9.0, np.nan], rule) == [0, 1, -1, -1]
    assert column([1, 5, 9], rule, "category") == [0, 1, -1]
    assert code_text(2.5) == "2.5"


def test_several_choices_blank_no_means_asked_and_none_marked() -> None:
    rule = ItemRule("A", ("q",), "multiple", yes=("a", "b"), missing=("dk",))
    assert column(["a", "c", "c b", "", "dk", None, "c d"], rule) == [1, 0, 1, 0, -1, -1, 0]


def test_several_choices_nothing_marked_is_missing_where_none_is_a_choice() -> None:
    rule = ItemRule("A", ("q",), "multiple", yes=("a",), none_codes=("none",))
    assert column(["", "none", "a", "c"], rule) == [-1, 0, 1, 0]


def test_several_choices_with_stated_no_need_one_of_either() -> None:
    rule = ItemRule("A", ("q",), "multiple", yes=("a",), no=("b",))
    assert column(["a b", "b", "c", "", None], rule) == [1, 0, -1, -1, -1]


def test_none_or_dont_know_beside_a_choice_is_missing_and_said() -> None:
    rule = ItemRule("A", ("q",), "multiple", yes=("a",), missing=("dk",), none_codes=("none",))
    answers = pd.DataFrame({"q": ["a none", "a dk", "a", "none", None], "p": list("yynnn")})
    assert marks(answers, [rule])["A"].tolist() == [-1, -1, 1, 0, -1]
    assert [str(note) for note in contradictions(answers, [rule, yes_no(question="p")])] == [
        "Item A: answers where 'none' or 'don't know' is marked together with another choice, counted as missing: 2."
    ]


def test_a_counted_none_alone_counts() -> None:
    rule = ItemRule("A", ("q",), "multiple", yes=("none",), none_codes=("none",))
    assert column(["none", "a", "", "a none"], rule) == [1, 0, -1, -1]


def test_numbers_fall_into_ranges_and_missing_codes_win() -> None:
    rule = ItemRule(
        "A", ("q",), "number", yes=(">=30",), no=("<30",), missing=("999",), question_missing={"q": ("-1",)}
    )
    assert column([29.9, 30.0, 999.0, -1.0, np.nan], rule) == [0, 1, -1, -1, -1]
    assert column([10, 40], ItemRule("A", ("q",), "number", yes=("what",), no=("10..20",))) == [0, -1]


@pytest.mark.parametrize(
    ("combine", "expected"),
    [("any", [1, 1, 1, 0, -1, -1]), ("all", [1, 0, -1, 0, 0, -1])],
)
def test_several_questions_keep_the_unknown_unknown(combine: Any, expected: list[int]) -> None:
    answers = pd.DataFrame({"p": ["y", "y", "y", "n", "n", None], "q": ["y", "n", None, "n", None, "dk"]})
    rule = ItemRule("A", ("p", "q"), "single", yes=("y",), no=("n",), missing=("dk",), combine=combine)
    assert marks(answers, [rule])["A"].tolist() == expected


def test_absent_questions_are_all_named() -> None:
    with pytest.raises(Refused) as refused:
        marks(pd.DataFrame({"q": []}), [yes_no("A", "p"), yes_no("B", "r")])
    assert [note.params["question"] for note in refused.value.problems] == ["p", "r"]


def test_marks_keep_rows_and_take_one_byte() -> None:
    answers = pd.DataFrame({"q": ["y", "n"]}, index=[7, 3])
    table = marks(answers, [yes_no("A"), yes_no("B", yes=("n",), no=("y",))])
    assert table.index.tolist() == [7, 3]
    assert set(table.dtypes) == {np.dtype("int8")}
    assert table.to_numpy().tolist() == [[1, 0], [0, 1]]


@given(st.lists(st.sampled_from(["y", "n", "dk", None])), st.randoms(use_true_random=False))
def test_marks_follow_their_row(values: list[str | None], random: object) -> None:
    known = {"y": 1, "n": 0}
    assert column(list(values), yes_no(), object) == [known.get(value or "", -1) for value in values]
