"""Cuts an XLSForm expression into tokens that remember where they stand."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<reference>\$\{\s*(?P<variable>[^}\s]+)\s*\})
  | (?P<text>"[^"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*"|'[^'\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*')
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<operator><=|>=|!=|[=<>+*|-])
  | (?P<mark>[(),])
  | (?P<self>\.(?![\w.]))
  | (?P<name>[A-Za-z_][\w:-]*)
    """,
    re.VERBOSE,
)
MOST = 2_000
MAX_LENGTH = 20_000
CURLY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})


class RuleError(ValueError):
    """An expression that cannot be used: a sentence, and the place in the expression (1-based)."""

    def __init__(self, message: str, position: int, *, unsupported: bool = False) -> None:
        super().__init__(message)
        self.message, self.position, self.unsupported = message, position, unsupported


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    position: int


def tokens(expression: str) -> list[Token]:
    """All tokens, closed by one of kind `end`. Typographic quotes are read as plain ones."""
    expression = expression.translate(CURLY)
    if len(expression) > MAX_LENGTH:
        raise RuleError(_("The expression is too long."), MAX_LENGTH)
    found, at = [], 0
    while at < len(expression):
        match = PATTERN.match(expression, at)
        if match is None:
            raise RuleError(_("“%(sign)s” is not understood here.") % {"sign": expression[at]}, at + 1)
        if match.lastgroup != "space":
            found.append(_token(match, at))
        at = match.end()
    if len(found) > MOST:
        raise RuleError(_("The expression is too long."), found[MOST].position)
    found.append(Token("end", "", len(expression) + 1))
    return found


def _token(match: re.Match[str], at: int) -> Token:
    kind = match.lastgroup or ""
    if match["reference"]:
        return Token("reference", match["variable"], at + 1)
    return Token(kind, match[0], at + 1)
