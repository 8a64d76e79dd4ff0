"""The shape every file is read into, and how large it may be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DIVIDE = _("Divide it into several files, and import them one after the other.")


@dataclass(frozen=True, slots=True)
class Limits:
    rows: int = 1_100_000
    columns: int = 2_000
    cell_characters: int = 1_000_000
    unpacked_bytes: int = 600_000_000
    always_unpacked_bytes: int = 3_000_000
    times_packed: int = 60  # a sheet of figures packs to a tenth, a sheet of nothing to a thousandth
    members: int = 5_000
    remedy: str | Promise = DIVIDE


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the spreadsheet counts: the headers are row 1. `hidden`: columns whose cell held a personal number
    and is blank here."""

    number: int
    cells: dict[str, str]
    hidden: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> str:
        """Blank where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    sheet: str
    headers: list[str]
    rows: list[Row]
    decimal_mark: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """The same, read once, row by row. Problems further down come as `Refused` while reading."""

    file: str
    sheet: str
    headers: list[str]
    rows: Iterator[Row]
    decimal_mark: str = ""
