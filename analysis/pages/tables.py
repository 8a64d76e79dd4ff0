"""A result table as a page shows it: said in words, sorted, with its notes and its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from analysis.disclosure import Hidden, VisibleTable
from analysis.exports import FORMATS
from analysis.exports.blocks import Block, in_blocks
from analysis.exports.merged import x_of_n
from analysis.exports.reading import BESIDE, BLANKS, TESTS
from analysis.formatting import cell, is_numeric, sentence, title
from analysis.models import Run
from studies.models import Group
from studies.texts import pick

ROWS_AT_FIRST = 50


@dataclass(frozen=True, slots=True)
class Heading:
    title: str
    numeric: bool
    query: str
    direction: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    title: str
    numeric: bool
    group: str
    wide: bool


@dataclass(frozen=True, slots=True)
class Body:
    """Rows under the heading of their block; a table without blocks has one body, without a heading."""

    code: str
    words: str
    base: str
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Download:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownTable:
    name: str
    title: str
    withheld: str
    headings: list[Heading]
    bodies: list[Body]
    shown: int
    total: int
    more: str
    notes: list[str]
    downloads: list[Download]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: `?sort=scores.-score`, `?all=units`, `?tests=1`."""

    sort: str = ""
    everything: str = ""
    tests: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        return cls(query.get("sort", ""), query.get("all", ""), tests=query.get("tests") == "1")

    def query(self, **changes: object) -> str:
        values = {"sort": self.sort, "all": self.everything, "tests": "1" if self.tests else "", **changes}
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in values.items() if value})
        return f"?{query.urlencode()}"

    def column(self, table: str) -> tuple[str, bool]:
        """The column a table is sorted by, and whether downwards; blank: as the run left it."""
        name, _dot, column = self.sort.partition(".")
        return (column.lstrip("-"), column.startswith("-")) if name == table else ("", False)


def shown(run: Run, tables: Iterable[VisibleTable], asked: Asked) -> list[ShownTable]:
    return [_shown(run, table, asked) for table in tables]


def _shown(run: Run, table: VisibleTable, asked: Asked) -> ShownTable:
    places = [place for place in range(len(table.columns)) if _on_page(table, place, asked)]
    narrow = VisibleTable(
        table.name,
        table.title,
        [table.columns[place] for place in places],
        [[row[place] for place in places] for row in _sorted(table, asked)],
        table.notes,
    )
    columns, blocks = in_blocks(*x_of_n(narrow))
    some = blocks if asked.everything == table.name else _first(blocks)
    shown = sum(len(block.rows) for block in some)
    return ShownTable(
        name=table.name,
        title=pick(table.title) or table.name,
        withheld=table.withheld,
        headings=[_heading(column, table.name, asked) for column in columns],
        bodies=[_body(columns, block) for block in some],
        shown=shown,
        total=len(table.rows),
        more=asked.query(all=table.name) if shown < len(table.rows) else "",
        notes=[sentence(note) for note in table.notes],
        downloads=[] if table.withheld else downloads(run, table.name),
    )


def _first(blocks: list[Block]) -> list[Block]:
    """About as many rows as are shown at first: a question is not cut through."""
    some, room = [], ROWS_AT_FIRST
    for block in blocks:
        if room <= 0:
            break
        some.append(block if block.code else replace(block, rows=block.rows[:room]))
        room -= len(block.rows)
    return some


def _body(columns: list[dict[str, Any]], block: Block) -> Body:
    rows = [[_cell(column, value) for column, value in zip(columns, row, strict=True)] for row in block.rows]
    return Body(block.code, block.words, block.base, rows)


def _on_page(table: VisibleTable, place: int, asked: Asked) -> bool:
    """Tests when asked for; codes beside names, what only supports a count, and what is blank stay in the files."""
    column = table.columns[place]
    name, role = str(column["name"]), column.get("role")
    if name in TESTS:
        return asked.tests
    if table.place(f"{name}_name") is not None and role == "unit":
        return False
    if role in {"share", "note"} and table.rows and all(row[place] in BLANKS for row in table.rows):
        return False
    return not (role == "note" and name.startswith(BESIDE))


def _sorted(table: VisibleTable, asked: Asked) -> list[list[Any]]:
    """By the column asked for, blanks and hidden cells last; within each block, where there are blocks."""
    name, downwards = asked.column(table.name)
    place = table.place(name)
    if place is None:
        return table.rows
    known = [row for row in table.rows if _sortable(row[place])]
    unknown = [row for row in table.rows if not _sortable(row[place])]
    by_value = sorted(known, key=lambda row: _key(row[place]), reverse=downwards) + unknown
    block = next((place for place, column in enumerate(table.columns) if column.get("role") == "block"), None)
    if block is None:
        return by_value
    order = {code: place for place, code in enumerate(dict.fromkeys(row[block] for row in table.rows))}
    return sorted(by_value, key=lambda row: order[row[block]])


def _sortable(value: object) -> bool:
    return value is not None and not isinstance(value, Hidden)


def _key(value: Any) -> tuple[int, float, str]:  # noqa: ANN401 -- a cell of any kind
    if isinstance(value, int | float):
        return (0, value, "")
    return (1, 0, (pick(value) if isinstance(value, Mapping) else str(value)).casefold())


def _heading(column: Mapping[str, Any], table: str, asked: Asked) -> Heading:
    name, downwards = asked.column(table)
    here = name == column["name"]
    target = f"{table}.{'-' if here and not downwards else ''}{column['name']}"
    direction = ("descending" if downwards else "ascending") if here else ""
    return Heading(title(column), _numeric(column), f"{asked.query(sort=target)}#{table}", direction)


def _numeric(column: Mapping[str, Any]) -> bool:
    return is_numeric(column) or column.get("kind") == "of"


def _cell(column: Mapping[str, Any], value: Any) -> Cell:  # noqa: ANN401 -- a cell of any kind
    is_group = column.get("name") == "group" and str(value) in Group.values
    return Cell(
        cell(column, value),
        title(column),
        _numeric(column),
        str(value) if is_group else "",
        column.get("kind") == "texts",
    )


def downloads(run: Run, table: str) -> list[Download]:
    return [
        Download(reverse("analysis:table", args=[run.study.slug, run.pk, table, code]), str(format_.name))
        for code, format_ in FORMATS.items()
    ]
