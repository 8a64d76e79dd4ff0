"""Tables for reading in a terminal: *8 of 9* in one cell, numbers to the right, long texts cut."""

from django.utils.translation import gettext as _

from analysis.disclosure import VisibleTable
from analysis.exports.merged import x_of_n
from analysis.formatting import cell, is_numeric, title
from studies.texts import pick

WIDEST = 44
ROWS = 200
NEEDLESS = frozenset({"share", "note"})
WHOLE = frozenset({"base"})  # a percentage is nothing without it
TOLD = frozenset(
    {"status", "reason", "origin", "reported", "missing", "test", "pairs", "smallest_p", "remark"}
)  # notes that a reader of a selection, a pairing or a contrast looks for


def as_text(table: VisibleTable) -> str:
    """The table's main columns and its first rows; the files hold all of it."""
    columns, rows = x_of_n(table)
    if not rows:
        return "\n" + _("%(table)s: no rows") % {"table": pick(table.title) or table.name} + "\n"
    kept = [place for place, column in enumerate(columns) if _is_told(column, [row[place] for row in rows])]
    grid = [
        [title(columns[place]) for place in kept],
        *([_said(columns[place], row[place]) for place in kept] for row in rows[:ROWS]),
    ]
    widths = [max(len(line[place]) for line in grid) for place in range(len(kept))]
    right = [is_numeric(columns[place]) or columns[place].get("kind") == "of" for place in kept]
    lines = [
        "  ".join(_aligned(text, width, at_right) for text, width, at_right in zip(line, widths, right, strict=True))
        for line in grid
    ]
    more = [f"... {len(rows) - ROWS} more rows: --format csv"] if len(rows) > ROWS else []
    rule = "  ".join("-" * width for width in widths)
    return "\n".join(
        [
            "",
            pick(table.title) or table.name,
            lines[0].rstrip(),
            rule,
            *(line.rstrip() for line in lines[1:]),
            *more,
            "",
        ]
    )


def _is_told(column: dict[str, object], values: list[object]) -> bool:
    """Columns beside the point stay in the files, and so do columns that are blank throughout."""
    if column["name"] in {"label", "note"}:
        return True
    told = column.get("role") not in NEEDLESS or column["name"] in TOLD
    return told and any(value not in (None, "", {}) for value in values)


def _said(column: dict[str, object], value: object) -> str:
    text = value if column.get("kind") == "of" else cell(column, value, blank="-")
    text = str(text).replace("\n", " ")
    return text if len(text) <= WIDEST or column["name"] in WHOLE else text[: WIDEST - 1] + "…"


def _aligned(text: str, width: int, at_right: bool) -> str:
    return text.rjust(width) if at_right else text.ljust(width)
