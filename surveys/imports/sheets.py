"""The sheets of an XLSForm as texts, from .xlsx, .xls and the CSV layout that has the sheet's name in column one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import xlrd
from django.utils.translation import gettext as _

from studies.problems import Problem, Refused
from studies.tabular import Limits, csv_files, xlsx_files
from studies.tabular.opening import OLD_EXCEL, ZIP, opened

FORM_LIMITS = Limits(rows=20_000, columns=300, unpacked_bytes=150_000_000)
NEEDED = ("survey", "choices", "settings")
MAX_OLD_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """`headers` as written; a column without a header is not read."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]


Records = Iterable[tuple[int, list[str]]]


def read_sheets(source: Path | BinaryIO, name: str) -> dict[str, Sheet]:
    """The three sheets that an XLSForm consists of, by lower-case name. Raises Refused."""
    with opened(source, name=name) as (file, called, start):
        if start == ZIP:
            found = _from_xlsx(file, called)
        elif start == OLD_EXCEL:
            found = _from_xls(file, called)
        else:
            found = _from_csv(file, called)
    if "survey" not in found:
        raise Refused(_no_survey(name))
    return found


def sheets_of(tables: Mapping[str, list[list[str]]]) -> dict[str, Sheet]:
    """From cells that stood in no file, headers first."""
    return _sheets(((name, enumerate(rows, 1)) for name, rows in tables.items()), "")


def _no_survey(name: str) -> Problem:
    return Problem(
        _("The file has no sheet called “survey”."),
        _("An XLSForm has the sheets survey, choices and settings; name them so."),
        file=name,
    )


def _from_xlsx(file: BinaryIO, name: str) -> dict[str, Sheet]:
    workbook = xlsx_files.open_workbook(file, name=name, limits=FORM_LIMITS)
    try:
        titles = {title.strip().lower(): title for title in xlsx_files.sheet_names(workbook)}
        wanted = [(key, titles[key]) for key in NEEDED if key in titles]
        return _sheets(
            (
                (key, enumerate(xlsx_files.records(workbook, title, name=name, limits=FORM_LIMITS), 1))
                for key, title in wanted
            ),
            name,
        )
    finally:
        workbook.close()


def _from_xls(file: BinaryIO, name: str) -> dict[str, Sheet]:
    file.seek(0)
    content = file.read(MAX_OLD_BYTES + 1)
    if len(content) > MAX_OLD_BYTES:
        raise Refused(Problem(_("The old Excel file is too large."), _("Save it as .xlsx."), file=name))
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True)
        titles = {title.strip().lower(): title for title in book.sheet_names()}
        wanted = {key: book.sheet_by_name(titles[key]) for key in NEEDED if key in titles}
    except Exception as error:  # xlrd raises whatever a broken file makes it stumble over
        raise Refused(
            Problem(_("The file cannot be read as an old Excel file."), _("Save it as .xlsx."), file=name)
        ) from error
    return _sheets(((key, _xls_records(sheet)) for key, sheet in wanted.items()), name)


def _xls_records(sheet: "xlrd.sheet.Sheet") -> Iterator[tuple[int, list[str]]]:
    for number in range(min(sheet.nrows, FORM_LIMITS.rows + 1)):
        cells = sheet.row(number)[: FORM_LIMITS.columns]
        yield number + 1, xlsx_files.trimmed([_xls_text(cell) for cell in cells])


def _xls_text(cell: "xlrd.sheet.Cell") -> str:
    value = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else xlsx_files.as_text(value)


def _from_csv(file: BinaryIO, name: str) -> dict[str, Sheet]:
    """Rows belong to the sheet whose name last stood in the first column."""
    encoding = csv_files.encoding_of(file)
    separator = csv_files.separator_of(_longest_line(file, encoding))
    sheets: dict[str, list[tuple[int, list[str]]]] = {}
    current = ""
    records = csv_files.records(file, name=name, encoding=encoding, separator=separator, limits=FORM_LIMITS)
    for number, record in enumerate(records, start=1):
        if record and record[0].strip():
            current = record[0].strip().lower()
        if current in NEEDED and any(cell.strip() for cell in record[1:]):
            sheets.setdefault(current, []).append((number, xlsx_files.trimmed(record[1:])))
    return _sheets(((key, rows) for key, rows in sheets.items()), name)


def _longest_line(file: BinaryIO, encoding: str) -> str:
    """A sheet's name may stand alone on its line: the headers, longer than that, show the separator."""
    file.seek(0)
    lines = file.read(csv_files.CHUNK).decode(encoding, errors="ignore").splitlines()
    return max(lines[:3], key=len, default="")


def _sheets(found: Iterable[tuple[str, Records]], file: str) -> dict[str, Sheet]:
    sheets, problems = {}, []
    for name, records in found:
        headers, rows = _rows(records)
        if len(rows) > FORM_LIMITS.rows:
            limit = {"limit": FORM_LIMITS.rows}
            problems.append(Problem(_("The sheet has more than %(limit)d rows.") % limit, file=file, sheet=name))
        problems += [
            Problem(
                _("%(times)d columns are called “%(header)s”.") % {"times": times, "header": header},
                _("Give each column its own name, or take one out."),
                file=file,
                sheet=name,
                row=1,
                column=header,
            )
            for header, times in Counter(filter(None, headers)).items()
            if times > 1
        ]
        sheets[name] = Sheet(name, tuple(headers), tuple(rows[: FORM_LIMITS.rows]))
    if problems:
        raise Refused(problems)
    return sheets


def _rows(records: Records) -> tuple[list[str], list[SheetRow]]:
    headers: list[str] = []
    rows: list[SheetRow] = []
    for number, record in records:
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if not headers:
            headers = cells
        else:
            filled = {header: cell for header, cell in zip(headers, cells, strict=False) if header and cell}
            rows.append(SheetRow(number, filled))
        if len(rows) > FORM_LIMITS.rows:
            break
    return headers, rows
