"""Answers as a tidy frame, one row per response. Imports pandas, so only jobs and commands import this file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, repeat
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import CharField, Value

from surveys.counted import not_counted
from surveys.frame_columns import Texts, column_of
from surveys.models import Collection, Questionnaire
from surveys.routing import Routing
from surveys.selectors import answers_of, data_dictionary, fielded_versions

FETCHED = 5_000
CHUNK = 500  # few enough that a chunk stays in the processor's cache while its columns are read
Record = tuple[int, str | None, str, int, datetime | None, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Answered:
    """Both have the same rows: `asked` has a column of booleans per question that not everybody was asked."""

    answers: pd.DataFrame
    asked: pd.DataFrame


def answers(questionnaire: Questionnaire, collections: Iterable[Collection] | None = None) -> pd.DataFrame:
    """Columns `unit`, `respondent`, and one per question name; only complete responses, in a fixed order.

    One choice: a category of codes. Several: codes joined by single spaces, "" where none was marked, missing where
    the question was not asked or left blank. Numbers: floats. Dates and texts: strings.
    """
    return read(questionnaire, collections).answers


def asked(questionnaire: Questionnaire, collections: Iterable[Collection] | None = None) -> pd.DataFrame:
    """The rows of `answers`; a column per question with a condition, or missing from a version: was it asked?"""
    return read(questionnaire, collections).asked


def read(questionnaire: Questionnaire, collections: Iterable[Collection] | None = None) -> Answered:
    """Answers, and what was asked, in one pass."""
    table = _Table(questionnaire)
    skipped = not_counted(questionnaire, collections)
    rows = (
        answers_of(questionnaire, collections)
        .order_by("pk")  # sorted below: the database would have to sort whole documents
        .values_list("pk", "unit__code", "respondent", "collection__version_id", table.at, "answers")
        .iterator(chunk_size=FETCHED)
    )
    counted = (row for row in rows if row[0] not in skipped) if skipped else rows
    while chunk := list(islice(counted, CHUNK)):
        table.add(chunk)
    return table.made()


class _Table:
    """Takes responses chunk by chunk; makes each column once, at the end."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        infos = data_dictionary(questionnaire)
        self.unit, self.respondent = Texts(), Texts()
        self.columns = {info.name: column_of(info) for info in infos}
        self.sources = {info.name: (info.source, info.only) for info in infos if info.only is not None}
        self.routing = Routing(fielded_versions(questionnaire), self.columns, self.sources)
        self.places: list[int] = []
        # Reading the time of every answer costs as much as a tenth of reading the answers.
        self.at: str | Value = "completed_at" if self.routing.reads_today else Value(None, CharField())

    def add(self, chunk: Sequence[Record]) -> None:
        documents = [row[5] for row in chunk]
        self.unit.add(row[1] for row in chunk)
        self.respondent.add(row[2] or f"r{row[0]}" for row in chunk)
        for name, column in self.columns.items():
            column.add(
                self._given(name, chunk) if name in self.sources else list(map(dict.get, documents, repeat(name)))
            )
        if self.routing.names:
            self.places.extend(_places(self.routing, chunk))

    def _given(self, name: str, chunk: Sequence[Record]) -> list[Any]:
        """Of a name that versions ask in different ways: the answers to one of them."""
        source, only = self.sources[name]
        return [row[5].get(source) if row[3] in only else None for row in chunk]

    def made(self) -> Answered:
        columns = {name: column.made() for name, column in self.columns.items()}
        table = pd.DataFrame({"unit": self.unit.made(), "respondent": self.respondent.made(), **columns})
        order = table[["unit", "respondent"]].sort_values(["unit", "respondent"], kind="stable").index.to_numpy()
        return Answered(
            answers=table.take(order).reset_index(drop=True),
            asked=self._asked(len(table)).take(order).reset_index(drop=True),
        )

    def _asked(self, size: int) -> pd.DataFrame:
        paths = np.array(self.routing.paths, dtype=np.bool_)
        flags = paths[self.places] if self.places else np.empty((size, len(self.routing.names)), dtype=np.bool_)
        return pd.DataFrame(flags, columns=pd.Index(self.routing.names, dtype="object"))


def _places(routing: Routing, chunk: Sequence[Record]) -> Iterator[int]:
    for _pk, _unit, _respondent, version, at, document in chunk:
        yield routing.place(version, document, at)
