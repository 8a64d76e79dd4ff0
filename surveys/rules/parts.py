"""Parts of an expression with the kind of value they give: where dates meet texts, one of them is converted."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.rules.functions import Function, Kind
from surveys.rules.library import day_number

COMPARES = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Part:
    """XPath, and what it gives; `literal` is a text as it was written, without its quotes."""

    xpath: str
    kind: Kind
    literal: str | None = None

    @property
    def is_date_text(self) -> bool:
        if self.literal is None or self.literal.count("-") != 2:
            return False
        number = day_number(self.literal)
        return number == number  # noqa: PLR0124 -- not a number is no date

    def as_day(self) -> "Part":
        """A day number, where it can be one; a text that is no date stays what it is, to compare with."""
        if self.kind in {"date", "number"}:
            return self
        if self.literal is not None:
            return Part(f"{day_number(self.literal):.0f}", "date") if self.is_date_text else self
        return Part(f"k:day({self.xpath})", "date")

    def as_text(self) -> "Part":
        return Part(f"k:iso({self.xpath})", "text") if self.kind == "date" else self


def operated(operator: str, left: Part, right: Part) -> Part:
    kinds = {left.kind, right.kind}
    if operator in {"or", "and"}:
        return Part(f"{left.xpath} {operator} {right.xpath}", "bool")
    if "date" in kinds and operator in {*COMPARES, "-"}:
        left, right = left.as_day(), right.as_day()
    return Part(f"{left.xpath} {operator} {right.xpath}", _kind_of(operator, left, right))


def _kind_of(operator: str, left: Part, right: Part) -> Kind:
    if operator in COMPARES:
        return "bool"
    if operator == "+" and (left.kind == "date") != (right.kind == "date"):
        return "date"
    if operator == "-" and left.kind == "date" and right.kind != "date":
        return "date"
    return "number"


def called(name: str, function: Function, arguments: list[Part]) -> Part:
    if function.texts:
        arguments = [part.as_text() for part in arguments]
    kind = function.gives
    if function.alike is not None:
        values = arguments[function.alike :]
        values, kind = _alike(values, function.gives)
        arguments = [*arguments[: function.alike], *values]
    prefix = "k:" if function.ours else ""
    return Part(f"{prefix}{name}({', '.join(part.xpath for part in arguments)})", kind)


def _alike(values: list[Part], otherwise: Kind) -> tuple[list[Part], Kind]:
    """All dates, blanks beside them; else dates as texts among other values."""
    if any(part.kind == "date" for part in values) and all(_is_day(part) for part in values):
        return [part.as_day() for part in values], "date"
    if otherwise == "number":
        return values, "number"
    return [part.as_text() for part in values], _common(part.kind for part in values)


def _is_day(part: Part) -> bool:
    return part.kind == "date" or part.is_date_text or part.literal == ""


def _common(kinds: Iterable[Kind]) -> Kind:
    found = set(kinds)
    return found.pop() if len(found) == 1 and "date" not in found else "any"
