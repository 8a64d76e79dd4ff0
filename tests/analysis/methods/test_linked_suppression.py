"""Linked counts: what is hidden protects, and no more is hidden than it takes in cases one can see through."""

import numpy as np
import pytest

from analysis.methods.linked_suppression import FIXED, Linked, hide, span


def table(counts: list[list[int]], *, total: float = FIXED) -> Linked:
    """Rows and columns with printed margins."""
    linked = Linked()
    cells = np.array([[linked.count(n, cost=1 + n, sensitive=True, block=0) for n in row] for row in counts])
    rows = [linked.count(sum(row), cost=100 * (1 + sum(row)), sensitive=True) for row in counts]
    columns = [linked.count(sum(c), cost=100 * (1 + sum(c)), sensitive=True) for c in zip(*counts, strict=True)]
    whole = linked.count(sum(map(sum, counts)), cost=total)
    for row, cell_row in zip(rows, cells, strict=True):
        linked.tie(row, cell_row)
    for column, cell_column in zip(columns, cells.T, strict=True):
        linked.tie(column, cell_column)
    linked.tie(whole, rows)
    linked.tie(whole, columns)
    return linked


def test_large_counts_are_all_shown() -> None:
    assert not hide(table([[10, 20], [30, 40]]), 5).any()


def test_a_small_cell_takes_the_cheapest_rectangle_along() -> None:
    hidden = hide(table([[2, 20, 90], [8, 30, 90], [90, 90, 90]]), 5)

    assert np.flatnonzero(hidden).tolist() == [0, 1, 3, 4]


@pytest.mark.parametrize("seed", range(12))
def test_every_small_count_has_a_range_of_k_and_none_is_certain(seed: int) -> None:
    rng = np.random.default_rng(seed)
    linked = table(rng.integers(0, 14, (4, 3)).tolist())

    hidden = hide(linked, 5)

    for place in np.flatnonzero(hidden):
        least, most = span(linked, hidden, int(place))
        small = 0 < linked.values[place] < 5
        assert most - least >= (5 if small else 1) - 1e-6
    assert all(
        hidden[place] for place, value in enumerate(linked.values) if linked.sensitive[place] and 0 < value < 5
    )


def test_blocks_that_share_a_small_base_hide_it_together() -> None:
    """Two questions asked of the same 3 persons of 43: what one hides the other must not tell."""
    linked = Linked()
    few, many = (linked.count(n, cost=50, sensitive=True) for n in (3, 40))
    linked.tie(linked.count(43, cost=FIXED), [few, many])
    blocks = []
    for block, answers in enumerate([((2, 1), (20, 20)), ((3, 0), (15, 25))]):
        for base, counts in zip((few, many), answers, strict=True):
            cells = [linked.count(n, cost=1 + n, sensitive=True, block=block) for n in counts]
            linked.tie(base, cells)
            blocks.append(cells)

    hidden = hide(linked, 5)

    assert hidden[few]
    assert hidden[many]
    for place in np.flatnonzero(hidden):
        least, most = span(linked, hidden, int(place))
        assert most - least >= 1


def test_where_nothing_protects_everything_is_hidden() -> None:
    linked = table([[1, 1], [1, 1]])

    assert hide(linked, 5).tolist() == [True] * 8 + [False]


def test_a_count_without_sums_may_be_anything() -> None:
    linked = Linked()
    small = linked.count(2, cost=1, sensitive=True)
    linked.tie(linked.count(50), [small])

    assert hide(linked, 5).tolist() == [True, False]
    assert span(linked, np.array([True, False]), small) == (0.0, float("inf"))


def tenths(company: int) -> Linked:
    """A count of 2 that is ten times another one, and with its company a fixed sum."""
    linked = Linked()
    small = linked.count(2, cost=1, sensitive=True)
    linked.sums.append([(small, 1.0), (linked.count(0.2, cost=1), -10.0)])
    linked.tie(linked.count(2 + company, cost=FIXED), [small, linked.count(company, cost=1)])
    return linked


def test_a_count_that_could_move_by_less_than_one_person_is_opened_further() -> None:
    linked = tenths(20)
    hidden = hide(linked, 5)

    assert hidden.tolist() == [True, True, False, True]
    least, most = span(linked, hidden, 1)
    assert most - least >= 1


def test_where_no_count_can_be_opened_further_everything_is_hidden() -> None:
    assert hide(tenths(5), 5).tolist() == [True, True, False, True]
