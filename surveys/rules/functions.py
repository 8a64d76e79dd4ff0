"""What an expression may call. XPath's own functions are left to lxml; the rest is defined here."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import regex  # has a time limit, which `re` has not

NAMESPACE = "kontrast"
PATTERN_SECONDS = 0.05
MAX_PATTERN_TEXT = 2000
UNIX_DAY = date(1970, 1, 1).toordinal()

Value = str | float | bool


@dataclass(frozen=True, slots=True)
class Function:
    least: int
    most: int
    ours: Callable[..., Value] | None = None


def day_number(iso: str) -> float:
    """Days since 1970-01-01, so that dates compare; not a number where it is no date."""
    try:
        return float(date.fromisoformat(iso[:10]).toordinal() - UNIX_DAY)
    except ValueError:
        return math.nan


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


def _selected(_context: object, chosen: object, code: object) -> bool:
    return as_text(code) in as_text(chosen).split()


def _count_selected(_context: object, chosen: object) -> float:
    return float(len(as_text(chosen).split()))


def _if(_context: object, condition: object, then: Value, otherwise: Value) -> Value:
    truth = condition if isinstance(condition, bool) else as_text(condition) not in ("", "0")
    return then if truth else otherwise


def _coalesce(_context: object, *values: Value) -> Value:
    return next((value for value in values if as_text(value) != ""), "")


def _regex(_context: object, text: object, pattern: object) -> bool:
    try:
        return bool(regex.fullmatch(as_text(pattern), as_text(text)[:MAX_PATTERN_TEXT], timeout=PATTERN_SECONDS))
    except TimeoutError:
        return False


def _int(_context: object, value: object) -> float:
    number = as_number(value)
    return float(math.trunc(number)) if math.isfinite(number) else math.nan


def _round(_context: object, value: object, places: object = 0.0) -> float:
    number, digits = as_number(value), as_number(places)
    if not math.isfinite(number) or not math.isfinite(digits):
        return math.nan
    scale = 10.0 ** int(max(-12, min(12, digits)))
    return math.floor(number * scale + 0.5) / scale


def _date(_context: object, value: object) -> float:
    return as_number(value) if as_text(value).count("-") != 2 else day_number(as_text(value))


def _min(_context: object, *values: object) -> float:
    return min((as_number(value) for value in values if as_text(value) != ""), default=math.nan)


def _max(_context: object, *values: object) -> float:
    return max((as_number(value) for value in values if as_text(value) != ""), default=math.nan)


MANY = 100
FUNCTIONS: dict[str, Function] = {
    "boolean": Function(1, 1),
    "ceiling": Function(1, 1),
    "coalesce": Function(2, MANY, _coalesce),
    "concat": Function(2, MANY),
    "contains": Function(2, 2),
    "count-selected": Function(1, 1, _count_selected),
    "date": Function(1, 1, _date),
    "false": Function(0, 0),
    "floor": Function(1, 1),
    "if": Function(3, 3, _if),
    "int": Function(1, 1, _int),
    "max": Function(1, MANY, _max),
    "min": Function(1, MANY, _min),
    "normalize-space": Function(1, 1),
    "not": Function(1, 1),
    "number": Function(1, 1),
    "regex": Function(2, 2, _regex),
    "round": Function(1, 2, _round),
    "selected": Function(2, 2, _selected),
    "starts-with": Function(2, 2),
    "string": Function(1, 1),
    "string-length": Function(1, 1),
    "substring": Function(2, 3),
    "today": Function(0, 0),
    "translate": Function(3, 3),
    "true": Function(0, 0),
}
# Functions that XLSForm has and Kontrast has not
NOT_OURS = frozenset({
    "abs", "acos", "area", "asin", "atan", "atan2", "base64-decode", "boolean-from-string", "checklist",
    "choice-name", "cos", "count", "count-non-empty", "current", "date-time", "decimal-date-time", "decimal-time",
    "digest", "distance", "enclosed-area", "ends-with", "exp", "exp10", "extract-signed", "format-date",
    "format-date-time", "geofence", "id", "indexed-repeat", "instance", "join", "jr:choice-name", "jr:itext",
    "last", "local-name", "log", "log10", "name", "now", "once", "pi", "position", "pow", "property", "pulldata",
    "random", "randomize", "selected-at", "sin", "sqrt", "substr", "substring-after", "substring-before", "sum",
    "tan", "thousandsep", "uuid", "version", "weighted-checklist"
})  # fmt: skip
EXTENSIONS = {(NAMESPACE, name): function.ours for name, function in FUNCTIONS.items() if function.ours}


def pattern_problem(pattern: str) -> str:
    """Why a pattern cannot be used; blank when it can."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return ""
