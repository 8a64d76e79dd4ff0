"""One door for every table: finds out what the file is, checks its headers and hands out rows."""

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from studies.cells import restore
from studies.personal_numbers import SHORTEST, personal_number, without_zeros
from studies.problems import Problems, Refused, personal_found
from studies.tabular import csv_files, xlsx_files
from studies.tabular.opening import OLD_EXCEL, ZIP, opened
from studies.tabular.shape import LIMITS, Limits, Row, Stream, Table

SEP_LINE = re.compile(r"sep=(.)", re.IGNORECASE)


@contextlib.contextmanager
def stream(
    source: Path | BinaryIO, *, name: str = "", sheet: str = "", limits: Limits = LIMITS, exact: bool = False
) -> Iterator[Stream]:
    """Open a table and read it once, row by row. `exact` keeps the spaces around a cell."""
    with contextlib.ExitStack() as stack:
        file, name, start = stack.enter_context(opened(source, name=name))
        _check_start(start, name)
        if start == ZIP:
            yield _xlsx(file, stack, name=name, sheet=sheet, limits=limits, exact=exact)
        else:
            yield _csv(file, name=name, limits=limits, exact=exact)


def read(
    source: Path | BinaryIO, *, name: str = "", sheet: str = "", limits: Limits = LIMITS, exact: bool = False
) -> Table:
    """The whole table at once, for files that fit."""
    with stream(source, name=name, sheet=sheet, limits=limits, exact=exact) as opened:
        return Table(opened.file, opened.sheet, opened.headers, list(opened.rows), opened.decimal_mark)


def collect(opened: Stream, problems: Problems, *, with_hidden: bool = False) -> list[Row]:
    """Every row that can be read; what is wrong with the others goes to the problems.

    `with_hidden`: rows with a blank for a personal number too, for a reader that looks at their other cells.
    """
    rows = []
    try:
        for row in opened.rows:
            if with_hidden or not row.hidden:
                rows.append(row)  # noqa: PERF401 -- what was read before a refusal is kept
    except Refused as refused:
        problems.extend(refused.problems)
    return rows


def _check_start(start: bytes, name: str) -> None:
    if start == OLD_EXCEL:
        _refuse(name, "", _("This is an old Excel file (.xls)."), _("Save it as .xlsx or as CSV UTF-8."))
    if not start:
        _refuse_empty(name, "")


def _csv(file: BinaryIO, *, name: str, limits: Limits, exact: bool) -> Stream:
    encoding = csv_files.encoding_of(file)
    line = csv_files.first_line(file, encoding)
    declared = SEP_LINE.fullmatch(line.strip("\r\n\"' "))
    separator = declared[1] if declared else csv_files.separator_of(line)
    records = csv_files.records(file, name=name, encoding=encoding, separator=separator, limits=limits)
    skipped = 0
    if declared:
        next(records)
        skipped = 1
    rows = ([restore(cell) for cell in record] for record in records)
    decimal_mark = "," if separator == ";" else ""
    return _stream(rows, name, "", limits, exact=exact, decimal_mark=decimal_mark, skipped=skipped)


def _xlsx(
    file: BinaryIO, stack: contextlib.ExitStack, *, name: str, sheet: str, limits: Limits, exact: bool
) -> Stream:
    workbook = xlsx_files.open_workbook(file, name=name, limits=limits)
    stack.callback(workbook.close)
    names = xlsx_files.sheet_names(workbook)
    if not names or (sheet and sheet not in names):
        there = ", ".join(names)
        _refuse(name, sheet, _("The workbook has no such sheet."), _("It has: %(sheets)s.") % {"sheets": there})
    sheet = sheet or names[0]
    return _stream(
        xlsx_files.records(workbook, sheet, name=name, limits=limits),
        name,
        sheet,
        limits,
        exact=exact,
        decimal_mark=".",
    )


def _stream(
    records: Iterator[list[str]],
    name: str,
    sheet: str,
    limits: Limits,
    *,
    exact: bool,
    decimal_mark: str,
    skipped: int = 0,
) -> Stream:
    numbered = enumerate(records, start=1 + skipped)
    headers = _headers(numbered, name, sheet, limits)
    rows = _rows(numbered, headers, name, sheet, limits, exact=exact)
    return Stream(name, sheet, [header for header in headers if header], rows, decimal_mark)


def _headers(numbered: Iterator[tuple[int, list[str]]], name: str, sheet: str, limits: Limits) -> list[str]:
    number, record = next(((number, record) for number, record in numbered if any(map(str.strip, record))), (0, []))
    headers = xlsx_files.trimmed([_clean(cell, exact=False) for cell in record])
    problems = Problems(file=name, sheet=sheet)
    if not headers:
        _refuse_empty(name, sheet)
    if len(headers) > limits.columns:
        problems.add(
            _("The table has more than %(limit)d columns.") % {"limit": limits.columns},
            _("Take out the columns that are not needed."),
            row=number,
        )
    for header, times in Counter(filter(None, headers)).items():
        if times > 1:
            problems.add(
                _("%(times)d columns are called “%(header)s”.") % {"times": times, "header": header},
                _("Give each column its own name."),
                row=number,
                column=header,
            )
        if "\0" in header:
            problems.add(_("A header holds a NUL character."), _("Save the file again as CSV UTF-8."), row=number)
    for place, header in enumerate(headers):
        if personal_number(header):
            problems.add(personal_found(), _in_file(), row=number, column=_column_letter(place))
    problems.refuse_if_any()
    return headers


def _rows(
    numbered: Iterator[tuple[int, list[str]]],
    headers: list[str],
    name: str,
    sheet: str,
    limits: Limits,
    *,
    exact: bool,
) -> Iterator[Row]:
    problems, guard = Problems(file=name, sheet=sheet), _Guard()
    count = 0
    try:
        for number, record in numbered:
            cells = [_clean(cell, exact=exact) for cell in record]
            if not any(cells):
                continue
            count += 1
            if count > limits.rows:
                problems.add(*_too_many_rows(limits), row=number)
                break
            _check_row(cells, headers, number, problems)
            hidden = guard.hide(cells, headers, number, problems)
            named = {header: cell for header, cell in zip(headers, cells, strict=False) if header}
            yield Row(number, named, hidden)
    except Refused as refused:
        problems.extend(refused.problems)
    guard.check_columns(problems)
    if not count and not problems:
        problems.add(_("The table has headers and no rows."), _("Write the rows below the headers."))
    problems.refuse_if_any()


class _Guard:
    """Keeps personal numbers from everything that reads on: no other check repeats them or says else."""

    def __init__(self) -> None:
        self.suspects: dict[str, int] | None = None

    def hide(self, cells: list[str], headers: list[str], number: int, problems: Problems) -> frozenset[str]:
        """Blank the cells that hold one; the columns they stood in."""
        self._watch(cells, headers)
        places = [place for place, cell in enumerate(cells) if len(cell) >= SHORTEST and personal_number(cell)]
        hidden = []
        for place in places:
            column = (headers[place] if place < len(headers) else "") or _column_letter(place)
            problems.add(personal_found(), _in_file(), row=number, column=column)
            cells[place] = ""
            hidden.append(column)
        return frozenset(hidden)

    def _watch(self, cells: list[str], headers: list[str]) -> None:
        """Columns of which every cell so far can be a number without its zero; soon there are none."""
        if self.suspects is None:
            self.suspects = dict.fromkeys(filter(None, headers), 0)
        if not self.suspects:
            return
        for header, cell in zip(headers, cells, strict=False):
            if cell and header in self.suspects:
                if without_zeros(cell):
                    self.suspects[header] += 1
                else:
                    del self.suspects[header]

    def check_columns(self, problems: Problems) -> None:
        for header, times in (self.suspects or {}).items():
            if times > 1:
                lost = _("The column looks like personal numbers that lost their leading zeros.")
                problems.add(lost, _in_file(), column=header)


def _in_file() -> str:
    return _("Take it out of the file.")


def _too_many_rows(limits: Limits) -> tuple[str, str]:
    return _("The table has more than %(limit)d rows.") % {"limit": limits.rows}, str(limits.remedy)


def _check_row(cells: list[str], headers: list[str], number: int, problems: Problems) -> None:
    nameless = [place for place, cell in enumerate(cells) if cell and (place >= len(headers) or not headers[place])]
    for place in nameless[:1]:
        problems.add(
            _("“%(value)s” stands in a column without a header.") % {"value": cells[place][:50]},
            _("Give the column a name in the first row, or take the value out."),
            row=number,
            column=_column_letter(place),
        )
    for header, cell in zip(headers, cells, strict=False):
        if "\0" in cell:
            problems.add(
                _("The cell holds a NUL character."),
                _("Save the file again as CSV UTF-8."),
                row=number,
                column=header,
            )


def _column_letter(place: int) -> str:
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def _clean(cell: str, *, exact: bool) -> str:
    return cell if exact else unicodedata.normalize("NFC", cell.strip())


def _refuse_empty(name: str, sheet: str) -> None:
    _refuse(name, sheet, _("The file is empty."), _("It needs a row of headers and at least one row below it."))


def _refuse(name: str, sheet: str, message: str, remedy: str) -> None:
    problems = Problems(file=name, sheet=sheet)
    problems.add(message, remedy)
    raise Refused(problems.in_order())
