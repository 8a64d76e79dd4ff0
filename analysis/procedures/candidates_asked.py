"""Which units a case selection is asked to judge."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from studies.models import Group
from studies.problems import Problem, Refused


def codes(asked: Sequence[str], groups: Mapping[str, str]) -> list[str]:
    """The candidates' codes: those named, the high group, or all that are not excluded."""
    if list(asked) == ["all"]:
        return [unit for unit, group in groups.items() if group != Group.EXCLUDED]
    if list(asked) != ["high"]:
        return list(asked)
    found = [unit for unit, group in groups.items() if group == Group.HIGH]
    if not found:
        raise Refused(
            Problem(
                gettext("units: There is no high group."),
                gettext("Name the candidates' codes, or write all; or make a grouping active."),
            )
        )
    return found
