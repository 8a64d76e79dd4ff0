"""What is promised to respondents: which collections can be anonymous, and what such answers may keep."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from studies.models import Group, GroupMember
from studies.problems import Problem
from surveys.models import Anonymity, Collection, Invitation, Mode, SecondRule

MODES = (Mode.WEB, Mode.PAPER)


def is_anonymous(collection: Collection) -> bool:
    return collection.anonymity == Anonymity.ANONYMOUS


def is_fixed(collection: Collection) -> bool:
    """Whether somebody may have read the promise already."""
    return collection.opened_at is not None or collection.invitations.exists() or collection.responses.exists()


def problems_of(collection: Collection) -> list[Problem]:
    """Why the collection cannot be anonymous."""
    if not is_anonymous(collection):
        return []
    found = []
    if collection.second_rule != SecondRule.MANY:
        found.append(
            Problem(
                _("Where one is asked in a unit, the unit says who it was: the answers are not anonymous."),
                _("Choose confidential, or many respondents a unit."),
                column="anonymity",
            )
        )
    if collection.mode not in MODES or collection.by_telephone:
        found.append(
            Problem(
                _("Whoever is called, or is imported by name, is known: the answers are not anonymous."),
                _("Choose confidential, or collect on the web or on paper alone."),
                column="anonymity",
            )
        )
    return found


def fixed_problem() -> Problem:
    return Problem(
        _("What respondents are promised is fixed, for a link has been made or the first page was opened."),
        _("Make another collection."),
        column="anonymity",
    )


def moment(collection: Collection) -> datetime:
    """Now; in an anonymous collection the day alone."""
    if not is_anonymous(collection):
        return timezone.now()
    return day_of(timezone.now())


def day_of(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anonymous answer comes from, as far as at least k people share it."""

    unit_id: int | None = None
    group: str = ""


def place_of(invitation: Invitation) -> Place:
    """The unit where enough were asked; else the group, where enough of its small units' people share that."""
    if invitation.unit_id is None:
        return Place()
    least = invitation.collection.study.minimum_cell
    asked = _asked(invitation.collection)
    group, units = _group_of(invitation)
    if asked.get(invitation.unit_id, 0) >= least:
        return Place(invitation.unit_id, group)
    together = sum(count for unit, count in asked.items() if unit in units and count < least)
    return Place(None, group if together >= least else "")


def _asked(collection: Collection) -> dict[int, int]:
    """By unit: as many as its contact says can answer; where no contact has told, those with a link."""
    rows = collection.invitations.filter(unit__isnull=False).order_by().values_list("unit_id")
    linked: dict[int, int] = dict(rows.annotate(count=Count("pk")))
    told = collection.contacts.exclude(eligible=None).order_by("-eligible")  # of several the smallest counts
    return linked | {unit: count or 0 for unit, count in told.values_list("unit_id", "eligible")}


def _group_of(invitation: Invitation) -> tuple[str, set[int]]:
    """The unit's group in the active grouping, and the units in it."""
    members = GroupMember.objects.filter(
        grouping__study_id=invitation.collection.study_id, grouping__is_active=True
    ).exclude(group=Group.EXCLUDED)
    groups = dict(members.values_list("unit_id", "group"))
    group = groups.get(invitation.unit_id, "") if invitation.unit_id else ""
    return group, {unit for unit, other in groups.items() if other == group}
