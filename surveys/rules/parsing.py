"""Checks an expression by its grammar and rewrites it to XPath 1.0, never to Python."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.rules.functions import FUNCTIONS, NOT_OURS, date_form_problem, pattern_problem
from surveys.rules.parts import Part, called, operated
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
ONCE = "once"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where an expression stands: the questions that are dates, the columns of a list, whether it may say `once`."""

    dates: frozenset[str] = frozenset()
    columns: frozenset[str] | None = None
    own_is_date: bool = False
    calculates: bool = False


@dataclass
class Parser:
    """Recursive descent, one method per kind of part; `variables` are the questions met, in order."""

    left: list[Token]
    around: Surroundings
    variables: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    uses_self: bool = False
    uses_today: bool = False
    once: bool = False
    at: int = 0
    depth: int = 0

    @property
    def token(self) -> Token:
        return self.left[self.at]

    def whole(self) -> Part:
        if self.token.kind == "end":
            raise RuleError(_("The expression is empty."), 1)
        part = self.level(0)
        if self.token.kind != "end":
            raise RuleError(_("“%(text)s” is not expected here.") % {"text": self.token.text}, self.token.position)
        return part

    def level(self, number: int) -> Part:
        """One level of precedence: its operands, joined by its operators."""
        if number == len(LEVELS):
            return self.unary()
        part = self.level(number + 1)
        while self.token.kind in {"operator", "name"} and self.token.text in LEVELS[number]:
            operator = self.take().text
            part = operated(operator, part, self.level(number + 1))
        return part

    def take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def unary(self) -> Part:
        minus = ""
        while self.token.kind == "operator" and self.token.text == "-":
            self.take()
            minus += "-"
        part = self.primary()
        return Part(f"{minus}{part.xpath}", "number") if minus else part

    def primary(self) -> Part:
        token = self.take()
        match token.kind:
            case "number":
                return Part(token.text, "number")
            case "text":
                return Part(token.text, "text", literal=token.text[1:-1])
            case "reference":
                return self.variable(token.text)
            case "self":
                self.uses_self = True
                return Part(f"${SELF}", "date" if self.around.own_is_date else "any")
            case "name":
                return self.named(token)
            case "mark" if token.text == "(":
                return self.inside(token)
        raise RuleError(_("A value is missing here."), token.position)

    def inside(self, opening: Token) -> Part:
        self.deeper(opening)
        part = self.level(0)
        self.close(opening)
        return Part(f"({part.xpath})", part.kind, part.literal)

    def deeper(self, opening: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleError(_("The expression is nested too deeply."), opening.position)

    def close(self, opening: Token) -> None:
        token = self.take()
        if token.text != ")" or token.kind != "mark":
            raise RuleError(_("The bracket opened here is not closed."), opening.position)
        self.depth -= 1

    def variable(self, name: str) -> Part:
        if name not in self.variables:
            self.variables.append(name)
        return Part(f"$q{self.variables.index(name)}", "date" if name in self.around.dates else "any")

    def named(self, name: Token) -> Part:
        if self.token.text == "(" and self.token.kind == "mark":
            return self.call(name)
        if self.around.columns is None:
            raise RuleError(
                _("“%(text)s” is not expected here; a text stands in quotes.") % {"text": name.text}, name.position
            )
        if name.text not in self.around.columns:
            raise RuleError(
                _("“%(text)s” is no column of the sheet choices; a text stands in quotes.") % {"text": name.text},
                name.position,
                unsupported=True,
            )
        if name.text not in self.columns:
            self.columns.append(name.text)
        return Part(f"$c{self.columns.index(name.text)}", "any")

    def call(self, name: Token) -> Part:
        function = FUNCTIONS.get(name.text)
        if function is None:
            raise _no_function(name)
        begins = self.at
        opening = self.take()
        arguments = self.arguments(opening)
        self.check_call(name, arguments)
        if name.text == TODAY:
            self.uses_today = True
            return Part(f"${TODAY}", "date")
        if name.text == ONCE:
            self.check_once(name, begins)
            return arguments[0]
        return called(name.text, function, arguments)

    def arguments(self, opening: Token) -> list[Part]:
        if self.token.text == ")" and self.token.kind == "mark":
            self.take()
            return []
        self.deeper(opening)
        found = [self.level(0)]
        while self.token.text == "," and self.token.kind == "mark":
            self.take()
            found.append(self.level(0))
        self.close(opening)
        return found

    def check_call(self, name: Token, arguments: list[Part]) -> None:
        function = FUNCTIONS[name.text]
        if not function.least <= len(arguments) <= function.most:
            sentence = ngettext(
                "“%(name)s” is given %(count)d value, which is too few or too many.",
                "“%(name)s” is given %(count)d values, which is too few or too many.",
                len(arguments),
            )
            raise RuleError(sentence % {"name": name.text, "count": len(arguments)}, name.position)
        if name.text not in {"regex", "format-date"}:
            return
        position = self.left[self.at - 2].position
        literal = arguments[1].literal or ""
        if name.text == "regex" and (why := pattern_problem(literal)):
            raise RuleError(_("The pattern cannot be used: %(why)s.") % {"why": why}, position)
        if name.text == "format-date" and (part := date_form_problem(literal)):
            message = _("“%(part)s” in the form of a date is not supported.") % {"part": part}
            raise RuleError(message, position, unsupported=True)

    def check_once(self, name: Token, begins: int) -> None:
        if not self.around.calculates or begins != 1 or self.token.kind != "end":
            raise RuleError(_("“once” can only stand around a whole calculation."), name.position)
        self.once = True


def _no_function(name: Token) -> RuleError:
    known_elsewhere = name.text in NOT_OURS
    sentence = (
        _("The function “%(name)s” is not supported.") if known_elsewhere else _("There is no function “%(name)s”.")
    )
    return RuleError(sentence % {"name": name.text}, name.position, unsupported=known_elsewhere)


def parse(text: str, around: Surroundings) -> tuple[Part, Parser]:
    """The XPath with its kind, and the parser that knows what it met. Dates are day numbers."""
    parser = Parser(tokens(text), around)
    return parser.whole(), parser
