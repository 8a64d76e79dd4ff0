"""Which quotas somebody counts in: conditions on answers, and on what the list of people said (`${sample_X}`)."""

from collections.abc import Collection as Names
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _

from studies.texts import pick
from surveys.models import QuestionType, Quota, Response
from surveys.rules import Answer, Answers, Form, compile_expression
from surveys.rules.expressions import Expression

PREFIX = "sample_"


def sample_answers(sample: Mapping[str, object]) -> dict[str, Answer]:
    """The sample variables as a condition reads them."""
    return {
        PREFIX + name: value
        for name, value in sample.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def dates_of(form: Form) -> frozenset[str]:
    return frozenset(
        question.name
        for question in form.questions.values()
        if question.type == QuestionType.DATE or (question.calculation and question.calculation.kind == "date")
    )


@lru_cache(maxsize=500)
def compiled(condition: str, dates: frozenset[str]) -> Expression:
    """Raises RuleError where it is no expression."""
    return compile_expression(condition, dates=dates)


def rules_of(quotas: Iterable[Quota], form: Form) -> dict[int, Expression]:
    dates = dates_of(form)
    return {quota.pk: compiled(quota.condition, dates) for quota in quotas}


def questions_read(rules: Iterable[Expression], form: Form) -> tuple[str, ...]:
    """Names of the questions that conditions rest on, in the order they are asked; what is calculated, through."""
    waiting = [name for rule in rules for name in rule.variables]
    read: set[str] = set()
    while waiting:
        name = waiting.pop()
        question = form.questions.get(name)
        if question is not None and name not in read:
            read.add(name)
            waiting += question.calculation.variables if question.calculation else ()
    return tuple(name for name in form.questions if name in read and form.questions[name].is_given)


def undecided(form: Form, names: Iterable[str], answers: Answers, without: Names[str]) -> list[str]:
    """Of the named questions: those still to be asked. `without`: asked, and not answered for a reason."""
    asked = form.asked(answers)
    return [name for name in names if name in asked and name not in answers and name not in without]


def known_of(response: Response) -> dict[str, Answer]:
    """All that a condition may read of a response."""
    sample = sample_answers(response.invitation.sample) if response.invitation else {}
    return {**sample, **response.answers}


def said_when_full(response: Response | None, language: str) -> str:
    """What somebody is told for whom the quota is full, in their language."""
    quota = response.screened_out_by if response else None
    with translation.override(language):
        said = _("Thank you very much. We have now heard from enough people like you, so we need not ask you more.")
    return pick(quota.closing if quota else {}, language) or said
