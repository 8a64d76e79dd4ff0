"""The JSON shape of a run: the same from the command line, the API and a download."""

from collections.abc import Iterable
from typing import Any

from analysis.disclosure import VisibleTable
from analysis.formatting import raw, sentence
from analysis.models import Run

BLANKS: tuple[object, ...] = ("", {})


def payload(run: Run, tables: Iterable[VisibleTable]) -> dict[str, Any]:
    """`{"procedure", "parameters", "grouping", "digest", "n_used", "excluded", "notes", "tables"}`; blank is null."""
    return {
        "procedure": run.procedure,
        "parameters": run.parameters,
        "grouping": str(run.grouping) if run.grouping else None,
        "digest": run.digest,
        "n_used": run.n_used,
        "excluded": run.excluded,
        "notes": [sentence(note) for note in run.notes],
        "tables": {table.name: _table(table) for table in tables},
    }


def _table(table: VisibleTable) -> dict[str, Any]:
    if table.withheld:
        return {"columns": [], "rows": [], "withheld": table.withheld}
    return {
        "columns": [column["name"] for column in table.columns],
        "rows": [[None if value in BLANKS else raw(value) for value in row] for row in table.rows],
    }
