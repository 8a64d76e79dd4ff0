"""Checks an expression by its grammar and rewrites it to XPath 1.0, never to Python."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.rules.functions import FUNCTIONS, NOT_OURS, day_number, pattern_problem
from surveys.rules.tokens import RuleError, Token, tokens

LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
MAX_DEPTH = 60
SELF = "self"
TODAY = "today"


@dataclass
class Parser:
    """Recursive descent, one method per kind of part; `variables` are the questions met, in order."""

    left: list[Token]
    dates: bool
    variables: list[str] = field(default_factory=list)
    uses_self: bool = False
    uses_today: bool = False
    at: int = 0
    depth: int = 0

    @property
    def token(self) -> Token:
        return self.left[self.at]

    def whole(self) -> str:
        if self.token.kind == "end":
            raise RuleError(_("The expression is empty."), 1)
        written = self.level(0)
        if self.token.kind != "end":
            raise RuleError(_("“%(text)s” is not expected here.") % {"text": self.token.text}, self.token.position)
        return written

    def level(self, number: int) -> str:
        """One level of precedence: its operands, joined by its operators."""
        if number == len(LEVELS):
            return self.unary()
        written = self.level(number + 1)
        while self.token.kind in {"operator", "name"} and self.token.text in LEVELS[number]:
            operator = self.take().text
            written = f"{written} {operator} {self.level(number + 1)}"
        return written

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def unary(self) -> str:
        minus = ""
        while self.token.kind == "operator" and self.token.text == "-":
            self.take()
            minus += "-"
        return minus + self.primary()

    def primary(self) -> str:
        token = self.take()
        match token.kind:
            case "number":
                return token.text
            case "text":
                return self.literal(token)
            case "reference":
                return self.variable(token.text)
            case "self":
                self.uses_self = True
                return f"${SELF}"
            case "name":
                return self.call(token)
            case "mark" if token.text == "(":
                return f"({self.inside(token)})"
        raise RuleError(_("A value is missing here."), token.position)

    def inside(self, opening: Token) -> str:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleError(_("The expression is nested too deeply."), opening.position)
        written = self.level(0)
        self.close(opening)
        self.depth -= 1
        return written

    def close(self, opening: Token) -> None:
        token = self.take()
        if token.text != ")" or token.kind != "mark":
            raise RuleError(_("The bracket opened here is not closed."), opening.position)

    def literal(self, token: Token) -> str:
        day = day_number(token.text[1:-1]) if self.dates and token.text.count("-") == 2 else None
        return token.text if day is None or day != day else f"{day:.0f}"  # noqa: PLR0124 -- not a number

    def variable(self, name: str) -> str:
        if name not in self.variables:
            self.variables.append(name)
        return f"$q{self.variables.index(name)}"

    def call(self, name: Token) -> str:
        function = FUNCTIONS.get(name.text)
        if self.token.text != "(" or self.token.kind != "mark":
            raise RuleError(
                _("“%(text)s” is not expected here; a text stands in quotes.") % {"text": name.text}, name.position
            )
        if function is None:
            known_elsewhere = name.text in NOT_OURS
            sentence = (
                _("The function “%(name)s” is not supported.")
                if known_elsewhere
                else _("There is no function “%(name)s”.")
            )
            raise RuleError(sentence % {"name": name.text}, name.position, unsupported=known_elsewhere)
        opening = self.take()
        start = self.at
        arguments = self.arguments(opening)
        self.check_call(name, arguments, self.left[start : self.at])
        if name.text == TODAY:
            self.uses_today = True
            return f"${TODAY}"
        return f"{'k:' if function.ours else ''}{name.text}({', '.join(arguments)})"

    def arguments(self, opening: Token) -> list[str]:
        if self.token.text == ")" and self.token.kind == "mark":
            self.take()
            return []
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleError(_("The expression is nested too deeply."), opening.position)
        found = [self.level(0)]
        while self.token.text == "," and self.token.kind == "mark":
            self.take()
            found.append(self.level(0))
        self.close(opening)
        self.depth -= 1
        return found

    def check_call(self, name: Token, arguments: list[str], inner: list[Token]) -> None:
        function = FUNCTIONS[name.text]
        if not function.least <= len(arguments) <= function.most:
            sentence = ngettext(
                "“%(name)s” is given %(count)d value, which is too few or too many.",
                "“%(name)s” is given %(count)d values, which is too few or too many.",
                len(arguments),
            )
            raise RuleError(sentence % {"name": name.text, "count": len(arguments)}, name.position)
        pattern = inner[-2] if name.text == "regex" else None
        if pattern and pattern.kind == "text" and (why := pattern_problem(pattern.text[1:-1])):
            raise RuleError(_("The pattern cannot be used: %(why)s.") % {"why": why}, pattern.position)


def parse(text: str, dates: frozenset[str], *, own_is_date: bool = False) -> tuple[str, Parser]:
    """The XPath, and the parser that knows what it met. Where a date takes part, dates are day numbers."""
    found = tokens(text)
    about_dates = any(
        (token.kind == "reference" and token.text in dates)
        or (token.kind == "self" and own_is_date)
        or (token.kind == "name" and token.text in {TODAY, "date"})
        for token in found
    )
    parser = Parser(found, about_dates)
    return parser.whole(), parser
