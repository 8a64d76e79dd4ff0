"""Columns of answers, filled chunk by chunk and made at once. Imports pandas: jobs and commands only."""

from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
import pandas as pd

from surveys.models import QuestionType
from surveys.selectors import QuestionInfo

NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.SCALE})
LISTS = frozenset({QuestionType.SELECT_MULTIPLE, QuestionType.RANK})


class Column(Protocol):
    def add(self, values: list[Any]) -> None: ...

    def made(self) -> "pd.Series[Any] | pd.Categorical": ...


class Texts:
    def __init__(self) -> None:
        self.values: list[str | None] = []

    def add(self, values: Iterable[Any]) -> None:
        self.values.extend(values)

    def made(self) -> "pd.Series[str]":
        return pd.Series(self.values, dtype="string")


class Several(Texts):
    """Codes joined by single spaces; those of a ranking first to last."""

    def add(self, values: Iterable[Any]) -> None:
        super().add(" ".join(value) if isinstance(value, list) else None for value in values)


class Calculated:
    """Numbers where every value is one, else texts."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def add(self, values: list[Any]) -> None:
        self.values.extend(values)

    def made(self) -> "pd.Series[Any]":
        if all(value is None or isinstance(value, int | float) for value in self.values):
            return pd.Series(np.array(self.values, dtype="float64"))
        return pd.Series([None if value is None else str(value) for value in self.values], dtype="string")


class Numbers:
    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []

    def add(self, values: list[Any]) -> None:
        self.parts.append(np.array(values, dtype="float64"))  # None becomes not a number

    def made(self) -> "pd.Series[float]":
        return pd.Series(np.concatenate(self.parts) if self.parts else [], dtype="float64")


class Codes:
    """One choice: the place of its code in the list, -1 where it was left blank.

    A code that is no choice stays in sight, so that an analysis can refuse it: it is never a silent blank.
    """

    def __init__(self, choices: Iterable[str]) -> None:
        self.choices = list(choices)
        self.places = _Places({code: place for place, code in enumerate(self.choices)})
        self.places[None] = -1
        self.parts: list[np.ndarray] = []

    def add(self, values: list[Any]) -> None:
        self.parts.append(np.fromiter(map(self.places.__getitem__, values), np.int16, len(values)))

    def made(self) -> pd.Categorical:
        codes = np.concatenate(self.parts) if self.parts else np.empty(0, dtype=np.int16)
        known = [code for code in self.places if code is not None]
        column: pd.Categorical = pd.Categorical.from_codes(codes, pd.Index(known, dtype="object"))
        strange = sorted(known[len(self.choices) :])
        return pd.Categorical(column, categories=[*self.choices, *strange]) if strange else column


class _Places(dict[Any, int]):
    """A new code gets the next place; blank (-1) has none."""

    def __missing__(self, code: object) -> int:
        self[code] = len(self) - 1
        return self[code]


def column_of(info: QuestionInfo) -> Column:
    if info.type == QuestionType.SELECT_ONE:
        return Codes(info.choices)
    if info.type in NUMBERS:
        return Numbers()
    if info.type == QuestionType.CALCULATE:
        return Calculated()
    return Several() if info.type in LISTS else Texts()
