"""What an expression may call, and what XLSForm knows besides. XPath's own functions are left to lxml."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import regex

from surveys.rules import library as lib

NAMESPACE = "kontrast"
MANY = 100
Kind = Literal["number", "text", "bool", "date", "any"]


@dataclass(frozen=True, slots=True)
class Function:
    """`texts`: dates among its values are read as 2004-05-31. `alike`: gives what its values (from there on) are."""

    least: int
    most: int
    gives: Kind
    ours: Callable[..., lib.Value] | None = None
    texts: bool = False
    alike: int | None = None


def _texts(least: int, most: int, gives: Kind, ours: Callable[..., lib.Value] | None = None) -> Function:
    return Function(least, most, gives, ours, texts=True)


def _number(least: int, most: int, formula: Callable[..., float]) -> Function:
    return Function(least, most, "number", lib.of_numbers(formula))


FUNCTIONS: dict[str, Function] = {
    "abs": _number(1, 1, abs),
    "boolean": Function(1, 1, "bool"),
    "ceiling": Function(1, 1, "number"),
    "coalesce": Function(2, MANY, "any", lib.coalesce, alike=0),
    "concat": _texts(1, MANY, "text", lib.run_together),
    "contains": _texts(2, 2, "bool"),
    "count-non-empty": _texts(1, MANY, "number", lib.count_filled),
    "count-selected": Function(1, 1, "number", lib.count_selected),
    "date": Function(1, 1, "date", lib.day),
    "decimal-date-time": Function(1, 1, "number", lib.day),
    "ends-with": _texts(2, 2, "bool", lib.ends_with),
    "exp": _number(1, 1, math.exp),
    "exp10": _number(1, 1, lambda number: 10.0**number),
    "false": Function(0, 0, "bool"),
    "floor": Function(1, 1, "number"),
    "format-date": Function(2, 2, "text", lib.format_date),
    "if": Function(3, 3, "any", lib.choose, alike=1),
    "int": Function(1, 1, "number", lib.whole),
    "join": _texts(2, MANY, "text", lib.joined),
    "log": _number(1, 1, math.log),
    "log10": _number(1, 1, math.log10),
    "max": Function(1, MANY, "number", lib.largest, alike=0),
    "min": Function(1, MANY, "number", lib.smallest, alike=0),
    "normalize-space": _texts(1, 1, "text"),
    "not": Function(1, 1, "bool"),
    "number": Function(1, 1, "number"),
    "once": Function(1, 1, "any", alike=0),
    "pi": _number(0, 0, lambda: math.pi),
    "pow": _number(2, 2, math.pow),
    "regex": _texts(2, 2, "bool", lib.matches),
    "round": Function(1, 2, "number", lib.rounded),
    "selected": _texts(2, 2, "bool", lib.selected),
    "selected-at": Function(2, 2, "text", lib.selected_at),
    "sqrt": _number(1, 1, math.sqrt),
    "starts-with": _texts(2, 2, "bool"),
    "string": _texts(1, 1, "text"),
    "string-length": _texts(1, 1, "number"),
    "substr": _texts(2, 3, "text", lib.cut),
    "substring": _texts(2, 3, "text"),
    "substring-after": _texts(2, 2, "text"),
    "substring-before": _texts(2, 2, "text"),
    "sum": Function(1, MANY, "number", lib.total),
    "today": Function(0, 0, "date"),
    "translate": _texts(3, 3, "text"),
    "true": Function(0, 0, "bool"),
}
# Functions that XLSForm has and Kontrast has not: places, repeats, other files, chance, and the time of day
NOT_OURS = frozenset({
    "acos", "area", "asin", "atan", "atan2", "base64-decode", "boolean-from-string", "checklist", "choice-name",
    "cos", "count", "current", "date-time", "decimal-time", "digest", "distance", "enclosed-area", "extract-signed",
    "format-date-time", "geofence", "id", "indexed-repeat", "instance", "jr:choice-name", "jr:itext", "last",
    "local-name", "name", "now", "position", "property", "pulldata", "random", "randomize", "sin", "tan",
    "thousandsep", "uuid", "version", "weighted-checklist"
})  # fmt: skip
EXTENSIONS: dict[tuple[str, str], Callable[..., lib.Value]] = {
    (NAMESPACE, name): function.ours for name, function in FUNCTIONS.items() if function.ours
} | {(NAMESPACE, "iso"): lib.iso, (NAMESPACE, "day"): lib.day}


def pattern_problem(pattern: str) -> str:
    """Why a pattern cannot be used; blank when it can."""
    try:
        regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return ""


def date_form_problem(form: str) -> str:
    """The part of a date's form that cannot be written; blank when all can."""
    rest = form
    for code in (*lib.DATE_CODES, "%y"):
        rest = rest.replace(code, "")
    return rest[rest.index("%") :][:2] if "%" in rest else ""
