"""Who goes first: what somebody waits for, before what nobody does; and what stands when the disk is full."""

from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from studies import jobs
from studies.jobs import errors, lease, registry, runner
from studies.jobs.context import JobContext
from studies.models import Job

pytestmark = pytest.mark.django_db


def enqueued(name: str = "tests.write", **args: object) -> Job:
    return jobs.enqueue(name=name, args=args or {"label": "one"})


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "unhurried", lambda: frozenset({"tests.sleep"}))


@pytest.mark.usefixtures("unhurried")
def test_what_nobody_waits_for_comes_after_what_was_asked_for_later() -> None:
    pictures, run = enqueued("tests.sleep", seconds=0), enqueued()
    claims = [lease.claim_next("node:1"), lease.claim_next("node:2")]
    assert [claim.job for claim in claims if claim] == [run.pk, pictures.pk]


@pytest.mark.usefixtures("unhurried")
def test_of_what_nobody_waits_for_a_worker_does_one_at_a_time() -> None:
    first, second = enqueued("tests.sleep", seconds=0), enqueued("tests.sleep", seconds=0)
    assert [job.pk for job in lease.startable("node")] == [first.pk]
    lease.claim_next("node:1")
    assert lease.startable("node") == []
    assert [job.pk for job in lease.startable("another")] == [second.pk]


@pytest.mark.usefixtures("unhurried")
def test_what_nobody_waits_for_gives_way_held_against_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    job = enqueued("tests.sleep", seconds=0)
    claim = lease.claim(job, "node:1")
    assert claim is not None
    JobContext(claim, gives_way=True).give_way()
    asked = enqueued()
    JobContext(claim).give_way()
    polite = registry.JobFunction("tests.sleep", lambda context, **_args: context.give_way())
    monkeypatch.setitem(registry._known, "tests.sleep", polite)
    runner.execute(claim, nullcontext())
    job.refresh_from_db()
    assert (job.status, job.attempt, job.deaths, job.failures) == ("queued", 1, 0, 0)
    assert [one.pk for one in lease.startable("node")] == [asked.pk, job.pk]


def test_a_job_has_a_name_for_people_and_one_that_is_gone_its_own() -> None:
    assert registry.label("analysis.execute_run") == "an analysis"
    assert registry.label("studies.gone") == "studies.gone"


def test_a_database_whose_disk_is_full_is_said_as_such() -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as full, transaction.atomic():
        _fill(cursor)
    assert errors.sentence(full.value, "Nothing was stored.").startswith("The disk is full. Nothing was stored.")


def _fill(cursor: CursorWrapper) -> None:
    """SQLite says of its largest file what it says of a full disk; PostgreSQL is made to say it."""
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        cursor.execute("PRAGMA page_size")
        everything = pages * cursor.fetchone()[0]  # more than pages that were freed could hold
        try:
            cursor.execute(f"CREATE TABLE filled AS SELECT zeroblob({everything}) AS it")
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")
        return
    cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$")
