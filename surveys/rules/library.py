"""What the functions of an expression do. Called by lxml with texts, numbers and truths; none of them ever fails."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps

import regex  # has a time limit, which `re` has not

PATTERN_SECONDS = 0.05
MAX_PATTERN_TEXT = 2000
MAX_MADE_TEXT = 10_000
UNIX_DAY = date(1970, 1, 1).toordinal()
DATE_CODES = {"%Y": "{0.year:04d}", "%m": "{0.month:02d}", "%n": "{0.month}", "%d": "{0.day:02d}", "%e": "{0.day}"}

Value = str | float | bool


def day_number(iso: str) -> float:
    """Days since 1970-01-01, so that dates compare; not a number where it is no date."""
    try:
        return float(date.fromisoformat(iso[:10]).toordinal() - UNIX_DAY)
    except ValueError:
        return math.nan


def iso_date(day: float) -> str:
    """The date of a day number; blank where there is none."""
    try:
        return (date(1970, 1, 1) + timedelta(days=math.floor(day))).isoformat()
    except (ValueError, OverflowError):
        return ""


def as_text(value: object) -> str:
    """An argument as XPath would print it: `3`, not `3.0`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return as_text(value[0]) if value else ""
    return "" if isinstance(value, float) and math.isnan(value) else str(value)


def as_number(value: object) -> float:
    try:
        return float(as_text(value).strip() or "nan")
    except ValueError:
        return math.nan


def of_numbers(formula: Callable[..., float]) -> Callable[..., float]:
    """A function of numbers: what it cannot compute, and what has no value, is not a number."""

    @wraps(formula)
    def computed(_context: object, *values: object) -> float:
        try:
            return float(formula(*map(as_number, values)))
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            return math.nan

    return computed


def selected(_context: object, chosen: object, code: object) -> bool:
    return as_text(code) in as_text(chosen).split()


def selected_at(_context: object, chosen: object, place: object) -> str:
    """The code at a place, counted from 0; blank where there is none."""
    codes, number = as_text(chosen).split(), as_number(place)
    return codes[int(number)] if 0 <= number < len(codes) else ""


def count_selected(_context: object, chosen: object) -> float:
    return float(len(as_text(chosen).split()))


def count_filled(_context: object, *values: object) -> float:
    return float(sum(1 for value in values if as_text(value) != ""))


def choose(_context: object, condition: object, then: Value, otherwise: Value) -> Value:
    truth = condition if isinstance(condition, bool) else as_text(condition) not in ("", "0")
    return then if truth else otherwise


def coalesce(_context: object, *values: Value) -> Value:
    return next((value for value in values if as_text(value) != ""), "")


def matches(_context: object, text: object, pattern: object) -> bool:
    try:
        return bool(regex.fullmatch(as_text(pattern), as_text(text)[:MAX_PATTERN_TEXT], timeout=PATTERN_SECONDS))
    except (TimeoutError, regex.error):
        return False


@of_numbers
def whole(number: float) -> float:
    return float(math.trunc(number))


@of_numbers
def rounded(number: float, places: float = 0.0) -> float:
    scale = 10.0 ** int(max(-12, min(12, places)))
    return math.floor(number * scale + 0.5) / scale


def day(_context: object, value: object) -> Value:
    """A day number from a date as text; blank stays blank."""
    text = as_text(value)
    if text == "":
        return ""
    return day_number(text) if text.count("-") == 2 else as_number(value)


def iso(_context: object, value: object) -> str:
    return iso_date(as_number(value))


def format_date(_context: object, value: object, form: object) -> str:
    written = iso_date(as_number(day(None, value)))
    if not written:
        return ""
    when, text = date.fromisoformat(written), as_text(form)
    for code, shape in DATE_CODES.items():
        text = text.replace(code, shape.format(when))
    return text.replace("%y", f"{when.year % 100:02d}")


def smallest(_context: object, *values: object) -> float:
    return min((as_number(value) for value in values if as_text(value) != ""), default=math.nan)


def largest(_context: object, *values: object) -> float:
    return max((as_number(value) for value in values if as_text(value) != ""), default=math.nan)


@of_numbers
def total(*values: float) -> float:
    """Missing is never zero: a sum with a blank in it has no value."""
    return sum(values)


def joined(_context: object, separator: object, *values: object) -> str:
    return as_text(separator).join(as_text(value) for value in values)[:MAX_MADE_TEXT]


def run_together(_context: object, *values: object) -> str:
    return "".join(as_text(value) for value in values)[:MAX_MADE_TEXT]


def cut(_context: object, text: object, start: object, end: object = math.inf) -> str:
    """From a place up to another, counted from 0."""
    written, first, last = as_text(text), as_number(start), as_number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return written[int(max(first, 0)) : int(max(0, min(last, len(written))))]


def ends_with(_context: object, text: object, end: object) -> bool:
    return as_text(text).endswith(as_text(end))
