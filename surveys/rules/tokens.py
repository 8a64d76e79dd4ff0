"""Cuts an XLSForm expression into tokens that remember where they stand."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<reference>\$\{\s*(?P<variable>[^}\s]+)\s*\})
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<operator><=|>=|!=|[=<>+*|-])
  | (?P<mark>[(),])
  | (?P<self>\.(?![\w.]))
  | (?P<name>[A-Za-z_][\w:-]*)
    """,
    re.VERBOSE,
)
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
    found, at = [], 0
    while at < len(expression):
        match = PATTERN.match(expression, at)
        if match is None:
            raise RuleError(_("“%(sign)s” is not understood here.") % {"sign": expression[at]}, at + 1)
        if match.lastgroup != "space":
            found.append(_token(match, at))
        at = match.end()
    found.append(Token("end", "", len(expression) + 1))
    return found


def _token(match: re.Match[str], at: int) -> Token:
    kind = match.lastgroup or ""
    if match["reference"]:
        return Token("reference", match["variable"], at + 1)
    return Token(kind, match[0], at + 1)
