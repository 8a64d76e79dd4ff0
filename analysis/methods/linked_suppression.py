"""Counts of persons that are tied together by sums: which to hide so that no small one can be computed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import optimize, sparse

from analysis.methods.arrays import Bools, Floats, Ints

Term = tuple[int, float]
TOLERANCE = 1e-6
FIXED = np.inf


@dataclass
class Linked:
    """Counts, what hiding each costs, and the sums that tie them.

    A count of cost 0 is not printed; one of cost `FIXED` is known whatever is hidden. `blocks` are counts that belong
    closely together (one question's): a small one is protected within its block where that is possible.
    """

    values: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    sensitive: list[bool] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    sums: list[list[Term]] = field(default_factory=list)

    def count(self, value: float, *, cost: float = 0.0, sensitive: bool = False, block: int = -1) -> int:
        """Add a count of persons; its number is what the sums refer to."""
        self.values.append(float(value))
        self.costs.append(cost)
        self.sensitive.append(sensitive)
        self.blocks.append(block)
        return len(self.values) - 1

    def tie(self, total: int, parts: Iterable[int]) -> None:
        """Say that a count is the sum of others."""
        self.sums.append([*((part, 1.0) for part in parts), (total, -1.0)])


def hide(linked: Linked, k: int) -> Bools:
    """Hide sensitive counts below k, and as little more as it takes that each could be k higher.

    Parameters
    ----------
    linked : Linked
    k : int
        Smallest count that may be shown; 0 is shown.

    Returns
    -------
    array of bool
        True for what is hidden (what is not printed is never said to be).

    Notes
    -----
    For each small count a linear programme finds the cheapest other table, at home in all sums and without a
    negative count, in which it is k higher; whatever differs in that table is hidden. What is printed then fits both
    tables and all between them, so the range of every small count is k wide at least, and no other hidden count is
    certain either. First within the block, then along with changes of the shared counts that are already open, last
    over everything. Where no table will do (fewer than 2 k persons in all, say) everything is hidden.

    References
    ----------
    Kelly, J. P., Golden, B. L. and Assad, A. A. (1992). Cell suppression: disclosure protection for sensitive tabular
    data. Networks 22:397-417.

    Examples
    --------
    >>> table = Linked()
    >>> total = table.count(40, cost=100)
    >>> table.tie(total, [table.count(n, cost=n, sensitive=True) for n in (2, 8, 30)])
    >>> hide(table, 5).tolist()
    [False, True, True, False]
    """
    search = _Search(linked)
    printed: Bools = np.array(linked.costs, dtype=np.float64) > 0
    small = [place for place, value in enumerate(linked.values) if linked.sensitive[place] and 0 < value < k]
    search.hidden[small] = True
    for place in small:
        if not search.open_up(place, k):
            return printed & np.isfinite(linked.costs)
    while len(sure := np.flatnonzero(search.hidden & (search.reach < 1 - TOLERANCE))):
        if not search.open_up(int(sure[0]), 1):
            return printed & np.isfinite(linked.costs)
    return search.hidden & printed


def span(linked: Linked, hidden: Bools, place: int) -> tuple[float, float]:
    """Give the smallest and the largest value of a count that what is printed allows.

    Parameters
    ----------
    linked : Linked
    hidden : array of bool
        What is not printed of what could be.
    place : int
        A count's number.
    """
    values, open_ = np.array(linked.values), np.asarray(hidden | (np.array(linked.costs) == 0), dtype=np.bool_)
    rules = _matrix(linked)[:, open_]
    right = -_matrix(linked)[:, ~open_] @ values[~open_]
    goal = (np.flatnonzero(open_) == place).astype(np.float64)
    ends = []
    for sign in (1.0, -1.0):
        found = _solved(sign * goal, A_eq=rules, b_eq=right, bounds=(0, None))
        ends.append(-sign * np.inf if found.fun is None else sign * float(found.fun))
    return ends[0], ends[1]


class _Search:
    """What is hidden so far, and how far each count is known to be able to move."""

    def __init__(self, linked: Linked) -> None:
        self.values: Floats = np.array(linked.values, dtype=np.float64)
        self.costs: Floats = np.array(linked.costs, dtype=np.float64)
        self.blocks: Ints = np.array(linked.blocks, dtype=np.int64)
        self.rules = _matrix(linked)
        self.hidden: Bools = np.zeros(len(self.values), dtype=np.bool_)
        self.reach: Floats = np.zeros(len(self.values))
        self.moves: list[Floats] = []  # other tables for the whole, as changes: open already

    def open_up(self, place: int, far: int) -> bool:
        """Hide what lets a count be so much higher; False where nothing does."""
        if self.reach[place] >= far - TOLERANCE:
            return True
        movable: Bools = np.isfinite(self.costs)
        change = self._change(place, far, movable & (self.blocks == self.blocks[place]))
        if change is None:
            change = self._change(place, far, movable)
            if change is None:
                return False
            self.moves.append(change)
        self.hidden |= np.abs(change) > TOLERANCE
        self.reach = np.maximum(self.reach, np.abs(change))
        return True

    def _change(self, place: int, far: int, free: Bools) -> Floats | None:
        """The cheapest change of the free counts; the others go along with moves that are open, one or a mixture."""
        places = np.flatnonzero(free)
        outside = [np.where(free, 0.0, move) for move in self.moves] if not free.all() else []
        rules = self.rules[:, places]
        along = [sparse.csc_array((self.rules @ move)[:, None]) for move in outside]
        prices = np.where(self.hidden[places], 0.0, self.costs[places])
        size, at = len(places), int(np.searchsorted(places, place))
        most = np.concatenate([np.full(size, np.inf), self.values[places], np.ones(len(outside))])
        least = np.zeros(len(most))
        least[at], most[at], most[size + at] = far, far, 0
        found = _solved(
            np.concatenate([prices, prices, np.full(len(outside), TOLERANCE)]),
            A_eq=sparse.hstack([rules, -rules, *along], format="csc"),
            b_eq=np.zeros(rules.shape[0]),
            A_ub=np.concatenate([np.zeros(2 * size), np.ones(len(outside))])[None, :],
            b_ub=[1.0],
            bounds=np.column_stack([least, most]),
        )
        if found.x is None:
            return None
        change: Floats = np.zeros(len(self.values))
        for share, move in zip(found.x[2 * size :], outside, strict=True):
            change += share * move
        change[places] = found.x[:size] - found.x[size : 2 * size]
        return change


def _solved(goal: Floats, **programme: Any) -> Any:  # noqa: ANN401 -- scipy's stubs know no sparse matrices here
    return optimize.linprog(goal, method="highs", **programme)


def _matrix(linked: Linked) -> "sparse.csc_array":
    triples = [(row, place, weight) for row, terms in enumerate(linked.sums) for place, weight in terms]
    rows, places, weights = zip(*triples, strict=True) if triples else ((), (), ())
    return sparse.csc_array((weights, (rows, places)), shape=(len(linked.sums), len(linked.values)))
