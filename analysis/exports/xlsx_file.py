"""A run as XLSX: a sheet per table and a sheet that says where they come from. Texts are typed, never formulas."""

import io
import re
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.disclosure import VisibleTable
from analysis.exports.document import Document
from analysis.formatting import raw, title
from studies.texts import pick

OPTIONS = {
    "constant_memory": True,
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST = 32767
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
WIDTHS = {"texts": 50, "text": 18, "choice": 12}


def write(document: Document, file: io.BytesIO) -> None:
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        for table in document.tables:
            _table(book, book.add_worksheet(FORBIDDEN.sub(" ", table.name)[:31]), table, bold)
        _about(book.add_worksheet("about"), document, bold)


def _table(book: xlsxwriter.Workbook, sheet: Worksheet, table: VisibleTable, bold: Format) -> None:
    if table.withheld:
        sheet.write_string(0, 0, table.withheld)
        return
    formats = [book.add_format({"num_format": _number_format(column)}) for column in table.columns]
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS.get(str(column.get("kind")), 11))
        sheet.write_string(0, place, str(column["name"]), bold)
        sheet.write_comment(0, place, title(column)) if title(column) != column["name"] else None
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(table.rows, start=1):
        for place, value in enumerate(row):
            _cell(sheet, number, place, raw(value), formats[place])


def _number_format(column: dict[str, Any]) -> str:
    """What is shown; the cell keeps the unrounded number. Shares stay proportions: no percentage in a file."""
    if column.get("kind") == "count":
        return "0"
    decimals = column.get("decimals") or (3 if column.get("kind") in {"p", "share"} else 2)
    return "0." + "0" * int(decimals) if column.get("kind") in {"number", "p", "share"} else "General"


def _cell(sheet: Worksheet, row: int, place: int, value: Any, format_: Format) -> None:  # noqa: ANN401 -- a cell of any kind
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, format_)
    else:
        sheet.write_string(row, place, str(value)[:LONGEST])


def _about(sheet: Worksheet, document: Document, bold: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    lines = [
        *([(_("notice"), document.notice)] if document.notice else []),
        *document.about,
        *((_("note"), note) for note in document.notes),
        *((table.name, pick(table.title)) for table in document.tables),
    ]
    for number, (name, value) in enumerate(lines):
        sheet.write_string(number, 0, str(name), bold)
        sheet.write_string(number, 1, str(value)[:LONGEST])
