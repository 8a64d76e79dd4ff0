"""The JSON shape of a run: the same from the command line, the API and a download."""

from collections.abc import Iterable
from typing import Any

from analysis.disclosure import Hidden, VisibleTable
from analysis.formatting import raw
from analysis.models import Run


def payload(run: Run, tables: Iterable[VisibleTable], notes: Iterable[str]) -> dict[str, Any]:
    """`{"procedure", "parameters", "grouping", "digest", "n_used", ...}`, as docs/reference says."""
    return {
        "procedure": run.procedure,
        "parameters": run.parameters,
        "grouping": str(run.grouping) if run.grouping else None,
        "digest": run.digest,
        "n_used": run.n_used,
        "excluded": run.excluded,
        "notes": list(notes),
        "tables": {table.name: _table(table) for table in tables},
    }


def _table(table: VisibleTable) -> dict[str, Any]:
    if table.withheld:
        return {"columns": [], "rows": [], "withheld": table.withheld}
    return {
        "columns": [column["name"] for column in table.columns],
        "rows": [[_cell(value) for value in row] for row in table.rows],
    }


def _cell(value: object) -> object:
    """Missing is null; what is there but not shown says so, as a table does."""
    if isinstance(value, Hidden):
        return {"withheld": str(value)}
    plain = raw(value)
    return None if plain == "" else plain
