import numpy as np
import pandas as pd

from analysis.methods.items import ItemRule
from analysis.methods.recode_check import check
from tests.analysis.methods.factories import yes_no

CODES = {"q": ("y", "n", "dk")}


def sentences(*items: ItemRule, codes: object = CODES, answers: pd.DataFrame | None = None) -> list[str]:
    return [str(note) for note in check(items, codes, answers)]  # type: ignore[arg-type]


def test_a_complete_rule_has_no_problem() -> None:
    assert sentences(yes_no(), answers=pd.DataFrame({"q": ["y", "n", "dk", "", None]})) == []


def test_a_code_in_two_lists_is_named_with_both() -> None:
    assert sentences(yes_no(yes=("y", "n"))) == ["Item A: code n is in both yes and no: keep it in one."]
    assert sentences(yes_no(yes=("y", "dk"))) == ["Item A: code dk is in both yes and missing: keep it in one."]
    assert sentences(yes_no(no=("n", "dk"), missing=(), question_missing={"q": ("dk",)})) == [
        "Item A: code dk is in both no and missing: keep it in one."
    ]


def test_a_code_nobody_assigned_is_named() -> None:
    assert sentences(yes_no(no=(), missing=())) == [
        "Item A: code n of question q is in none of yes, no and missing: put it in one.",
        "Item A: code dk of question q is in none of yes, no and missing: put it in one.",
    ]


def test_a_missing_code_declared_on_the_question_is_assigned() -> None:
    assert sentences(yes_no(missing=(), question_missing={"q": ("dk",)})) == []


def test_a_code_that_is_no_choice_is_named() -> None:
    assert sentences(yes_no(yes=("y", "yes"))) == ["Item A: code yes is not a choice of q."]


def test_blank_yes_blank_question_and_double_items_are_refused_together() -> None:
    assert sentences(yes_no(yes=(), no=("y", "n")), ItemRule("A", (), "single", yes=("y",))) == [
        "Item A stands twice in the list of items: give each item its own name.",
        "Item A names no answer that counts: fill in `yes`.",
        "Item A names no question: fill in `question`.",
    ]


def test_an_unknown_question_is_named_and_its_codes_are_not_judged() -> None:
    assert sentences(yes_no(question="p"), answers=pd.DataFrame({"p": ["z"]})) == [
        "Item A: there is no question p in the questionnaire."
    ]


def test_several_choices_may_leave_no_blank_but_not_half_filled() -> None:
    codes = {"q": ("a", "b", "c", "none")}
    assert sentences(ItemRule("A", ("q",), "multiple", yes=("a",)), codes=codes) == []
    half = ItemRule("A", ("q",), "multiple", yes=("a",), no=("b",), none_codes=("none",))
    assert sentences(half, codes=codes) == [
        "Item A: code c of question q is in none of yes, no and missing: put it in one."
    ]


def test_number_ranges_must_be_readable_and_apart() -> None:
    rule = ItemRule("A", ("q",), "number", yes=("<=30", "lots"), no=(">=30", "lots"))
    assert sentences(rule, codes={"q": ()}) == [
        "Item A: code lots is in both yes and no: keep it in one.",
        "Item A: lots is not a number or a range such as >=30, <30 or 10..20.",
        "Item A: lots is not a number or a range such as >=30, <30 or 10..20.",
        "Item A: <=30 in yes and >=30 in no cover the same numbers.",
    ]


def test_unknown_codes_in_the_data_are_named_with_first_rows_and_count() -> None:
    answers = pd.DataFrame({"q": ["y", "z", "z", "n", "z", "z", "z", "z", "w"]})
    assert sentences(yes_no(), yes_no("B"), answers=answers) == [
        "Question q: code w is not a choice; rows 9 (1 in all).",
        "Question q: code z is not a choice; rows 2, 3, 5, 6, 7 (6 in all).",
    ]


def test_unknown_codes_among_several_choices_are_found_one_by_one() -> None:
    answers = pd.DataFrame({"q": ["a", "a z", "", None, "z b"]})
    rule = ItemRule("A", ("q",), "multiple", yes=("a",))
    assert sentences(rule, codes={"q": ("a", "b")}, answers=answers) == [
        "Question q: code z is not a choice; rows 2, 5 (2 in all)."
    ]


def test_unused_categories_are_no_answers() -> None:
    answers = pd.DataFrame({"q": pd.Categorical(["y"], categories=["y", "z"])})
    assert sentences(yes_no(), answers=answers) == []


def test_numbers_that_no_range_holds_are_named() -> None:
    answers = pd.DataFrame({"q": [10.0, 25.0, 40.0, np.nan, 25.0, 999.0]})
    rule = ItemRule("A", ("q",), "number", yes=("<20",), no=(">=30",), missing=("999",))
    assert sentences(rule, codes={"q": ()}, answers=answers) == [
        "Item A: the number 25 in question q is in none of yes, no and missing; rows 2, 5 (2 in all)."
    ]
    unreadable = ItemRule("A", ("q",), "number", yes=("<20", "lots"), no=(">=20",), missing=("999",))
    assert len(sentences(unreadable, codes={"q": ()}, answers=answers)) == 1


def test_a_question_without_a_column_is_named() -> None:
    assert sentences(yes_no(), answers=pd.DataFrame({"p": []})) == ["Item A: the answers have no column q."]
