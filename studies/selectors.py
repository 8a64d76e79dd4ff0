"""Reads of studies, units and groupings that more than one place needs."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from studies.models import (
    Case,
    Group,
    Grouping,
    GroupMember,
    Membership,
    Pair,
    Study,
    Unit,
    User,
    Variable,
    VariableValue,
)
from studies.models.units import Sensitivity

Value = float | str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the list shows it: its group and pair in the active grouping, its values by variable."""

    unit: Unit
    group: str
    pair: str
    reason: dict[str, str]
    values: dict[int, Value]


def memberships_of(user: User) -> QuerySet[Membership]:
    """The user's studies, newest first, each with the number of its units."""
    return (
        Membership.objects.filter(user=user)
        .select_related("study")
        .annotate(units=Count("study__units"))
        .order_by("-study__created_at")
    )


def active_grouping(study: Study) -> Grouping | None:
    return Grouping.objects.filter(study=study, is_active=True).first()


def group_counts(grouping: Grouping) -> dict[str, int]:
    """Units by group, every group named, so that the sum is the grouping's."""
    groups = Counter(GroupMember.objects.filter(grouping=grouping).values_list("group", flat=True))
    return {group: groups.get(group, 0) for group in Group.values}


def unit_variables(study: Study, *, team: bool) -> list[Variable]:
    """Variables a person may see: those about persons or for the team only by the team."""
    variables = Variable.objects.filter(study=study)
    return list(variables if team else variables.filter(sensitivity=Sensitivity.OPEN))


def values_of(units: list[Unit], variables: list[Variable]) -> dict[int, dict[int, Value]]:
    """Unit -> variable -> value."""
    found: dict[int, dict[int, Value]] = {unit.pk: {} for unit in units}
    rows = VariableValue.objects.filter(unit__in=units, variable__in=variables)
    for unit, variable, number, text in rows.values_list("unit_id", "variable_id", "number", "text"):
        found[unit][variable] = text if number is None else number
    return found


def unit_lines(study: Study, units: list[Unit], variables: list[Variable]) -> list[UnitLine]:
    """In four queries, however many units there are."""
    values = values_of(units, variables)
    active = GroupMember.objects.filter(grouping__study=study, grouping__is_active=True, unit__in=units)
    members = {unit: (group, reason) for unit, group, reason in active.values_list("unit_id", "group", "reason")}
    pairs = pair_codes(study)
    return [
        UnitLine(unit, group, pairs.get(unit.pk, ""), reason, values[unit.pk])
        for unit in units
        for group, reason in [members.get(unit.pk, ("", {}))]
    ]


def pair_codes(study: Study) -> dict[int, str]:
    """Unit -> code of its pair in the active grouping."""
    codes: dict[int, str] = {}
    active = Pair.objects.filter(grouping__study=study, grouping__is_active=True)
    for code, high, low in active.values_list("code", "high_id", "low_id"):
        codes[high] = codes[low] = code
    return codes


def pair_of(unit: Unit) -> Pair | None:
    """The unit's pair in the active grouping."""
    active = Pair.objects.filter(grouping__study=unit.study, grouping__is_active=True)
    return active.filter(Q(high=unit) | Q(low=unit)).select_related("high", "low").first()


def cases(study: Study) -> QuerySet[Case]:
    return Case.objects.filter(study=study).select_related("unit", "partner", "decided_by")
