"""Rows that stand under one heading: a question, in its own words, with its base."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.formatting import cell

CODE_OF = {"choice": "answer"}
WORDS, BASE = "label", "base"
FOR_MACHINES = frozenset({"kind", "row", "base_key"})
Column = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """`code` names the question; `words` and `base` stand in the block's first row."""

    code: str
    words: str
    base: str
    rows: list[list[Any]]

    @property
    def heading(self) -> str:
        """*Would you like to move? (move): base: all respondents, n=81*."""
        named = f"{self.words} ({self.code})" if self.words else self.code
        return f"{named} · {self.base}" if self.base else named


def in_blocks(
    columns: Sequence[dict[str, Any]], rows: Sequence[list[Any]]
) -> tuple[list[dict[str, Any]], list[Block]]:
    """The columns that a reader needs below the headings, and the rows by block.

    A table without blocks keeps its columns and is one block, unnamed.
    """
    names = [str(column["name"]) for column in columns]
    block = next((place for place, column in enumerate(columns) if column.get("role") == "block"), None)
    if block is None:
        return list(columns), [Block("", "", "", list(rows))]
    kept = [place for place, name in enumerate(names) if place != block and not _is_needless(name, names)]
    found: dict[str, list[list[Any]]] = {}
    for row in rows:
        found.setdefault(str(row[block]), []).append(row)
    blocks = [
        Block(
            code,
            _first(columns, own, WORDS),
            _first(columns, own, BASE),
            [[row[place] for place in kept] for row in own],
        )
        for code, own in found.items()
    ]
    return [columns[place] for place in kept], blocks


def _is_needless(name: str, names: Sequence[str]) -> bool:
    return name in {WORDS, BASE} or name in FOR_MACHINES or CODE_OF.get(name) in names


def _first(columns: Sequence[Column], rows: Sequence[Sequence[Any]], name: str) -> str:
    """What a block's rows say under this name: only one of them says it, wherever sorting has put it."""
    place = next((place for place, column in enumerate(columns) if column["name"] == name), None)
    if place is None:
        return ""
    said = (cell(columns[place], row[place], blank="") for row in rows if row[place])
    return next(filter(None, said), "")
