"""Items: one or more questions and the answers that count."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from analysis.methods.arrays import Bools, Floats

Kind = Literal["single", "multiple", "number"]

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_COMPARISON = re.compile(rf"(>=|<=|>|<)\s*({_NUMBER})")
_BETWEEN = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})")


@dataclass(frozen=True, slots=True)
class ItemRule:
    """The rule that turns answers into counted, not counted or missing.

    Parameters
    ----------
    item : str
        The item's id.
    questions : tuple of str
        Names of the questions it rests on; all of one kind.
    kind : {"single", "multiple", "number"}
        One choice, several choices (codes joined by spaces), or a number.
    yes, no, missing : tuple of str
        Codes that count, do not count, and are no answer. For numbers also ``>=30``, ``<30``, ``10..20``.
        With several choices a blank `no` means: asked, and none of `yes` marked.
    combine : {"any", "all"}
        How several questions make one item. Unknown parts stay unknown: *any* is yes as soon as one part
        is yes, and no only when all are no; *all* the other way round.
    question_missing : mapping of str to tuple of str
        Missing codes declared on the questions themselves.
    none_codes : tuple of str
        Choices of a multiple question that say *none of these*; where there is one, nothing marked is missing.
    """

    item: str
    questions: tuple[str, ...]
    kind: Kind
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    combine: Literal["any", "all"] = "any"
    label: str = ""
    theme: str = ""
    direction: Literal["high", "low", ""] = ""
    question_missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    none_codes: tuple[str, ...] = ()
    reported: bool = False

    def missing_codes(self, question: str) -> frozenset[str]:
        """Give the codes that are no answer to one question."""
        return frozenset(self.missing) | frozenset(self.question_missing.get(question, ()))


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers from `low` to `high`, either end open or closed."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def contains(self, values: Floats) -> Bools:
        """Tell which values lie inside; NaN never does."""
        above = values > self.low if self.low_open else values >= self.low
        below = values < self.high if self.high_open else values <= self.high
        return np.asarray(above & below, dtype=np.bool_)

    def overlaps(self, other: "NumberRange") -> bool:
        """Tell whether some number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low < high:
            return True
        return low == high and not (self.open_at(low) or other.open_at(low))

    def open_at(self, value: float) -> bool:
        """Tell whether the range ends at a value without holding it."""
        return (self.low_open and value == self.low) or (self.high_open and value == self.high)


def number_range(code: str) -> NumberRange | None:
    """Read a number code.

    Parameters
    ----------
    code : str
        ``>=30``, ``<=30``, ``>30``, ``<30``, ``10..20`` (both ends inside) or a plain number.

    Returns
    -------
    NumberRange or None
        None when the code is none of these.

    Examples
    --------
    >>> number_range("<30")
    NumberRange(low=-inf, high=30.0, low_open=False, high_open=True)
    >>> number_range("many") is None
    True
    """
    text = code.strip()
    if match := _COMPARISON.fullmatch(text):
        return _compared(match[1], float(match[2]))
    if match := _BETWEEN.fullmatch(text):
        low, high = float(match[1]), float(match[2])
        return NumberRange(low, high) if low <= high else None
    if re.fullmatch(_NUMBER, text):
        return NumberRange(float(text), float(text))
    return None


def _compared(sign: str, value: float) -> NumberRange:
    if sign.startswith(">"):
        return NumberRange(value, math.inf, low_open=sign == ">")
    return NumberRange(-math.inf, value, high_open=sign == "<")
