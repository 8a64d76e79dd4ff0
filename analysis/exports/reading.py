"""Which columns a table for reading keeps: what is named, counted and concluded; other files hold the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.formatting import BLANK
from analysis.percentages import family

MOST = 9
SHARE = 3
TESTS = frozenset({"test", "p", "q", "ci_low", "ci_high", "pairs", "smallest_p", "evidence"})
BLANKS: tuple[object, ...] = (None, "", {})
BESIDE = ("high_", "low_", "middle_")
CONCLUDED = frozenset({"difference", "class", "class_all", "changed", "reported", "score", "rank"})
SCORED = ("score_", "rank_")
TOLD = frozenset({"status", "reason", "origin", "remark", "note"})
Column = Mapping[str, Any]


def for_reading(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Places of at most nine columns that are not blank throughout, the weightiest, in the table's own order."""
    names = {str(column["name"]) for column in columns}
    weights = {
        place: weight
        for place, column in enumerate(columns)
        if (weight := _weight(column, names)) is not None and not _is_blank([row[place] for row in rows])
    }
    return _weightiest(weights)


def _weightiest(weights: Mapping[int, int]) -> list[int]:
    """Percentages all or none: those of some groups alone would mislead."""
    if sum(weight <= SHARE for weight in weights.values()) > MOST:
        weights = {place: weight for place, weight in weights.items() if weight != SHARE}
    return sorted(sorted(weights, key=lambda place: (weights[place], place))[:MOST])


def _is_blank(values: Sequence[object]) -> bool:
    return bool(values) and all(value in BLANKS or value == BLANK for value in values)


def _weight(column: Column, names: set[str]) -> int | None:
    """Lowest first; None for what only the files hold."""
    name, role = str(column["name"]), column.get("role")
    if name in TESTS or (role == "unit" and f"{name}_name" in names):
        return None
    if role in {"key", "unit"} or name == "label" or column.get("kind") == "of" or _is_concluded(name):
        return 0
    if role == "group":
        return 1
    if role in {"note", "share"}:
        return 2 if name in TOLD else None
    return SHARE if column.get("kind") == "share" and f"{family(column)}_x" in names else 4


def _is_concluded(name: str) -> bool:
    return name in CONCLUDED or (name.startswith(SCORED) and not name.startswith("score_note"))
