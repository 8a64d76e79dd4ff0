"""Who has not answered: for the team, and never in an anonymous collection."""

from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Subquery, Value
from django.db.models.expressions import OuterRef
from django.db.models.functions import Coalesce

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


def waiting(collection: Collection, chosen: Filter) -> "QuerySet[Invitation]":
    """One row a person, with `group`: neither answered nor refused, and not known to be outside the population.

    Links that a contact still has, and visitors of an open link, are nobody yet.
    """
    if not may_be_named(collection):
        return Invitation.objects.none()
    members = GroupMember.objects.filter(
        unit=OuterRef("unit"), grouping__study_id=collection.study_id, grouping__is_active=True
    )
    found = (
        Invitation.objects.filter(collection=collection, status__in=WAITING, by_open_link=False)
        .exclude(Q(disposition__startswith="2.11") | Q(disposition__startswith="4"))
        .exclude(contact__isnull=False, identity=None)
        .annotate(group=Coalesce(Subquery(members.values("group")[:1]), Value(""), output_field=CharField()))
        .select_related("unit", "identity")
        .order_by("unit__name", "unit__code", "pk")
    )
    return _narrowed(found, chosen)


def _narrowed(found: "QuerySet[Invitation]", chosen: Filter) -> "QuerySet[Invitation]":
    if chosen.unit:
        found = found.filter(unit__code=chosen.unit)
    if chosen.group in {*Group.values, NO_GROUP}:
        found = found.filter(Q(group="" if chosen.group == NO_GROUP else chosen.group))
    if chosen.status in WAITING:
        found = found.filter(status=chosen.status)
    return found
