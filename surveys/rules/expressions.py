"""A compiled expression: which questions it reads, whether it holds for given answers, and what it gives."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from django.utils.translation import gettext as _
from lxml import etree

from surveys.rules.functions import EXTENSIONS, NAMESPACE, Kind
from surveys.rules.library import MAX_MADE_TEXT, UNIX_DAY, Value, day_number, iso_date
from surveys.rules.parsing import SELF, TODAY, Surroundings, parse
from surveys.rules.tokens import RuleError

NOTHING = etree.Element("nothing")
REMEMBERED = 10_000
LONG = 100
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Answer = str | int | float | list[str]
Answers = Mapping[str, Answer]
NO_COLUMNS: Mapping[str, str] = {}


def _bound(answer: Answer | None, *, is_date: bool) -> Value:
    """An answer as XPath sees it; blank is the empty text, as in XLSForm."""
    if answer is None or answer == "":
        return ""
    if isinstance(answer, list):
        return " ".join(answer)
    if is_date:
        return day_number(str(answer))
    return UNPRINTABLE.sub(" ", answer) if isinstance(answer, str) else float(answer)


@dataclass(frozen=True)
class Expression:
    """Compiled once; remembers its results, for the same few answers come back for every respondent."""

    text: str
    variables: tuple[str, ...]
    columns: tuple[str, ...]
    uses_self: bool
    uses_today: bool
    once: bool
    kind: Kind
    dates: frozenset[str]
    own_is_date: bool
    xpath: etree.XPath
    remembered: dict[tuple[Value | None, ...], Value] = field(default_factory=dict, compare=False, repr=False)

    def holds(
        self,
        answers: Answers,
        *,
        own: Answer | None = None,
        today: date | None = None,
        columns: Mapping[str, str] = NO_COLUMNS,
    ) -> bool:
        """Whether it is true; a value that is not a number is not."""
        result = self.result(answers, own=own, today=today, columns=columns)
        return bool(result) and result == result  # noqa: PLR0124 -- not a number is false

    def value(self, answers: Answers, *, today: date | None = None) -> Answer | None:
        """What it gives, as an answer: a number, a text, an ISO date, `true` or `false`; None for no value."""
        result = self.result(answers, today=today)
        if isinstance(result, bool):
            return "true" if result else "false"
        if isinstance(result, str):
            return result.strip()[:MAX_MADE_TEXT] or None
        if self.kind == "date":
            return iso_date(result) or None
        if not math.isfinite(result):
            return None
        return int(result) if result.is_integer() else round(result, 12)

    def result(
        self,
        answers: Answers,
        *,
        own: Answer | None = None,
        today: date | None = None,
        columns: Mapping[str, str] = NO_COLUMNS,
    ) -> Value:
        values = [_bound(answers.get(name), is_date=name in self.dates) for name in self.variables]
        self_value = _bound(own, is_date=self.own_is_date) if self.uses_self else None
        day = float((today or date.today()).toordinal() - UNIX_DAY) if self.uses_today else None  # noqa: DTZ011 -- the caller passes the day where the place matters
        cells = [columns.get(name, "") for name in self.columns]
        key = (*values, *cells, self_value, day)
        found = self.remembered.get(key)
        if found is None:
            found = self._evaluate(values, cells, self_value, day)
            if any(isinstance(value, str) and len(value) > LONG for value in key):
                return found
            if len(self.remembered) >= REMEMBERED:
                self.remembered.clear()  # another thread may do so at any time: nothing is read back
            self.remembered[key] = found
        return found

    def _evaluate(self, values: list[Value], cells: list[str], own: Value | None, day: float | None) -> Value:
        bound: dict[str, Value] = {f"q{number}": value for number, value in enumerate(values)}
        bound |= {f"c{number}": UNPRINTABLE.sub(" ", cell) for number, cell in enumerate(cells)}
        if own is not None:
            bound[SELF] = own
        if day is not None:
            bound[TODAY] = day
        result = cast("Value", self.xpath(NOTHING, **bound))
        return str(result) if isinstance(result, str) else result  # lxml's own texts keep their document alive


def compile_expression(
    text: str,
    *,
    dates: Iterable[str] = (),
    own_is_date: bool = False,
    columns: Iterable[str] | None = None,
    calculates: bool = False,
) -> Expression:
    """Raise RuleError, with the position, where the text is no expression of ours.

    `dates`: questions whose answers are dates. `columns`: those of a list of choices that a filter may read.
    """
    around = Surroundings(frozenset(dates), None if columns is None else frozenset(columns), own_is_date, calculates)
    part, parser = parse(text, around)
    return Expression(
        text=text,
        variables=tuple(parser.variables),
        columns=tuple(parser.columns),
        uses_self=parser.uses_self,
        uses_today=parser.uses_today,
        once=parser.once,
        kind=part.kind,
        dates=around.dates & set(parser.variables),
        own_is_date=own_is_date,
        xpath=_compiled(part.xpath),
    )


def _compiled(xpath: str) -> etree.XPath:
    try:
        return etree.XPath(xpath, namespaces={"k": NAMESPACE}, extensions=EXTENSIONS)
    except etree.XPathError as error:
        raise RuleError(_("The expression is too long."), 1) from error
