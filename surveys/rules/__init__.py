"""The one rule engine of questionnaires: what is asked, valid, offered, calculated. The browser saves round trips."""

from surveys.models import QuestionnaireVersion
from surveys.rules.answers import MAX_TEXT, Invalid, clean, is_whole, not_possible, required_message, validate
from surveys.rules.compiled import form_of
from surveys.rules.defaults import filled_in
from surveys.rules.expressions import Answer, Answers, compile_expression
from surveys.rules.forms import Form, FormSection, Settled
from surveys.rules.ordering import in_order, orders_of, questions_in_order
from surveys.rules.questions import FormQuestion
from surveys.rules.tokens import RuleError


def asked(version: QuestionnaireVersion, answers: Answers) -> frozenset[str]:
    """Names of the questions that are asked of someone who gave these answers."""
    return form_of(version).asked(answers)


__all__ = [
    "MAX_TEXT",
    "Answer",
    "Answers",
    "Form",
    "FormQuestion",
    "FormSection",
    "Invalid",
    "RuleError",
    "Settled",
    "asked",
    "clean",
    "compile_expression",
    "filled_in",
    "form_of",
    "in_order",
    "is_whole",
    "not_possible",
    "orders_of",
    "questions_in_order",
    "required_message",
    "validate",
]
