"""One table as CSV: international (comma, decimal dot) and Danish (semicolon, decimal comma, byte order mark)."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from analysis.exports.document import Document
from analysis.formatting import raw
from studies.cells import neutralise


def international(document: Document, file: io.BytesIO) -> None:
    _write(document, file, encoding="utf-8", delimiter=",", decimal=".")


def danish(document: Document, file: io.BytesIO) -> None:
    _write(document, file, encoding="utf-8-sig", delimiter=";", decimal=",")


def _write(document: Document, file: io.BytesIO, *, encoding: str, delimiter: str, decimal: str) -> None:
    """Where the table comes from is a last column: lines before or after it would not be read as a table."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="", write_through=True)
    rows = csv.writer(text, delimiter=delimiter)
    source = neutralise(_source(document))
    for table in document.tables:
        if table.withheld:
            rows.writerows([["withheld", "source"], [neutralise(table.withheld), source]])
            continue
        rows.writerow([*(column["name"] for column in table.columns), "source"])
        for row in table.rows:
            cells = (_cell(raw(value), decimal) for value in row)
            rows.writerow([*cells, source])
    text.detach()


def _source(document: Document) -> str:
    run = document.run
    where = _("Kontrast: %(study)s, %(procedure)s, run %(run)d, data %(digest)s.") % {
        "study": run.study.slug,
        "procedure": run.procedure,
        "run": run.pk,
        "digest": run.digest[:12],
    }
    return f"{where} {document.notice}".strip()


def _cell(value: Any, decimal: str) -> str:  # noqa: ANN401 -- a cell of any kind
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).replace(".", decimal)
    return str(value) if isinstance(value, int) else neutralise(str(value))
