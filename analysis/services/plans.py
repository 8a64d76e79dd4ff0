"""Plans: a procedure with its parameters, chosen beforehand."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.models import Plan
from analysis.procedures import PROCEDURES, checking
from studies import audit
from studies.models import Grouping, Study, User
from studies.problems import Problem, Refused, refuse_personal


def create_plan(
    *,
    study: Study,
    procedure: str,
    parameters: Mapping[str, Any],
    by: User | None,
    grouping: Grouping | None = None,
    name: str = "",
) -> Plan:
    """A plan of known parameters; the same choice made again is the same plan."""
    if procedure not in PROCEDURES:
        raise Refused([unknown_procedure(procedure)])
    refuse_personal(name=name, **{parameter: str(value) for parameter, value in parameters.items()})
    checked = checking.check(PROCEDURES[procedure], parameters, study=study)
    chosen = grouping or checked.grouping
    for plan in Plan.objects.filter(study=study, procedure=procedure, grouping=chosen, name=name, locked_at=None):
        if plan.parameters == checked.parameters:
            return plan
    with transaction.atomic():
        plan = Plan.objects.create(
            study=study,
            procedure=procedure,
            grouping=chosen,
            name=name,
            parameters=checked.parameters,
            created_by=by,
        )
        audit.record(
            study=study, by=by, action="plan.created", about=plan, procedure=procedure, **_told(checked.parameters)
        )
    return plan


def unknown_procedure(name: str) -> Problem:
    return Problem(
        message=_("There is no procedure %(name)s.") % {"name": name},
        remedy=_("Choose one of: %(names)s.") % {"names": ", ".join(PROCEDURES)},
    )


def _told(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"parameter_{name}": value if isinstance(value, list) else str(value) for name, value in parameters.items()
    }
