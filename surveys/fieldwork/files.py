"""The counts, and the list of who has not answered, as files: CSV, Danish CSV and XLSX."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from studies.cells import neutralise_listed
from surveys.exports import formats
from surveys.exports.csv_file import DANISH, INTERNATIONAL, Style
from surveys.exports.xlsx_file import OPTIONS, write_rows
from surveys.fieldwork.rows import Row
from surveys.fieldwork.shown import Shown
from surveys.models import Invitation

Line = Sequence[str | int | float | None]
STYLES = {"csv": INTERNATIONAL, "csv-da": DANISH}
FORMATS = {code: formats.FORMATS[code] for code in ("csv", "csv-da", "xlsx")}
COUNTED = ("invited", "opened", "started", "complete", "refused", "base", "rr1", "rr2")
COLUMNS = ("by", "code", "name", "group", "asked", *COUNTED)


def counts(shown: Shown) -> Iterator[Line]:
    """One long table; `by` says what a row is about. Rates are proportions, blank without a base."""
    yield COLUMNS
    if shown.together:
        yield _line("together", Row(shown.together))
    for by in ("collections", "audiences", "groups", "pairs", "units"):
        for row in getattr(shown, by):
            yield _line(by.removesuffix("s"), row)


def days(shown: Shown) -> Iterator[Line]:
    yield ("day", "invited", "opened", "started", "complete", "refused")
    for day in shown.days:
        yield (day.day.isoformat(), day.invited, day.opened, day.started, day.complete, day.refused)


def people(invitations: Iterable[Invitation]) -> Iterator[Line]:
    yield ("name", "email", "phone", "unit", "unit_name", "group", "audience", "language", "status", "disposition")
    for each in invitations:
        identity, unit = getattr(each, "identity", None), each.unit
        yield (
            *(getattr(identity, name, "") for name in ("name", "email", "phone")),
            unit.code if unit else "",
            unit.name if unit else "",
            getattr(each, "group", ""),
            each.audience,
            each.language,
            each.status,
            each.disposition,
        )


def written(format_: str, sheets: dict[str, Iterable[Line]]) -> bytes:
    """CSV holds the first of the sheets."""
    if style := STYLES.get(format_):
        return _as_csv(next(iter(sheets.values())), style)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS | {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, lines in sheets.items():
            write_rows(book.add_worksheet(name), lines, bold)
    return file.getvalue()


def sheets_of(shown: Shown) -> dict[str, Iterable[Line]]:
    return {_("counts"): counts(shown), _("days"): days(shown)}


def _line(by: str, row: Row) -> Line:
    found = row.counts
    cases = found.cases
    asked = "yes" if row.asked else "no"
    told = (found.invited, found.opened, found.started, found.complete, found.refused)
    return (by, row.code, row.name, row.group, asked, *told, cases.base, cases.rr1, cases.rr2)


def _as_csv(lines: Iterable[Line], style: Style) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=style.delimiter)
    rows.writerows([_cell(value, style.decimal) for value in line] for line in lines)
    return out.getvalue().encode(style.encoding)


def _cell(value: str | float | None, decimal: str) -> str:
    if isinstance(value, str):
        return neutralise_listed(value)
    return "" if value is None else str(value).replace(".", decimal)
