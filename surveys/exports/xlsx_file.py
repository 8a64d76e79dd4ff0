"""Answers as XLSX: a sheet of answers and the data dictionary. Texts are typed, never formulas."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from studies.problems import Problem, Refused
from surveys.exports.columns import Column, Kind
from surveys.exports.dictionary import dictionary
from surveys.exports.job import Export

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST, ROWS, COLUMNS = 32_767, 1_048_576, 16_384


def write(export: Export, path: Path) -> None:
    _check_size(export)
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet(_("answers"))
        _answers(sheet, export, bold, day)
        write_rows(book.add_worksheet(_("dictionary")), dictionary(export.layout), bold)


def write_dictionary(export: Export, path: Path) -> None:
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        write_rows(book.add_worksheet(_("dictionary")), dictionary(export.layout), bold)


def write_rows(sheet: Worksheet, rows: Iterable[Sequence[object]], bold: object) -> None:
    """The first row is the header."""
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, str(value)[:LONGEST], bold if number == 0 else None)


def _check_size(export: Export) -> None:
    columns, rows = len(export.layout.columns), export.records.count()
    if columns > COLUMNS or rows >= ROWS:
        message = _("A worksheet holds %(rows)d rows and %(columns)d columns at most; these answers need more.")
        raise Refused(Problem(message % {"rows": ROWS, "columns": COLUMNS}, _("Take CSV or a statistics file.")))


def _answers(sheet: Worksheet, export: Export, bold: object, day: object) -> None:
    columns = export.layout.columns
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, bold)
    writers = [_writer(sheet, column, export, day) for column in columns]
    number = 1
    for chunk in export.chunks():
        for row in zip(*(column.read(chunk) for column in columns), strict=True):
            for place, (write_cell, value) in enumerate(zip(writers, row, strict=True)):
                if value is not None:
                    write_cell(number, place, value)
            number += 1


def _writer(sheet: Worksheet, column: Column, export: Export, day: object) -> Callable[[int, int, Any], object]:
    if column.kind == Kind.CODE:
        words = {code: export.shown(column, code)[:LONGEST] for code in column.choices}
        return lambda row, place, value: sheet.write_string(row, place, words.get(value, value))
    if column.kind == Kind.DATE:
        return lambda row, place, value: sheet.write_datetime(row, place, date.fromisoformat(value), day)
    return lambda row, place, value: (
        sheet.write_number(row, place, value)
        if isinstance(value, int | float)
        else sheet.write_string(row, place, str(value)[:LONGEST])
    )
