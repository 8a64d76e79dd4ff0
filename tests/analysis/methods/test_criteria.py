from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.methods.criteria import (
    Criterion,
    Evidence,
    continuous_exit,
    indicator_p,
    judge,
    median_notes,
    score_high,
)


@pytest.mark.parametrize(
    ("unit", "p_max", "met", "value"),
    [
        ({"p": 0.19}, 0.20, "yes", "p = 0.19"),
        ({"p": 0.20}, 0.20, "no", "p = 0.2"),
        ({"p": np.nan, "star_level": "5"}, 0.05, "yes", "p < 0.05"),
        ({"star_level": "10"}, 0.05, "no", "p < 0.1"),
        ({"star_level": 20.0}, 0.20, "yes", "p < 0.2"),
        ({"star_level": "20"}, 0.15, "unknown", "p < 0.2"),
        ({"star_level": "5"}, 0.01, "unknown", "p < 0.05"),
        ({"star_level": "none"}, 0.20, "no", "p >= 0.2"),
        ({"star_level": "none"}, 0.30, "unknown", "p >= 0.2"),
        ({"star_level": None}, 0.20, "unknown", ""),
        ({}, 0.20, "unknown", ""),
    ],
)
def test_indicator_is_judged_by_p_or_by_its_star(unit: dict[str, Any], p_max: float, met: str, value: str) -> None:
    judged = indicator_p({"indicator": -1.0, **unit}, p_max)
    assert (judged.met, judged.value, judged.rule, judged.order) == (met, value, f"p < {p_max:g}", -1.0)


def scores(*values: float, ranked: int | None = None) -> pd.DataFrame:
    size = len(values) if ranked is None else ranked
    ranks = [1.0 if place < size and not np.isnan(value) else np.nan for place, value in enumerate(values)]
    return pd.DataFrame(
        {"unit": [f"u{i}" for i in range(len(values))], "score": values, "maximum": 17, "rank": ranks}
    )


def evidence(**tables: pd.DataFrame) -> Evidence:
    return Evidence({}, tables, None)


# akf (2006), manager scores of the high group: nine ranked municipalities, the median is 13.
MANAGER = scores(14, 14, 14, 13, 13, 12, 10, 10, 6, float("nan"))


def test_upper_half_of_the_manager_scores_begins_at_the_median() -> None:
    criterion = Criterion("score", "score_high", scores=("manager",))
    met = [score_high(criterion, f"u{i}", evidence(manager=MANAGER)).met for i in range(10)]
    assert met == ["yes"] * 5 + ["no"] * 4 + ["unknown"]
    judged = score_high(criterion, "u0", evidence(manager=MANAGER))
    assert (judged.value, judged.rule, judged.order) == ("manager 14/17", "manager >= 13", -14)
    assert [str(note) for note in median_notes(criterion, evidence(manager=MANAGER))] == [
        "Upper half of the scores (manager): at or above 13, the median of the 9 ranked units."
    ]


def test_the_cut_is_a_share_where_maxima_differ() -> None:
    table = scores(11.1, 10, 6).assign(maximum=[16, 14, 16])
    criterion, seen = Criterion("s", "score_high", scores=("m",)), evidence(m=table)
    judged = [score_high(criterion, f"u{i}", seen) for i in range(3)]
    assert [one.met for one in judged] == ["yes", "yes", "no"]
    assert {one.rule for one in judged} == {"m >= 69.4 %"}
    assert judged[1].order < judged[0].order
    assert [note.code for note in median_notes(criterion, seen)] == ["median_cut_share"]


def test_only_ranked_units_make_the_cut() -> None:
    table = scores(10, 8, 17, 17, ranked=2)
    assert score_high(Criterion("s", "score_high", scores=("m",)), "u1", evidence(m=table)).rule == "m >= 9"


@pytest.mark.parametrize(
    ("unit", "any_of", "all_of"),
    [
        ("u0", "yes", "no"),
        ("u1", "yes", "unknown"),
        ("u2", "no", "no"),
        ("u3", "unknown", "no"),
        ("u4", "yes", "yes"),
    ],
)
def test_several_scores_keep_the_unknown_unknown(unit: str, any_of: str, all_of: str) -> None:
    blank = float("nan")
    tables = evidence(a=scores(10, 10, 2, 2, 10, 10), b=scores(2, blank, 2, blank, 10, 10))
    for combine, expected in (("any", any_of), ("all", all_of)):
        criterion = Criterion("s", "score_high", scores=("a", "b"), combine="any" if combine == "any" else "all")
        assert judge(criterion, unit, tables).met == expected


def test_a_score_that_nobody_has_is_unknown() -> None:
    table = scores(float("nan"))
    assert judge(Criterion("s", "score_high", scores=("m",)), "u0", evidence(m=table)).met == "unknown"


def curve(exits: list[int], at_risk: int | list[int] = 50) -> pd.DataFrame:
    return pd.DataFrame({"unit": "1", "month": range(1, len(exits) + 1), "at_risk": at_risk, "exits": exits})


@pytest.mark.parametrize(
    ("exits", "met", "value"),
    [
        ([1, 0, 1, 0, 0, 1], "yes", "1 + 1 + 1, 6/6"),
        ([1, 0, 1, 0, 1, 0], "yes", "1 + 1 + 1, 5/6"),
        ([1, 0, 0, 0, 0, 1], "partly", "1 + 0 + 1, 6/6"),
        ([1, 0, 1, 0, 0, 0], "no", "1 + 1 + 0, 3/6"),
        ([0, 0, 0, 0, 0, 0], "no", "0 + 0 + 0, 0/6"),
        ([1, 1, 1, 1, 1, 1, 0, 0], "yes", "2 + 3 + 1, 6/8"),
    ],
)
def test_exits_must_come_in_every_third_and_late(exits: list[int], met: str, value: str) -> None:
    judged = continuous_exit(curve(exits), "1")
    assert (judged.met, judged.value) == (met, value)


def test_exits_in_every_third_but_none_late_is_partly() -> None:
    judged = continuous_exit(curve([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]), "1")
    assert (judged.met, judged.value) == ("partly", "1 + 1 + 1, 9/13")
    later = continuous_exit(curve([1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0]), "1")
    assert (later.met, later.value) == ("yes", "1 + 1 + 1, 9/12")


def test_the_period_ends_where_fewer_than_ten_are_at_risk() -> None:
    judged = continuous_exit(curve([1, 1, 1, 5], [30, 20, 10, 9]), "1")
    assert judged.value == "1 + 1 + 1, 3/3"


def test_without_curves_continuous_exit_is_unknown() -> None:
    assert continuous_exit(None, "1").met == "unknown"
    assert continuous_exit(curve([1]), "2").met == "unknown"
    assert judge(Criterion("c", "continuous_exit"), "1", Evidence({}, {}, curve([1, 1, 1], 5))).met == "unknown"
