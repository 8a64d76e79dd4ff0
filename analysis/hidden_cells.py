"""Cells about persons that stay hidden outside the team. Runs in the worker: it solves linear programmes.

A group's yes, no and missing are the cells of one small table per item; how many were asked are its totals.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.hidden_crosstab import hidden_in_crosstab, is_crosstab
from analysis.methods.suppression import Suppression, complementary, suppress
from analysis.percentages import family

Column = Mapping[str, Any]
Row = Sequence[Any]
MISSING = 2  # the third row of an item's small table
TOTAL_MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Side:
    """Places of one group's columns: x, n, and where the table has it how many gave no answer."""

    name: str
    x: int
    n: int
    missing: int | None


def hidden_cells(columns: Sequence[Column], rows: Sequence[Row], k: int) -> list[list[int]]:
    """Pairs of row and column: small counts, what would give them away, and what was computed from them."""
    if is_crosstab(columns):
        return hidden_in_crosstab(columns, rows, k) if rows else []
    sides = _sides(columns)
    if not sides:
        return _hidden_in_cross_table(columns, rows, k)
    hidden = {(number, place) for number, row in enumerate(rows) for place in _in_row(columns, sides, row, k)}
    hidden |= set(_in_plain_columns(columns, sides, rows, k))
    return [[number, place] for number, place in sorted(hidden)]


def _sides(columns: Sequence[Column]) -> list[Side]:
    places = {str(column["name"]): place for place, column in enumerate(columns)}
    n_of = {family(column): place for place, column in enumerate(columns) if column.get("role") == "n"}
    return [
        Side(name, place, n_of[name], places.get(f"{name}_missing"))
        for place, column in enumerate(columns)
        if column.get("role") == "x" and (name := family(column)) in n_of
    ]


def _in_row(columns: Sequence[Column], sides: Sequence[Side], row: Row, k: int) -> set[int]:
    known = [side for side in sides if row[side.x] is not None and row[side.n] is not None]
    if not known:
        return set()
    found = suppress(_counts(known, row), k)
    hidden = {place for number, side in enumerate(known) for place in _of_side(columns, side, found, number)}
    for side in known:
        if 0 < row[side.n] < k:
            hidden |= {side.x, side.n, *_places(columns, TOTAL_MISSING, side)}
    if len(found.cells) > MISSING and found.rows[MISSING]:
        hidden |= set(_places(columns, TOTAL_MISSING))
    return hidden | (_derived(columns) if hidden else set())


def _counts(sides: Sequence[Side], row: Row) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Yes, no and, where every group has it, missing; a column a group."""
    lines = [[row[side.x] for side in sides], [row[side.n] - row[side.x] for side in sides]]
    missing = [row[side.missing] for side in sides if side.missing is not None]
    if len(missing) == len(sides) and None not in missing:
        lines.append(missing)
    return np.array(lines, dtype=np.int64)


def _of_side(columns: Sequence[Column], side: Side, found: Suppression, number: int) -> Iterator[int]:
    """What goes with a group's hidden cells; n stays where only how yes and no divide is hidden."""
    if not found.cells[:, number].any():
        return
    without_answer = len(found.cells) > MISSING and bool(found.cells[MISSING, number])
    kept = set() if found.columns[number] else {f"{side.name}_asked"}
    if not without_answer and not found.columns[number]:
        kept |= {f"{side.name}_missing", str(columns[side.n]["name"])}
    for place, column in enumerate(columns):
        if family(column) == side.name and column["name"] not in kept:
            yield place


def _places(columns: Sequence[Column], name: str, side: Side | None = None) -> Iterator[int]:
    names = {name, f"{side.name}_{name}"} if side else {name}
    return (place for place, column in enumerate(columns) if column["name"] in names)


def _derived(columns: Sequence[Column]) -> set[int]:
    kinds = {"number", "p", "choice"}
    return {
        place
        for place, column in enumerate(columns)
        if column.get("derived") or (column.get("role") == "measure" and column.get("kind") in kinds)
    }


def _in_plain_columns(
    columns: Sequence[Column], sides: Sequence[Side], rows: Sequence[Row], k: int
) -> Iterator[tuple[int, int]]:
    """Counts that belong to no group's x of n: a small one hides its column (totals stand elsewhere)."""
    names = {side.name for side in sides}
    by_group = all(side.missing is not None for side in sides)
    for place in _count_places(columns):
        column = columns[place]
        handled = family(column) in names or (by_group and column["name"] == TOTAL_MISSING)
        if not handled and any(_small(row[place], k) for row in rows):
            yield from ((number, place) for number in range(len(rows)))


def _hidden_in_cross_table(columns: Sequence[Column], rows: Sequence[Row], k: int) -> list[list[int]]:
    places = _count_places(columns)
    if not places or not rows:
        return []
    counts = np.array([[row[place] or 0 for place in places] for row in rows], dtype=np.int64)
    mask = complementary(counts, k)
    return [[int(row), places[int(column)]] for row, column in zip(*np.nonzero(mask), strict=True)]


def _count_places(columns: Sequence[Column]) -> list[int]:
    return [place for place, column in enumerate(columns) if column.get("kind") == "count"]


def _small(value: object, k: int) -> bool:
    return isinstance(value, int | float) and 0 < value < k
