"""A small integer programme: variables, linear rows, one smallest cost."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

Term = tuple[int, float]


class UnsolvableError(Exception):
    """No answers satisfy every count and score at once."""


@dataclass
class Program:
    """Whole-number variables from 0 to 1, rows `low <= sum <= high`, and a cost to minimise."""

    costs: list[float] = field(default_factory=list)
    rows: list[tuple[list[Term], float, float]] = field(default_factory=list)

    def variable(self, *, cost: float = 0.0) -> int:
        """Add a yes/no variable; its number is what the rows refer to."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def bound(self, terms: Iterable[Term], *, low: float = -np.inf, high: float = np.inf) -> None:
        """Keep a weighted sum within limits."""
        self.rows.append((list(terms), low, high))

    def solve(self) -> list[bool]:
        """The cheapest solution, proven to be the cheapest."""
        answer = milp(
            np.array(self.costs),
            constraints=self._constraint(),
            integrality=np.ones(len(self.costs), dtype=np.int64),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            raise UnsolvableError(answer.message)
        return [bool(value > 0.5) for value in answer.x]

    def _constraint(self) -> LinearConstraint:
        triples = [(row, column, weight) for row, (terms, _, _) in enumerate(self.rows) for column, weight in terms]
        rows, columns, weights = zip(*triples, strict=True)
        matrix = coo_array((weights, (rows, columns)), shape=(len(self.rows), len(self.costs)))
        lows, highs = [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        return LinearConstraint(matrix.tocsc(), np.array(lows), np.array(highs))
