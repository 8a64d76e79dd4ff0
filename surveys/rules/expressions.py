"""A compiled condition: which questions it reads, and whether it holds for given answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from surveys.rules.functions import EXTENSIONS, NAMESPACE, UNIX_DAY, Value, day_number
from surveys.rules.parsing import SELF, TODAY, parse

NOTHING = etree.Element("nothing")
REMEMBERED = 10_000
LONG = 100
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Answer = str | int | float | list[str]
Answers = Mapping[str, Answer]


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
    """Compiled once; remembers its verdicts, for the same few answers come back for every respondent."""

    text: str
    variables: tuple[str, ...]
    uses_self: bool
    uses_today: bool
    dates: frozenset[str]
    own_is_date: bool
    xpath: etree.XPath
    remembered: dict[tuple[Value | None, ...], bool] = field(default_factory=dict, compare=False, repr=False)

    def holds(self, answers: Answers, *, own: Answer | None = None, today: date | None = None) -> bool:
        values = [_bound(answers.get(name), is_date=name in self.dates) for name in self.variables]
        self_value = _bound(own, is_date=self.own_is_date) if self.uses_self else None
        day = float((today or date.today()).toordinal() - UNIX_DAY) if self.uses_today else None  # noqa: DTZ011 -- the caller passes the day where the place matters
        key = (*values, self_value, day)
        if key not in self.remembered:
            if any(isinstance(value, str) and len(value) > LONG for value in key):
                return self._evaluate(values, self_value, day)
            if len(self.remembered) >= REMEMBERED:
                self.remembered.clear()
            self.remembered[key] = self._evaluate(values, self_value, day)
        return self.remembered[key]

    def _evaluate(self, values: list[Value], own: Value | None, day: float | None) -> bool:
        bound: dict[str, Value] = {f"q{number}": value for number, value in enumerate(values)}
        if own is not None:
            bound[SELF] = own
        if day is not None:
            bound[TODAY] = day
        result = self.xpath(NOTHING, **bound)
        return bool(result) and result == result  # noqa: PLR0124 -- not a number is false


def compile_expression(text: str, *, dates: Iterable[str] = (), own_is_date: bool = False) -> Expression:
    """Raise RuleError, with the position, where the text is no expression of ours."""
    date_names = frozenset(dates)
    xpath, parser = parse(text, date_names, own_is_date=own_is_date)
    return Expression(
        text=text,
        variables=tuple(parser.variables),
        uses_self=parser.uses_self,
        uses_today=parser.uses_today,
        dates=date_names & set(parser.variables),
        own_is_date=own_is_date,
        xpath=etree.XPath(xpath, namespaces={"k": NAMESPACE}, extensions=EXTENSIONS),
    )
