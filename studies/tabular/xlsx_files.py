"""Rows of a sheet in an XLSX file: sizes are checked before anything is unpacked, formulas and macros never run."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from studies.problems import Problem, Refused
from studies.tabular.shape import Limits

XML_START = 4096
REMARK, ROOT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL), re.compile(rb"<[A-Za-z_]")
BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"  # byte order marks too
LAST_ROW = 1_048_576  # of a spreadsheet; a file may claim any number
MOST_BLANKS = 20_000_000  # a cell far to the right makes a row of thousands


def open_workbook(file: BinaryIO, *, name: str, limits: Limits) -> Workbook:
    """The workbook, read row by row; whatever is wrong with it is said as a problem."""
    check_archive(file, name=name, limits=limits)
    file.seek(0)
    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise Refused(_broken(name)) from error


def check_archive(file: BinaryIO, *, name: str, limits: Limits) -> None:
    """Refuse what would unpack to too much, has too many parts, or declares entities."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if _is_too_large(members, limits):
                raise Refused(_too_large(name))
            if any(_declares_entities(archive, x) for x in members if x.filename.endswith((".xml", ".rels"))):
                raise Refused(_broken(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Refused(_broken(name)) from error


def _is_too_large(members: list[zipfile.ZipInfo], limits: Limits) -> bool:
    unpacked, packed = sum(x.file_size for x in members), sum(x.compress_size for x in members)
    blown_up = unpacked > limits.always_unpacked_bytes and unpacked > packed * limits.times_packed
    return len(members) > limits.members or unpacked > limits.unpacked_bytes or blown_up


def _declares_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Before its root element XML may hold remarks, and what declares entities."""
    with archive.open(member) as part:
        start = REMARK.sub(b"", part.read(XML_START).replace(b"\0", b"")).lstrip(BLANK)
    return bool(start) and ROOT.match(start) is None


def sheet_names(workbook: Workbook) -> list[str]:
    return [sheet.title for sheet in workbook.worksheets]


def records(workbook: Workbook, sheet: str, *, name: str, limits: Limits) -> Iterator[list[str]]:
    """Every row of the sheet as texts, as wide as it is filled; gaps come as blank rows."""
    worksheet = workbook[sheet]
    worksheet.reset_dimensions()  # what a sheet claims to hold is not what it holds
    blanks = 0
    for number, row in enumerate(_whole(worksheet.iter_rows(values_only=True), name), start=1):
        values = row[: limits.columns + 1]
        blanks += values.count(None)
        if number > LAST_ROW or blanks > MOST_BLANKS:
            raise Refused(_too_large(name))
        yield trimmed([as_text(value) for value in values])


def _whole(rows: Iterator[tuple[object, ...]], name: str) -> Iterator[tuple[object, ...]]:
    try:
        yield from rows
    except Exception as error:
        raise Refused(_broken(name)) from error


def trimmed(cells: list[str]) -> list[str]:
    """Without the blank cells behind the last filled one."""
    last = len(cells)
    while last and not cells[last - 1]:
        last -= 1
    return cells[:last]


def as_text(value: object) -> str:
    """As one would type it: whole numbers without decimals, dates as 2004-05-31."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(timespec="seconds")
    return str(value)


def _broken(name: str) -> Problem:
    return Problem(
        _("The file cannot be read as an XLSX workbook."), _("Save it again as .xlsx or as CSV UTF-8."), file=name
    )


def _too_large(name: str) -> Problem:
    return Problem(
        _("Unpacked, the workbook is too large to be read."), _("Keep one plain sheet, or save it as CSV."), file=name
    )
