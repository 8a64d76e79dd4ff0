"""Numbers as people write them: 12.5, 12,5, 1.234,5 and 1 234,5. What could be two numbers is said, not guessed."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import EllipsisType

from django.utils.formats import number_format

GROUPED_FROM = 10_000  # below, a year would be 1.999
SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
GROUPED = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+"),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+"),
}
SPACED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u202f\u2009]\d{3})+([.,]\d+)?")

ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789,")
ARABIC_THOUSANDS = re.compile(r"٬(?=\d{3}(?!\d))")


def _tidy(text: str) -> str:
    text = text.strip().replace("−", "-")
    return SPACES.sub("", text) if SPACED.fullmatch(text) else text


def _with_decimal_point(text: str) -> str:
    """The mark that stands last is the decimal mark; one that stands twice groups thousands."""
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:
        group, mark = (".", ",") if comma > dot else (",", ".")
        whole = text[: text.rfind(mark)]
        return text.replace(group, "").replace(mark, ".") if GROUPED[group].fullmatch(whole) else text
    for mark in (".", ","):
        if text.count(mark) > 1 and GROUPED[mark].fullmatch(text):
            return text.replace(mark, "")
    return text.replace(",", ".") if text.count(",") == 1 else text


def latin(text: str) -> str:
    """With 0-9 for the digits of Arabic and Persian keyboards, a comma for their decimal mark, and no thousands."""
    return ARABIC_THOUSANDS.sub("", text.translate(ARABIC_DIGITS)) if not text.isascii() else text


def parse_number(text: str) -> float | None:
    """The number, or None where the text is none. A single comma or dot is taken as the decimal mark."""
    plain = _with_decimal_point(_tidy(text))
    if not plain.isascii() or not PLAIN.fullmatch(plain):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column read as numbers: `numbers` beside the values (None: blank or none), and places of what is unclear."""

    numbers: list[float | None]
    not_numbers: list[int]
    ambiguous: list[int]

    @property
    def is_numeric(self) -> bool:
        """Whether most of what is filled in is a number."""
        filled = sum(number is not None for number in self.numbers)
        return filled > len(self.not_numbers)

    @property
    def holds_numbers(self) -> bool:
        """Whether anything in it is a number."""
        return any(number is not None for number in self.numbers)


def _decimal_marks(values: Sequence[str]) -> set[str]:
    """The decimal marks that the column shows beyond doubt; 1.234 and 1,234 show none."""
    shown = set()
    for value in values:
        last = max((".", ","), key=value.rfind)
        certain = value.count(last) == 1 and not GROUPED[last].fullmatch(value)
        if certain and parse_number(value) is not None:
            shown.add(last)
    return shown


def _grouping_marks(values: Sequence[str]) -> set[str]:
    """Marks that group thousands beyond doubt: 1.234.567 and 1.234,5 show the dot."""
    shown = set()
    for value in values:
        for mark, other in ((".", ","), (",", ".")):
            if GROUPED[mark].fullmatch(value.split(other)[0]) and (value.count(mark) > 1 or other in value):
                shown.add(mark)
    return shown


def read_column(values: Sequence[str], *, decimal_mark: str = "") -> Column:
    """Read a column with one decimal mark. `decimal_mark`: what the file's own form says, if it says it.

    `1.234` is 1.234 in one country and 1234 in the other: the rest of the column decides, and where it does not,
    the value is ambiguous.
    """
    tidy = [_tidy(value) for value in values]
    decimals, groups = _decimal_marks(tidy), _grouping_marks(tidy)
    numbers = [_read(value, decimals, groups, decimal_mark) for value in tidy]
    return Column(
        numbers=[number if isinstance(number, float) else None for number in numbers],
        not_numbers=[
            place for place, (value, number) in enumerate(zip(tidy, numbers, strict=True)) if value and number is None
        ],
        ambiguous=[place for place, number in enumerate(numbers) if number is ...],
    )


def _read(value: str, decimals: set[str], groups: set[str], decimal_mark: str) -> float | EllipsisType | None:
    number = parse_number(value)
    mark = next((mark for mark in (".", ",") if value.count(mark) == 1 and GROUPED[mark].fullmatch(value)), None)
    if number is None or mark is None:
        return number
    other = "," if mark == "." else "."
    if mark in groups or other in decimals:
        return ... if mark in decimals else float(value.replace(mark, ""))
    if mark in decimals or mark == decimal_mark:
        return number
    return ...


def as_text(value: float | str | None) -> str:
    """As the reader writes it: 12,5 in Danish; whole numbers without decimals; blank where there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    whole = isinstance(value, int) or value.is_integer()
    return number_format(int(value) if whole else value, use_l10n=True)


def to_read(value: float | str | None) -> str:
    """The same to be read, not typed: with a true minus, and thousands marked from five digits on."""
    if value is None or isinstance(value, str):
        return value or ""
    whole = isinstance(value, int) or value.is_integer()
    grouped = abs(value) >= GROUPED_FROM
    shown = number_format(int(value) if whole else value, use_l10n=True, force_grouping=grouped)
    return str(shown).replace("-", "−")
