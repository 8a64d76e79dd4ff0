"""Which units a case selection is asked to judge; refused before a run is stored where there is none."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from analysis.procedures import Kind, Procedure
from studies.models import Group, Grouping, GroupMember, Study
from studies.problems import Problem, Refused

HIGH, ALL = ["high"], ["all"]


def problems(
    procedure: Procedure, values: Mapping[str, Any], study: Study, grouping: Grouping | None
) -> Iterator[Problem]:
    """What is wrong with a word that stands for units: in this study and grouping it stands for none."""
    for parameter in procedure.parameters:
        asked = values.get(parameter.name)
        if parameter.kind is not Kind.UNITS or not parameter.choices or asked not in (HIGH, ALL):
            continue
        try:
            codes(asked, _groups(study, grouping))
        except Refused as refused:
            yield from refused.problems


def _groups(study: Study, grouping: Grouping | None) -> dict[str, str]:
    groups = (
        dict(GroupMember.objects.filter(grouping=grouping).values_list("unit__code", "group")) if grouping else {}
    )
    return {code: groups.get(code, "") for code in study.units.values_list("code", flat=True)}


def codes(asked: Sequence[str], groups: Mapping[str, str]) -> list[str]:
    """The candidates' codes: those named, the high group, or all that are not excluded."""
    if list(asked) not in (HIGH, ALL):
        return list(asked)
    high = list(asked) == HIGH
    found = [unit for unit, group in groups.items() if (group == Group.HIGH if high else group != Group.EXCLUDED)]
    if not found:
        raise Refused(_no_high_group() if high else _nothing_left())
    return found


def _no_high_group() -> Problem:
    return Problem(
        gettext("units: There is no high group."),
        gettext("Name the candidates' codes, or write all; or make a grouping with high units active."),
    )


def _nothing_left() -> Problem:
    return Problem(
        gettext("units: There is no unit that is not excluded."),
        gettext("Import units, or make another grouping active."),
    )
