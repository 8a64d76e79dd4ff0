import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from analysis.methods.arrays import Bools
from analysis.methods.suppression import Suppression, complementary, span, suppress


def full_mask(found: Suppression) -> Bools:
    return np.vstack((np.column_stack((found.cells, found.rows)), np.append(found.columns, found.total)))


def attack(counts: np.ndarray, found: Suppression) -> list[tuple[float, float]]:
    """Solve for every hidden count from what is printed; written apart from the method: one variable per cell."""
    height, width = counts.shape
    printed_rules, printed = [], []

    def rule(picked: np.ndarray, value: float) -> None:
        printed_rules.append(picked.ravel().astype(float))
        printed.append(value)

    targets = []
    sums = {
        **{
            (r, c): np.eye(1, height * width, r * width + c).reshape(height, width)
            for r in range(height)
            for c in range(width)
        },
        **{(r, width): np.repeat(np.arange(height) == r, width).reshape(height, width) for r in range(height)},
        **{(height, c): np.tile(np.arange(width) == c, height).reshape(height, width) for c in range(width)},
        (height, width): np.ones((height, width)),
    }
    mask = full_mask(found)
    for place, picked in sums.items():
        if mask[place]:
            targets.append(picked.ravel().astype(float))
        else:
            rule(picked, float((counts * picked).sum()))
    rules = {"A_eq": np.array(printed_rules), "b_eq": np.array(printed)} if printed else {}
    return [(least(target, rules), -least(-target, rules)) for target in targets]


def least(target: np.ndarray, rules: dict[str, Any]) -> float:
    found = optimize.linprog(target, bounds=(0, None), method="highs", **rules)
    return -np.inf if found.fun is None else float(found.fun)


tables = st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from([4, 12, 60]), st.integers(0, 10_000)).map(
    lambda drawn: np.random.default_rng(drawn[3]).integers(0, drawn[2], size=drawn[:2])
)


@given(tables, st.integers(3, 6))
@settings(max_examples=60, deadline=None)
def test_no_hidden_count_can_be_pinned_to_a_range_narrower_than_k(counts: np.ndarray, k: int) -> None:
    found = suppress(counts, k)
    totals = np.vstack((np.column_stack((counts, counts.sum(1))), np.append(counts.sum(0), counts.sum())))
    small = (totals > 0) & (totals < k)
    assert full_mask(found)[small].all()
    assert all(high - low >= k - 1e-6 for low, high in attack(counts, found))


@given(tables, st.integers(3, 6))
@settings(max_examples=20, deadline=None)
def test_the_methods_own_ranges_equal_the_attack(counts: np.ndarray, k: int) -> None:
    found = suppress(counts, k)
    table = np.vstack((np.column_stack((counts, counts.sum(1))), np.append(counts.sum(0), counts.sum()))).astype(
        float
    )
    mask = full_mask(found)
    own = [span(table, mask, (int(row), int(column))) for row, column in np.argwhere(mask)]
    expected = sorted(attack(counts, found))
    assert np.allclose(sorted(own), expected) if own else expected == []


def test_ranges_equal_counting_every_table_that_fits() -> None:
    table = np.array([[1.0, 3, 4], [2, 4, 6], [3, 7, 10]])
    hidden = np.zeros((3, 3), dtype=bool)
    hidden[:2, :2] = True
    fits = [
        cells
        for cells in itertools.product(range(11), repeat=4)
        if (cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2], cells[1] + cells[3]) == (4, 6, 3, 7)
    ]
    for number, cell in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        values = [cells[number] for cells in fits]
        assert span(table, hidden, cell) == (min(values), max(values))


def test_nothing_small_hides_nothing() -> None:
    found = suppress(pd.DataFrame({"a": [9, 0], "b": [0, 50]}), 5)
    assert not full_mask(found).any()


def test_one_small_cell_takes_company_and_leaves_the_totals() -> None:
    found = suppress([[2, 20, 30], [40, 50, 60], [70, 80, 90]], 5)
    assert found.cells.tolist() == [[True, True, False], [True, True, False], [False, False, False]]
    assert not (found.rows.any())
    assert not (found.columns.any())
    assert not (found.total)


def test_the_company_leaves_room_enough() -> None:
    # A rectangle with two zeros moves by 2 only; the one over 6, 6 and 20 moves by 8.
    found = suppress([[2, 6, 5], [6, 20, 30], [0, 0, 90]], 5)
    assert found.cells.tolist() == [[True, True, False], [True, True, False], [False, False, False]]


def test_a_small_total_is_hidden_too_with_another_total() -> None:
    found = suppress([[1, 1], [20, 30], [40, 50]], 5)
    assert found.rows[0]
    assert found.rows.sum() >= 2 or found.total


def test_a_single_row_or_column_may_be_flat() -> None:
    assert complementary([2, 20, 30], 5).shape == (1, 3)
    assert complementary([[2], [20]], 5)[0, 0]


@pytest.mark.parametrize("counts", [[[-1, 2]], [[1.5, 2]]])
def test_counts_that_are_no_counts_are_refused(counts: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="whole and not negative"):
        suppress(counts, 5)


def test_a_smaller_k_hides_no_small_cell_less_than_it_must() -> None:
    counts = np.random.default_rng(3).integers(0, 9, size=(6, 5))
    small = (counts > 0) & (counts < 3)
    assert complementary(counts, 3)[small].all()
