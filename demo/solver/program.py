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
    """Whole-number variables from 0 upwards, rows `low <= sum <= high`, and a cost to minimise."""

    costs: list[float] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    rows: list[tuple[list[Term], float, float]] = field(default_factory=list)

    def variable(self, *, cost: float = 0.0, most: int = 1) -> int:
        """Add a variable, yes or no unless it may be more; its number is what the rows refer to."""
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def bound(self, terms: Iterable[Term], *, low: float = -np.inf, high: float = np.inf) -> None:
        """Keep a weighted sum within limits."""
        self.rows.append((list(terms), low, high))

    def solve(self) -> list[int]:
        """The cheapest solution, proven to be the cheapest."""
        answer = milp(
            np.array(self.costs),
            constraints=self._constraint(),
            integrality=np.ones(len(self.costs), dtype=np.int64),
            bounds=Bounds(0, np.array(self.most)),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            raise UnsolvableError(answer.message)
        return [round(value) for value in answer.x]

    def _constraint(self) -> LinearConstraint:
        triples = [(row, column, weight) for row, (terms, _, _) in enumerate(self.rows) for column, weight in terms]
        rows, columns, weights = zip(*triples, strict=True)
        matrix = coo_array((weights, (rows, columns)), shape=(len(self.rows), len(self.costs)))
        lows, highs = [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        return LinearConstraint(matrix.tocsc(), np.array(lows), np.array(highs))
