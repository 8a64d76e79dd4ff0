"""Whom to call next: agreed calls that are due first, agreed calls soon, untried, and who has waited longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from studies.models import Membership, Role, Study, User
from studies.permissions import ROLE_PERMISSIONS, Permission
from surveys.dispositions import FINAL
from surveys.models import (
    Anonymity,
    Collection,
    InterviewerLanguage,
    Invitation,
    InvitationStatus,
    Mode,
    ResponseStatus,
)

SOON = timedelta(minutes=15)
HELD = timedelta(minutes=45)
DUE, AGREED_SOON, UNTRIED, TRIED = range(4)
OVER = (InvitationStatus.COMPLETE, InvitationStatus.DECLINED)


def telephone_collections(study: Study, *, practice: bool = False) -> QuerySet[Collection]:
    """Those fielded by telephone that are open today. By telephone nobody is anonymous."""
    today = timezone.localdate()
    return study.collections.filter(
        Q(mode=Mode.TELEPHONE) | Q(by_telephone=True),
        Q(opens=None) | Q(opens__lte=today),
        Q(closes=None) | Q(closes__gte=today),
        is_practice=practice,
    ).exclude(anonymity=Anonymity.ANONYMOUS)


def languages_of_interviewer(user: User) -> list[str]:
    """None named: all."""
    rows = InterviewerLanguage.objects.filter(user=user)
    return list(rows.values_list("language", flat=True))


def callable_people(study: Study, *, practice: bool = False) -> QuerySet[Invitation]:
    """Everyone who has a telephone and has neither answered nor said no, whoever may call them and whenever."""
    return (
        Invitation.objects.filter(collection__in=telephone_collections(study, practice=practice))
        .exclude(status__in=OVER)
        .exclude(identity=None)
        .exclude(identity__phone="")
        .filter(identity__opted_out_at=None)
        .exclude(Q(disposition__in=FINAL) & Q(call_from=None))
        .exclude(response__status__in=(ResponseStatus.COMPLETE, ResponseStatus.SCREENED_OUT))
    )


def for_interviewer(people: QuerySet[Invitation], user: User, languages: Iterable[str]) -> QuerySet[Invitation]:
    """Those of whom nobody else is in charge, in a language the interviewer speaks."""
    known = list(languages)
    found = people.filter(Q(assigned_to=None) | Q(assigned_to=user))
    if not known:
        return found
    own = Q(language="") & Q(collection__version__default_language__in=known)
    return found.filter(Q(language__in=known) | own)


def queue(study: Study, user: User, *, now: datetime, practice: bool = False) -> QuerySet[Invitation]:
    """Whom this interviewer may call now, in order; `turn` says why here."""
    people = for_interviewer(callable_people(study, practice=practice), user, languages_of_interviewer(user))
    due = Q(call_from__lte=now)
    agreed = Q(appointment=True)
    return (
        people.filter(Q(call_from=None) | due | (agreed & Q(call_from__lte=now + SOON)))
        .filter(free(now, user))
        .annotate(
            turn=Case(
                When(due & (agreed | Q(assigned_to=user)), then=Value(DUE)),
                When(agreed, then=Value(AGREED_SOON)),
                When(call_from=None, then=Value(UNTRIED)),
                default=Value(TRIED),
                output_field=IntegerField(),
            )
        )
        .select_related("collection__version", "identity", "unit")
        .order_by("turn", "call_from", "pk")
    )


def free(now: datetime, user: User) -> Q:
    """Nobody else has the person on the telephone; a hold that ran out holds nobody."""
    return Q(held_until=None) | Q(held_until__lt=now) | Q(held_by=user)


def held_by(study: Study, user: User, *, now: datetime) -> Invitation | None:
    """The person this interviewer has on the telephone."""
    rows = Invitation.objects.filter(collection__study=study, held_by=user, held_until__gte=now)
    return rows.select_related("identity", "unit", "collection__version").first()


@dataclass(frozen=True, slots=True)
class Later:
    """How many are to be called later and are not in the queue yet, and the first of these times."""

    count: int
    first: datetime | None


def later(study: Study, user: User, *, now: datetime, practice: bool = False) -> Later:
    people = for_interviewer(callable_people(study, practice=practice), user, languages_of_interviewer(user))
    coming = people.filter(call_from__gt=now).exclude(appointment=True, call_from__lte=now + SOON)
    times = coming.order_by("call_from").values_list("call_from", flat=True)
    return Later(times.count(), times.first())


def interviewers(study: Study) -> QuerySet[Membership]:
    """Members who may call."""
    roles = [role for role in Role if Permission.CALL in ROLE_PERMISSIONS[role]]
    return study.memberships.filter(role__in=roles).select_related("user").order_by("user__name", "user__email")
