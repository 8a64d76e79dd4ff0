"""No percentage below the study's minimum n, for anyone: which share rests on which n."""

from collections.abc import Mapping, Sequence
from typing import Any

Column = Mapping[str, Any]


def family(column: Column) -> str:
    """`high` of `high_x`, `high_n`, `high_share`; blank for `x`, `n`, `share`. Belongs together what shares it."""
    return str(column["name"]).rpartition("_")[0]


def n_behind(columns: Sequence[Column]) -> dict[int, int | None]:
    """Place of each share column -> place of the n it rests on; None where the table does not give one."""
    places = {column["name"]: place for place, column in enumerate(columns)}
    n_of = {family(column): place for place, column in enumerate(columns) if column.get("role") == "n"}
    return {
        place: places.get(column["of"]) if column.get("of") else n_of.get(family(column))
        for place, column in enumerate(columns)
        if column.get("role") == "share" or column.get("kind") == "share"
    }


def enough(n: object, minimum: int) -> bool:
    return isinstance(n, int | float) and n >= minimum


def without_small_shares(columns: Sequence[Column], rows: Sequence[Sequence[Any]], minimum: int) -> list[list[Any]]:
    """The rows, blank where a share rests on fewer than `minimum`, or on nobody knows how many."""
    behind = n_behind(columns)
    return [
        [
            None if place in behind and not _rests_on_enough(row, behind[place], minimum) else value
            for place, value in enumerate(row)
        ]
        for row in rows
    ]


def _rests_on_enough(row: Sequence[Any], place: int | None, minimum: int) -> bool:
    return place is not None and enough(row[place], minimum)
