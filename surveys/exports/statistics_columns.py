"""Columns of an SPSS or Stata file, filled chunk by chunk as compactly as their values allow."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np

from surveys.exports.coding import Coding

EXACT = 2**24  # whole numbers up to here fit in four bytes
SPSS_EPOCH, STATA_EPOCH = date(1582, 10, 14).toordinal(), date(1960, 1, 1).toordinal()
DAY_SECONDS = 86_400
NONE = math.nan


class Values(ABC):
    """`add` takes answers, `made` gives the whole column. `cut`: texts that were too long for the format."""

    cut = 0

    @abstractmethod
    def add(self, values: Sequence[Any]) -> None: ...

    @abstractmethod
    def made(self) -> "np.ndarray[Any, Any] | list[str]": ...


class Numbers(Values):
    def __init__(self, dtype: str = "float64") -> None:
        self.dtype = dtype
        self.parts: list[np.ndarray[Any, Any]] = []

    def add(self, values: Sequence[Any]) -> None:
        self.parts.append(np.array(values, dtype=self.dtype))  # None becomes not a number

    def made(self) -> "np.ndarray[Any, Any]":
        made = np.concatenate(self.parts) if self.parts else np.empty(0, dtype=self.dtype)
        self.parts = []
        return made


class Codes(Numbers):
    """A code's number. A code that is no choice any more gets a number of its own: it is never a silent blank."""

    def __init__(self, coding: Coding) -> None:
        largest = max((abs(number) for number in coding.numbers.values()), default=0)
        whole = all(isinstance(number, int) for number in coding.numbers.values())
        super().__init__("float32" if whole and largest < EXACT else "float64")
        self.numbers = _Known(coding.numbers)
        self.numbers[None] = NONE

    def add(self, values: Sequence[Any]) -> None:
        self.parts.append(np.fromiter(map(self.numbers.__getitem__, values), self.dtype, len(values)))


class _Known(dict[Any, float]):
    def __missing__(self, code: object) -> float:
        highest = max((number for number in self.values() if number == number), default=0)  # noqa: PLR0124 -- not NaN
        self[code] = math.floor(highest) + 1
        return self[code]


class Days(Numbers):
    """ISO dates as a number of days, or of seconds, since the program's first day."""

    def __init__(self, epoch: int, unit: int) -> None:
        super().__init__()
        self.epoch, self.unit = epoch, unit
        self.met: dict[str | None, float] = {None: NONE}

    def add(self, values: Sequence[Any]) -> None:
        super().add([self.met[value] if value in self.met else self._number(value) for value in values])

    def _number(self, value: str) -> float:
        self.met[value] = float((date.fromisoformat(value).toordinal() - self.epoch) * self.unit)
        return self.met[value]


class Texts(Values):
    """`longest`: in bytes; what is cut is counted."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.values: list[str] = []

    def add(self, values: Iterable[Any]) -> None:
        self.values.extend("" if value is None else self._fitting(str(value)) for value in values)

    def _fitting(self, text: str) -> str:
        if len(text) * 4 <= self.longest or len(text.encode()) <= self.longest:
            return text
        self.cut += 1
        return text.encode()[: self.longest].decode(errors="ignore")

    def made(self) -> list[str]:
        return self.values


class Either(Values):
    """What was calculated: numbers, unless one of them is a text."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.values: list[Any] = []

    def add(self, values: Iterable[Any]) -> None:
        self.values.extend(values)

    def made(self) -> "np.ndarray[Any, Any] | list[str]":
        column: Values = Texts(self.longest) if any(isinstance(v, str) for v in self.values) else Numbers()
        column.add(self.values)
        self.cut = column.cut
        return column.made()
