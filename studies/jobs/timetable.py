"""Timed work: settings say what is due when, and each due time becomes one job, however many workers look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone

from studies.jobs.queue import enqueue
from studies.models import Job

EPOCH = datetime(2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
DAYS_BACK = 366


def due_time(schedule: crontab | timedelta, now: datetime) -> datetime | None:
    """The newest due time that has come. Computed from the calendar alone, so that all workers agree on it."""
    if isinstance(schedule, timedelta):
        return now - (now - EPOCH) % schedule
    return next((moment for moment in _moments(schedule, timezone.localtime(now)) if moment <= now), None)


def _moments(schedule: Any, now: datetime) -> Iterator[datetime]:  # noqa: ANN401 -- celery-types leaves out its fields
    """The crontab's times, newest first, from the end of today backwards."""
    zone = timezone.get_current_timezone()
    for days in range(DAYS_BACK):
        day = now.date() - timedelta(days=days)
        if (
            day.month in schedule.month_of_year
            and day.day in schedule.day_of_month
            and day.isoweekday() % 7 in schedule.day_of_week
        ):
            for hour in sorted(schedule.hour, reverse=True):
                for minute in sorted(schedule.minute, reverse=True):
                    yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def enqueue_due() -> list[Job]:
    """Make the jobs whose time has come. What was missed while no worker ran is done once."""
    now, made = timezone.now(), []
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        moment = due_time(entry["schedule"], now)
        key = f"{name} {moment.isoformat()}" if moment else ""
        if key and not Job.objects.filter(key=key).exists():
            made.append(enqueue(name=entry["task"], args=entry.get("kwargs", {}), key=key))
    return made
