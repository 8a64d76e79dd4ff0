"""Cells about persons: hidden when small, with what would give them away; attacked by linear programmes."""

from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.disclosure import Hidden, protect, visible
from analysis.hidden_cells import hidden_cells
from analysis.models import ResultTable
from surveys.models import DisclosureLevel
from tests.analysis.samples import CONTRASTS, ROWS, a_study, column, make_run

K = 5
NAMES = [spec["name"] for spec in CONTRASTS]
GROUPS = ("high", "low", "middle")


def hidden_of(row: list[Any]) -> set[str]:
    return {NAMES[place] for _row, place in hidden_cells(CONTRASTS, [row], K)}


def row(high: tuple[int, int], low: tuple[int, int], middle: tuple[int, int]) -> list[Any]:
    counts = dict(zip(GROUPS, (high, low, middle), strict=True))
    values = dict(zip(NAMES, ROWS[1], strict=True))
    for group, (x, n) in counts.items():
        values[f"{group}_x"], values[f"{group}_n"] = x, n
    return [values[name] for name in NAMES]


def test_large_counts_are_shown() -> None:
    assert hidden_of(row((20, 40), (15, 30), (12, 30))) == set()


def test_a_small_count_takes_its_difference_and_class_along() -> None:
    hidden = hidden_of(row((3, 40), (15, 30), (12, 30)))
    assert {"high_x", "difference", "ci_low", "ci_high", "p", "q", "class", "evidence"} <= hidden
    assert "high_n" not in hidden


def test_a_small_number_that_did_not_say_yes_is_small_as_well() -> None:
    assert "low_x" in hidden_of(row((20, 40), (28, 30), (12, 30)))


def test_a_small_group_is_hidden_whole() -> None:
    assert {"low_x", "low_n"} <= hidden_of(row((20, 40), (1, 4), (12, 30)))


def test_few_without_an_answer_are_hidden() -> None:
    values = row((20, 40), (15, 30), (12, 30))
    values[NAMES.index("missing")] = 2
    assert hidden_of(values) == {"missing"}


def test_a_cross_table_hides_more_than_the_small_cell() -> None:
    columns = [column("answer"), column("high", "count"), column("low", "count")]
    hidden = hidden_cells(columns, [["a", 3, 20], ["b", 30, 40], ["c", 25, 18]], K)
    assert [0, 1] in hidden
    assert len(hidden) >= 4


def test_a_table_without_counts_hides_nothing() -> None:
    assert hidden_cells([column("note")], [["text"]], K) == []
    assert hidden_cells([column("n", "count")], [], K) == []


@pytest.mark.parametrize("seed", range(25))
def test_no_hidden_count_can_be_pinned_down_from_what_is_shown(seed: int) -> None:
    """Least and most of each hidden yes, given every n and the total of yes and no: they lie k or more apart."""
    rng = np.random.default_rng(seed)
    n = rng.integers(K, 40, 3)
    x = rng.binomial(n, rng.uniform(0.05, 0.95))
    hidden = hidden_of(row(*((int(a), int(b)) for a, b in zip(x, n, strict=True))))
    places = [place for place, group in enumerate(GROUPS) if f"{group}_x" in hidden]
    known = [place for place in range(3) if place not in places]
    # the number of all who said yes is taken as known too, although no table prints it
    equal = np.zeros((1 + len(known), 3))
    equal[0] = 1
    for line, place in enumerate(known, start=1):
        equal[line, place] = 1
    right = [x.sum(), *x[known]]
    for place in places:
        goal = np.eye(3)[place]
        ends = [
            linprog(sign * goal, A_eq=equal, b_eq=right, bounds=[(0, size) for size in n]).fun for sign in (1, -1)
        ]
        least, most = (sign * float(end or 0) for sign, end in zip((1, -1), ends, strict=True))
        assert most - least >= K, (x, n, hidden)


@pytest.mark.django_db
def test_the_worker_stores_what_is_hidden_and_the_page_shows_so() -> None:
    run = make_run(a_study())
    table = ResultTable(run=run, name="contrasts", columns=CONTRASTS, rows=[row((3, 40), (15, 30), (12, 30))])
    table.protection = protect(table, level=DisclosureLevel.PERSONS, by_unit=False, k=K)
    seen = visible(table, study=run.study, team=False).records()[0]
    assert seen["high_x"] == Hidden(K)
    assert seen["high_n"] == 40
    assert visible(table, study=run.study, team=True).records()[0]["high_x"] == 3


BY_GROUP = [
    column("item", role="key"),
    *(
        column(f"{group}_{name}", "count", role)
        for group in GROUPS
        for name, role in (("x", "x"), ("n", "n"), ("missing", "note"), ("asked", "note"))
    ),
    column("missing", "count", "note"),
    column("difference", "number"),
]
BY_GROUP_NAMES = [spec["name"] for spec in BY_GROUP]


def by_group(yes: list[int], no: list[int], missing: list[int]) -> list[Any]:
    cells = [
        count
        for x, rest, none in zip(yes, no, missing, strict=True)
        for count in (x, x + rest, none, x + rest + none)
    ]
    return ["M01", *cells, sum(missing), 0.1]


def test_few_without_an_answer_in_a_group_take_its_n_along() -> None:
    hidden = {
        BY_GROUP_NAMES[p] for _r, p in hidden_cells(BY_GROUP, [by_group([20, 30, 25], [20, 30, 25], [2, 9, 9])], K)
    }
    assert {"high_missing", "high_n"} <= hidden
    assert "high_asked" not in hidden


def _equations(values: dict[str, Any], hidden: set[str]) -> tuple[Any, Any]:
    """What the printed columns say of the nine cells yes, no, missing of high, low, middle."""
    lines, right = [], []
    for place, group in enumerate(GROUPS):
        parts = {"x": [0], "n": [0, 3], "missing": [6], "asked": [0, 3, 6]}
        for name, rows in parts.items():
            if f"{group}_{name}" not in hidden:
                line = np.zeros(9)
                line[[row + place for row in rows]] = 1
                lines.append(line)
                right.append(values[f"{group}_{name}"])
    if "missing" not in hidden:
        lines.append(np.array([0] * 6 + [1] * 3, dtype=float))
        right.append(values["missing"])
    return np.array(lines), np.array(right, dtype=float)


@pytest.mark.parametrize("seed", range(25))
def test_no_small_cell_can_be_pinned_down_from_all_printed_columns(seed: int) -> None:
    """For every cell below k, the printed columns leave a range at least k wide."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 25, (3, 3)) * rng.integers(0, 2, (3, 3)) + rng.integers(0, 6, (3, 3))
    line = by_group(*(list(map(int, part)) for part in cells))
    hidden = {BY_GROUP_NAMES[place] for _row, place in hidden_cells(BY_GROUP, [line], K)}
    equal, right = _equations(dict(zip(BY_GROUP_NAMES, line, strict=True)), hidden)
    for place, count in enumerate(cells.ravel()):
        if 0 < count < K:
            goal = np.eye(9)[place]
            options: dict[str, Any] = {"A_eq": equal, "b_eq": right} if len(equal) else {}
            least = linprog(goal, **options)
            most = linprog(-goal, **options)
            unbounded = most.status == 3
            assert unbounded or -most.fun - least.fun >= K - 1e-6, (cells, hidden, place)


def test_a_small_number_of_respondents_hides_its_column() -> None:
    columns = [column("group"), column("units_answering", "count", "x"), column("units_asked", "count", "n"),
               column("respondents", "count")]  # fmt: skip
    hidden = hidden_cells(columns, [["high", 10, 20, 3], ["low", 10, 20, 30]], K)
    assert hidden == [[0, 3], [1, 3]]
