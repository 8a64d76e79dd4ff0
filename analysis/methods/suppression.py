"""Small cells of a table of persons, and the further cells that would give them away."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize

from analysis.methods.arrays import Bools, Floats

Cell = tuple[int, int]
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Suppression:
    """What to hide: True hides. `cells` has the shape of the table; `rows` and `columns` are its totals."""

    cells: Bools
    rows: Bools
    columns: Bools
    total: bool


def complementary(counts: pd.DataFrame | npt.ArrayLike, k: int) -> Bools:
    """Give the cells to hide; see `suppress`, which also says which totals may be printed.

    Examples
    --------
    >>> complementary([[2, 20], [30, 40]], 5).tolist()
    [[True, True], [True, True]]
    """
    return suppress(counts, k).cells


def suppress(counts: pd.DataFrame | npt.ArrayLike, k: int) -> Suppression:
    """Hide cells below k, and as few more as it takes that none can be computed.

    Parameters
    ----------
    counts : DataFrame or array, rows x columns
        Whole numbers, 0 or more; a single row may be flat.
    k : int
        Smallest count that may be shown; 0 is shown.

    Returns
    -------
    Suppression
        What is printed leaves every hidden count, totals included, a range at least k wide.

    Raises
    ------
    ValueError
        For counts that are negative or not whole.

    Notes
    -----
    The table is extended by its totals, which are counts like any other: one below k is hidden, another only when
    the cells alone cannot protect. An attacker knows every printed count and that none is negative; linear programs
    find the smallest and the largest value each hidden count can have. Where that range is narrower than k, four
    counts at the corners of a rectangle are hidden together: moving them in turn leaves every sum as it is.

    References
    ----------
    Fischetti, M. and Salazar, J. J. (2000). Models and algorithms for optimizing cell suppression in tabular data.

    Examples
    --------
    >>> found = suppress([[9, 9], [9, 9]], 5)
    >>> bool(found.cells.any() or found.total)
    False
    """
    table = _extended(np.atleast_2d(np.asarray(counts)))
    hidden = (table > 0) & (table < k)
    waiting = _cells(hidden)
    while waiting:
        cell = waiting.pop()
        least, most = span(table, hidden, cell)
        if most - least < k - TOLERANCE:
            # Hiding more only widens what was wide enough: no cell needs a second look.
            waiting += [corner for corner in _best_rectangle(table, hidden, cell, k) if not hidden[corner]]
            hidden[tuple(np.transpose(waiting))] = True
    return Suppression(hidden[:-1, :-1], hidden[:-1, -1], hidden[-1, :-1], bool(hidden[-1, -1]))


def span(table: Floats, hidden: Bools, cell: Cell) -> tuple[float, float]:
    """Give the smallest and the largest value of a hidden count that what is printed allows.

    Parameters
    ----------
    table : array
        Counts with their totals in the last row and column.
    hidden : array of bool
        Same shape.
    cell : (row, column)
        A hidden count.
    """
    places = _cells(hidden)
    rules, sums = _equations(table, hidden, places)
    goal = np.zeros(len(places))
    goal[places.index(cell)] = 1
    return _least(goal, rules, sums), -_least(-goal, rules, sums)


def _cells(mask: Bools) -> list[Cell]:
    return [(int(row), int(column)) for row, column in np.argwhere(mask)]


def _extended(counts: npt.NDArray[np.generic]) -> Floats:
    cells = counts.astype(np.float64)
    if (cells < 0).any() or (cells != np.floor(cells)).any():
        raise ValueError("counts of persons are whole and not negative")
    rows = np.column_stack((cells, cells.sum(axis=1)))
    return np.vstack((rows, rows.sum(axis=0)))


def _equations(table: Floats, hidden: Bools, places: list[Cell]) -> tuple[Floats, Floats]:
    """Each row and column: cells minus total is 0, with what is printed moved to the other side."""
    height, width = table.shape
    signs_across = np.append(np.ones(width - 1), -1.0)
    signs_down = np.append(np.ones(height - 1), -1.0)
    rules = np.zeros((height + width, len(places)))
    for number, (row, column) in enumerate(places):
        rules[row, number] = signs_across[column]
        rules[height + column, number] = signs_down[row]
    printed = np.where(hidden, 0, table)
    sums = -np.concatenate((printed @ signs_across, signs_down @ printed))
    used = rules.any(axis=1)
    return rules[used], sums[used]


def _least(goal: Floats, rules: Floats, sums: Floats) -> float:
    found = optimize.linprog(goal, A_eq=rules, b_eq=sums, bounds=(0, None), method="highs")
    # The true table always fits, so a programme without an optimum is one without a limit.
    return -np.inf if found.fun is None else float(found.fun)


def _best_rectangle(table: Floats, hidden: Bools, cell: Cell, k: int) -> list[Cell]:
    height, width = table.shape
    row, column = cell
    rectangles = [
        [(row, column), (row, across), (down, column), (down, across)]
        for down in range(height)
        for across in range(width)
        if down != row and across != column
    ]
    return min(rectangles, key=lambda corners: _cost(table, hidden, corners, k))


def _cost(table: Floats, hidden: Bools, corners: list[Cell], k: int) -> tuple[bool, int, float, list[Cell]]:
    """Order rectangles: those that protect, then fewest totals, then fewest persons."""
    height, width = table.shape
    fresh = [cell for cell in corners if not hidden[cell]]
    totals = sum(row == height - 1 or column == width - 1 for row, column in fresh)
    persons = float(sum(table[cell] for cell in fresh))
    protects = _room(table, corners) >= k and bool(fresh)
    return not protects, totals, persons, corners


def _room(table: Floats, corners: list[Cell]) -> float:
    """Tell how far the first corner can move when the other three follow."""
    height, width = table.shape
    (row, column), (down, across) = corners[0], corners[3]
    same_row = -1.0 if (across == width - 1) == (column == width - 1) else 1.0
    same_column = -1.0 if (down == height - 1) == (row == height - 1) else 1.0
    steps = [1.0, same_row, same_column, same_row * same_column]
    falling_up = [table[cell] for cell, step in zip(corners, steps, strict=True) if step < 0]
    falling_down = [table[cell] for cell, step in zip(corners, steps, strict=True) if step > 0]
    return float(min(falling_up, default=np.inf) + min(falling_down, default=np.inf))
