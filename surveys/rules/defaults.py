"""What stands in a field before anybody has answered: an answer as it is, or an expression."""

import re

from surveys.rules.answers import clean
from surveys.rules.expressions import Answer, Answers, Expression, compile_expression
from surveys.rules.functions import FUNCTIONS, NOT_OURS
from surveys.rules.questions import FormQuestion

CALL = re.compile(r"([A-Za-z][\w:-]*)\s*\(.*\)", re.DOTALL)


def is_expression(written: str) -> bool:
    """XLSForm writes both in one column: what reads a question, or calls a function, is an expression."""
    call = CALL.fullmatch(written.strip())
    return "${" in written or (call is not None and call[1] in FUNCTIONS.keys() | NOT_OURS)


def default_of(question: FormQuestion, written: str, dates: frozenset[str]) -> Answer | Expression | None:
    """Raises Invalid or RuleError where it is neither."""
    return compile_expression(written, dates=dates) if is_expression(written) else clean(question, written)


def filled_in(question: FormQuestion, answers: Answers) -> Answer | None:
    default = question.default
    return default.value(answers) if isinstance(default, Expression) else default
