"""Answers as CSV: international (comma, decimal point) and Danish (semicolon, decimal comma, byte order mark)."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studies.cells import neutralise
from surveys.exports.columns import Column, Kind
from surveys.exports.job import Export

NUMERIC = re.compile(r"-?\d+(\.\d+)?")
Convert = Callable[[list[Any]], list[Any]]


@dataclass(frozen=True, slots=True)
class Style:
    encoding: str
    delimiter: str
    decimal: str


INTERNATIONAL = Style("utf-8", ",", ".")
DANISH = Style("utf-8-sig", ";", ",")


def international(export: Export, path: Path) -> None:
    write(export, path, INTERNATIONAL)


def danish(export: Export, path: Path) -> None:
    write(export, path, DANISH)


def write(export: Export, path: Path, style: Style) -> None:
    columns = [(column.read, _converter(column, export, style)) for column in export.layout.columns]
    with path.open("w", newline="", encoding=style.encoding) as file:
        rows = csv.writer(file, delimiter=style.delimiter)
        rows.writerow([neutralise(column.name) for column in export.layout.columns])
        for chunk in export.chunks():
            rows.writerows(zip(*(convert(read(chunk)) for read, convert in columns), strict=True))


def _converter(column: Column, export: Export, style: Style) -> Convert:
    """Numbers stay numbers, and are never taken for a formula; texts are made harmless."""
    if column.kind == Kind.CODE:
        return _looked_up({code: _code(export.shown(column, code)) for code in column.choices})
    if column.kind == Kind.FLAG or (column.kind == Kind.NUMBER and style.decimal == "."):
        return list
    return lambda values: [_cell(value, style.decimal) for value in values]


def _looked_up(words: dict[str | None, str]) -> Convert:
    words[None] = ""
    return lambda values: [words[value] if value in words else _code(value) for value in values]


def _code(text: str) -> str:
    return text if NUMERIC.fullmatch(text) else neutralise(text)


def _cell(value: Any, decimal: str) -> Any:  # noqa: ANN401 -- an answer of any kind
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, float) and decimal != ".":
        return repr(value).replace(".", decimal)
    return value
