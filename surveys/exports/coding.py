"""Codes as the numbers that SPSS and Stata want, and what is missing as each of them declares it."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from surveys.exports.columns import Column, Kind

Number = int | float


@dataclass(frozen=True, slots=True)
class Coding:
    """`numbers`: of every code, missing ones too. `letters`: of missing codes, for Stata's .a to .z."""

    numbers: dict[str, Number]
    missing: tuple[str, ...]
    letters: dict[str, str]

    @property
    def missing_numbers(self) -> list[Number]:
        return sorted(self.numbers[code] for code in self.missing)


def coding_of(column: Column, *, whole: bool = False) -> Coding:
    """A code that is a number keeps it; others get the numbers after the highest. `whole`: as Stata's labels need."""
    codes = list(dict.fromkeys([*column.choices, *column.missing]))
    if column.kind == Kind.NUMBER:  # the answers are numbers themselves: a code that is none can stand nowhere
        codes = [code for code in codes if _keeps(code, _number(code, whole=whole))]
    own = {code: number for code in codes if (number := _number(code, whole=whole)) is not None}
    if len(set(own.values())) < len(own) or any(not _keeps(code, number) for code, number in own.items()):
        own = {}  # 1 and 01 are two codes and one number
    free = int(max([0, *own.values()])) + 1
    for code in codes:
        if code not in own:
            own[code] = free
            free += 1
    missing = tuple(code for code in column.missing if code in own)
    letters = dict(zip(missing, ascii_lowercase, strict=False))
    return Coding({code: own[code] for code in codes}, missing, letters)


def _number(code: str, *, whole: bool) -> Number | None:
    try:
        number = float(code)
    except ValueError:
        return None
    if abs(number) > 2**31 - 100 or number != number:  # noqa: PLR0124 -- only NaN is not itself
        return None
    if number.is_integer():
        return int(number)
    return None if whole else number


def _keeps(code: str, number: Number | None) -> bool:
    return str(number) == code


def spss_missing(coding: Coding) -> tuple[list[object], list[Number]]:
    """What SPSS can declare (three values, or a range and one value), and what is left over."""
    values = coding.missing_numbers
    if len(values) <= 3:
        return list(values), []
    valid = [number for code, number in coding.numbers.items() if code not in coding.missing]
    best = max(_ranges(values, valid), key=len)
    rest = [value for value in values if value not in best]
    return [{"lo": best[0], "hi": best[-1]}, *rest[:1]], rest[1:]


def _ranges(values: Sequence[Number], valid: Sequence[Number]) -> list[list[Number]]:
    """Runs of missing values without a valid one between them."""
    runs: list[list[Number]] = [[]]
    for value in values:
        if runs[-1] and any(runs[-1][-1] < number < value for number in valid):
            runs.append([])
        runs[-1].append(value)
    return runs


def is_coded(column: Column) -> bool:
    return column.kind == Kind.CODE or (column.kind == Kind.NUMBER and bool(column.choices or column.missing))


def value_labels(column: Column, coding: Coding, language: str) -> dict[str, str]:
    """Code -> words. A code that became another number is named even where it has no words."""
    return {
        code: column.choice(code, language)
        for code, number in coding.numbers.items()
        if column.choices.get(code) or str(number) != code
    }
