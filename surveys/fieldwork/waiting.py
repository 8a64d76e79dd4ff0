"""Who has not answered: for the team, and never in an anonymous collection."""

from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from studies.models import Group, GroupMember
from surveys.models import Anonymity, Collection, Invitation, InvitationStatus

WAITING = (InvitationStatus.CREATED, InvitationStatus.OPENED, InvitationStatus.STARTED)
NO_GROUP = "none"


@dataclass(frozen=True, slots=True)
class Filter:
    """Blank: all."""

    unit: str = ""
    group: str = ""
    status: str = ""


def may_be_named(collection: Collection) -> bool:
    return collection.anonymity != Anonymity.ANONYMOUS


def group_of(collection: Collection) -> Coalesce:
    """Of a row with a unit: its group in the active grouping, or blank."""
    members = GroupMember.objects.filter(
        unit=OuterRef("unit"), grouping__study_id=collection.study_id, grouping__is_active=True
    )
    return Coalesce(Subquery(members.values("group")[:1]), Value(""), output_field=CharField())


def stored_group(chosen: str) -> str:
    return "" if chosen == NO_GROUP else chosen


def groups_offered() -> list[tuple[str, str]]:
    return [*((value, str(label)) for value, label in Group.choices), (NO_GROUP, _("in no group"))]


def waiting(collection: Collection, chosen: Filter) -> "QuerySet[Invitation]":
    """One row a person, with `group`: neither answered nor refused, and not known to be outside the population.

    Links that a contact still has, and visitors of an open link, are nobody yet.
    """
    if not may_be_named(collection):
        return Invitation.objects.none()
    found = (
        Invitation.objects.filter(collection=collection, status__in=WAITING, by_open_link=False)
        .exclude(Q(disposition__startswith="2.11") | Q(disposition__startswith="4"))
        .exclude(contact__isnull=False, identity=None)
        .annotate(group=group_of(collection))
        .select_related("unit", "identity")
        .order_by("unit__name", "unit__code", "pk")
    )
    return _narrowed(found, chosen)


def _narrowed(found: "QuerySet[Invitation]", chosen: Filter) -> "QuerySet[Invitation]":
    if chosen.unit:
        found = found.filter(unit__code=chosen.unit)
    if chosen.group in {*Group.values, NO_GROUP}:
        found = found.filter(Q(group=stored_group(chosen.group)))
    if chosen.status in WAITING:
        found = found.filter(status=chosen.status)
    return found
