"""When timed work is due: by the calendar of the settings' time zone (Europe/Copenhagen)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab

from studies.jobs import timetable


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        (timedelta(minutes=10), "2026-03-01 12:34", "2026-03-01 12:30"),
        (crontab(hour=3, minute=30), "2026-03-01 12:00", "2026-03-01 03:30"),
        (crontab(hour=3, minute=30), "2026-03-01 03:30", "2026-03-01 03:30"),
        (crontab(hour=3, minute=30), "2026-03-01 03:29", "2026-02-28 03:30"),
        (crontab(hour="8,16", minute="0,30"), "2026-03-01 16:15", "2026-03-01 16:00"),
        (crontab(minute=0), "2026-03-01 12:59", "2026-03-01 12:00"),
        # 1 March 2026 is a Sunday, which crontab counts as 0
        (crontab(hour=6, minute=0, day_of_week=0), "2026-03-05 00:00", "2026-03-01 06:00"),
        (crontab(hour=6, minute=0, day_of_month=31), "2026-03-05 00:00", "2026-01-31 06:00"),
        (crontab(hour=6, minute=0, day_of_month=1, month_of_year=7), "2026-03-05 00:00", "2025-07-01 06:00"),
    ],
)
def test_the_newest_due_time_follows_the_calendar(schedule: crontab | timedelta, now: str, due: str) -> None:
    assert timetable.due_time(schedule, at(now)) == at(due)


def test_a_day_that_does_not_come_within_a_year_is_not_due() -> None:
    leap_day = crontab(hour=6, minute=0, day_of_month=29, month_of_year=2)
    assert timetable.due_time(leap_day, at("2026-03-05 00:00")) is None
