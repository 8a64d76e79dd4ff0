"""Dated events: a law, a reorganisation, anything that happened to the units while they were studied."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Event, Study, User
from studies.problems import Problems


def create_event(
    *,
    study: Study,
    name: Mapping[str, str],
    starts: date,
    by: User | None,
    ends: date | None = None,
    source: str = "",
) -> Event:
    event = Event(study=study)
    return _save(event, "event.created", name=name, starts=starts, ends=ends, source=source, by=by)


def update_event(
    *,
    event: Event,
    name: Mapping[str, str],
    starts: date,
    by: User | None,
    ends: date | None = None,
    source: str = "",
) -> Event:
    return _save(event, "event.changed", name=name, starts=starts, ends=ends, source=source, by=by)


def _save(
    event: Event,
    action: str,
    *,
    name: Mapping[str, str],
    starts: date,
    ends: date | None,
    source: str,
    by: User | None,
) -> Event:
    problems = Problems()
    problems.check_personal(name=name, source=source)
    if not any(text.strip() for text in name.values()):
        problems.add(_("An event needs a name."), column="name")
    if ends and ends < starts:
        problems.add(_("The event ends before it starts."), _("Change one of the two dates."), column="ends")
    problems.refuse_if_any()
    event.name, event.starts, event.ends, event.source = dict(name), starts, ends, source
    with transaction.atomic():
        event.save()
        audit.record(study=event.study, by=by, action=action, about=event)
    return event


@transaction.atomic
def delete_event(*, event: Event, by: User | None) -> None:
    audit.record(study=event.study, by=by, action="event.deleted", about=event)
    event.delete()
