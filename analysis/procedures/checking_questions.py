"""Parameters that name questions or a background: known only when the questionnaire is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from analysis import selectors
from analysis.procedures import Kind, Procedure
from studies.models import Study, Variable
from studies.problems import Problem
from surveys.models import Questionnaire, QuestionType

BY_UNIT = ("group", "region")
CHOICES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})
SORTS = frozenset({QuestionType.SELECT_ONE, QuestionType.INTEGER, QuestionType.DECIMAL})


def problems(procedure: Procedure, values: Mapping[str, Any], study: Study) -> Iterator[Problem]:
    """What is named and cannot be counted, or broken down by."""
    asked = [each for each in procedure.parameters if each.kind in {Kind.QUESTION, Kind.BACKGROUND}]
    form = values.get("questionnaire")
    if not form or not any(values.get(parameter.name) for parameter in asked):
        return
    types = _types(study, form)
    for parameter in asked:
        value = values.get(parameter.name) or []
        names = value if isinstance(value, list) else [value]
        known = _backgrounds(types, study) if parameter.kind is Kind.BACKGROUND else _countable(types)
        for name in names:
            if name not in known:
                yield Problem(
                    f"{parameter.name}: " + _("%(value)s is not known here.") % {"value": name},
                    _("Known are: %(names)s.") % {"names": ", ".join(known)},
                )


def _types(study: Study, form: str) -> dict[str, str]:
    questionnaire = Questionnaire.objects.get(study=study, form_id=form)
    return {name: question.type for name, question in selectors.dictionary(questionnaire).items()}


def _countable(types: Mapping[str, str]) -> list[str]:
    return [name for name, type_ in types.items() if type_ in CHOICES]


def _backgrounds(types: Mapping[str, str], study: Study) -> list[str]:
    variables = Variable.objects.filter(study=study).values_list("name", flat=True)
    return [*(name for name, type_ in types.items() if type_ in SORTS), *BY_UNIT, *variables]
