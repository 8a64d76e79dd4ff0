"""What happened on each day: asked, opened, started, sent, refused. Two reads, whatever the number of people."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, Func, Q, Value, When
from django.utils import timezone

from studies.models import Group
from surveys.fieldwork.places import Places
from surveys.models import Collection, Invitation, Response, ResponseStatus

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

UP_TO_THE_HOUR = 13  # "2004-03-01 09": a day of ours begins at a whole hour of the database's
Written = tuple[str, Any]
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
    hours = [Hour(F("created_at")), Hour(F("opened_at")), Hour(F("declined_at"))]
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
        .values_list(group, Hour(F("started_at")), Hour(complete))
    )
    for name, started, sent, count in rows.annotate(count=Count("pk")):
        _on(found, started).started += count
        if sent:
            day = _on(found, sent)
            day.complete += count
            day.groups[name] += count


class Hour(Func):
    """The time up to the hour, in UTC: time zones are worked out afterwards, once an hour and not row by row."""

    template = f"SUBSTR(%(expressions)s, 1, {UP_TO_THE_HOUR})"
    output_field = CharField()

    def as_postgresql(self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **_more: Any) -> Written:  # noqa: ANN401 -- as Func has it
        """Faster than to write times out."""
        return self.as_sql(compiler, connection, template="DATE_TRUNC('hour', %(expressions)s AT TIME ZONE 'UTC')")


def _on(found: dict[date, Day], hour: str | datetime) -> Day:
    day = _local_day(hour)
    return found.get(day) or found.setdefault(day, Day(day))


@lru_cache(maxsize=10_000)
def _local_day(hour: str | datetime) -> date:
    moment = datetime.fromisoformat(hour) if isinstance(hour, str) else hour
    return timezone.localdate(moment.replace(tzinfo=UTC))
