"""The one rule engine of questionnaires: what is asked, what is valid. The browser only saves round trips."""

from surveys.models import QuestionnaireVersion
from surveys.rules.answers import Invalid, clean, validate
from surveys.rules.compiled import form_of
from surveys.rules.expressions import Answer, Answers, compile_expression
from surveys.rules.forms import Form, FormQuestion, FormSection
from surveys.rules.tokens import RuleError


def asked(version: QuestionnaireVersion, answers: Answers) -> frozenset[str]:
    """Names of the questions that are asked of someone who gave these answers."""
    return form_of(version).asked(answers)


__all__ = [
    "Answer",
    "Answers",
    "Form",
    "FormQuestion",
    "FormSection",
    "Invalid",
    "RuleError",
    "asked",
    "clean",
    "compile_expression",
    "form_of",
    "validate",
]
