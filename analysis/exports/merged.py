"""A table for reading: *8 of 9* in one cell where a file for counting has two."""

from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import Hidden, VisibleTable
from analysis.formatting import BLANK, cell, word
from analysis.percentages import family


def x_of_n(table: VisibleTable) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Columns and rows where each x has taken in its n; its share is left to the files for counting."""
    n_of = {family(column): place for place, column in enumerate(table.columns) if column.get("role") == "n"}
    with_x = {
        family(column): place
        for place, column in enumerate(table.columns)
        if column.get("role") == "x" and family(column) in n_of
    }
    merged = {place: n_of[name] for name, place in with_x.items()}
    gone = {n_of[name] for name in with_x}
    kept = [
        place
        for place, column in enumerate(table.columns)
        if place not in gone and not (column.get("role") == "share" and family(column) in with_x)
    ]
    columns = [_merged(table.columns[place]) if place in merged else table.columns[place] for place in kept]
    rows = [
        [
            _said(table.columns[place], row[place], row[merged[place]]) if place in merged else row[place]
            for place in kept
        ]
        for row in table.rows
    ]
    return columns, rows


def _merged(column: dict[str, Any]) -> dict[str, Any]:
    return {**column, "kind": "of"}


def _said(column: dict[str, Any], x: object, n: object) -> str:
    return of(x, n, of_none=word(column, "no_answers"))


def of(x: object, n: object, *, of_none: str = "") -> str:
    """*8 of 9*, or why there is none."""
    if isinstance(x, Hidden):
        return str(x)
    if x is None or n is None:
        return BLANK
    if n == 0:
        return of_none or _("no answers")
    return _("%(x)s of %(n)s") % {"x": count(x), "n": count(n)}


def count(value: object) -> str:
    return cell({"kind": "count"}, value)
