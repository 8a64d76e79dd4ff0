"""What happened on each day: asked, opened, started, sent, refused. Two reads, whatever the number of people."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from studies.models import Group
from surveys.fieldwork.places import Places
from surveys.models import Collection, Invitation, InvitationStatus, Response, ResponseStatus

UP_TO_THE_HOUR = 13  # "2004-03-01 09": a day of ours begins at a whole hour of the database's
GROUPS = (Group.HIGH, Group.LOW)


@dataclass(slots=True)
class Day:
    day: date
    invited: int = 0
    opened: int = 0
    started: int = 0
    complete: int = 0
    refused: int = 0
    groups: "Counter[str]" = field(default_factory=Counter)


def days_of(collections: Sequence[Collection], places: Places) -> list[Day]:
    """From the first day to the last on which anything happened, the quiet days between them too."""
    found: dict[date, Day] = {}
    _add_invitations(found, collections)
    _add_responses(found, collections, places)
    if not found:
        return []
    first, last = min(found), max(found)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [found.get(day) or Day(day) for day in every]


def _add_invitations(found: dict[date, Day], collections: Sequence[Collection]) -> None:
    opened = Case(When(~Q(status=InvitationStatus.DECLINED), then=F("opened_at")))
    hours = [_hour(F("created_at")), _hour(opened), _hour(F("declined_at"))]
    rows = Invitation.objects.filter(collection__in=collections).order_by().values_list("by_open_link", *hours)
    for by_open_link, created, looked, declined, count in rows.annotate(count=Count("pk")):
        if not by_open_link:
            _on(found, created).invited += count
        if looked:
            _on(found, looked).opened += count
        if declined:
            _on(found, declined).refused += count


def _add_responses(found: dict[date, Day], collections: Sequence[Collection], places: Places) -> None:
    members: dict[str, list[int]] = defaultdict(list)
    for place in places.units.values():
        members[place.group].append(place.pk)
    group = Case(
        *(When(unit__in=members[each], then=Value(each.value)) for each in GROUPS if members[each]),
        default=Value(""),
        output_field=CharField(),
    )
    complete = Case(When(status=ResponseStatus.COMPLETE, then=F("completed_at")))
    rows = (
        Response.objects.filter(collection__in=collections)
        .filter(Q(import_id=None) | Q(status=ResponseStatus.COMPLETE))
        .order_by()
        .values_list(group, _hour(F("started_at")), _hour(complete))
    )
    for name, started, sent, count in rows.annotate(count=Count("pk")):
        _on(found, started).started += count
        if sent:
            day = _on(found, sent)
            day.complete += count
            day.groups[name] += count


def _hour(moment: Combinable) -> Combinable:
    """Both databases write a time the same way up to the hour; time zones in SQLite are worked out row by row."""
    return Substr(Cast(moment, CharField()), 1, UP_TO_THE_HOUR)


def _on(found: dict[date, Day], hour: str) -> Day:
    day = _local_day(hour)
    return found.setdefault(day, Day(day))


@lru_cache(maxsize=10_000)
def _local_day(hour: str) -> date:
    return timezone.localdate(datetime.fromisoformat(hour).replace(tzinfo=UTC))
