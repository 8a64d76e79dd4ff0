"""Several workers at one table: threads with connections of their own, on the database the suite runs on."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from studies import jobs
from studies.jobs import lease, queue, timetable
from studies.jobs.context import JobContext
from studies.jobs.guard import Guard
from studies.models import Job, Study
from tests import jobs_for_tests

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


def in_threads(work: Callable[[int], object]) -> list[object]:
    """The same work in several threads that begin together; each closes its connection."""
    barrier = threading.Barrier(WORKERS)

    def one(number: int) -> object:
        try:
            barrier.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))


def test_many_workers_claim_each_job_once() -> None:
    waiting = {jobs.enqueue(name="tests.write", args={"label": str(n)}).pk for n in range(20)}

    def claim_all(number: int) -> list[int]:
        return [claim.job for claim in iter(lambda: lease.claim_next(f"worker {number}"), None)]

    claimed = [pk for some in in_threads(claim_all) for pk in some]  # type: ignore[attr-defined]
    assert sorted(claimed) == sorted(waiting)
    assert set(Job.objects.values_list("status", "attempt")) == {("running", 1)}


def test_one_expired_lease_is_one_death_however_many_look() -> None:
    job = jobs.enqueue(name="tests.write", args={"label": "x"})
    lease.claim(job, "gone")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sum(in_threads(lambda _number: lease.recover())) == 1  # type: ignore[arg-type]
    job.refresh_from_db()
    assert (job.status, job.deaths) == ("queued", 1)


def test_a_key_gives_one_job_to_workers_that_ask_at_once() -> None:
    asked = in_threads(lambda _number: jobs.enqueue(name="tests.write", key="nightly").pk)
    assert len(set(asked)) == 1
    assert Job.objects.count() == 1


def test_a_commit_and_a_takeover_cannot_both_win() -> None:
    """The old worker holds its commit open while another buries the job: one of the two happens, never both."""
    for attempt in range(5):
        job = jobs.enqueue(name="tests.write", args={"label": "x"})
        claim = lease.claim(job, "slow")
        assert claim is not None
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        context, slug = JobContext(claim), f"race-{attempt}"

        def race(number: int, context: JobContext = context, slug: str = slug) -> bool:
            if number:
                return bool(lease.recover())
            try:
                with context.commit():
                    Study.objects.create(slug=slug)
            except jobs.Fenced:
                return False
            return True

        stored, *buried = in_threads(race)
        job.refresh_from_db()
        assert [stored, any(buried)].count(True) == 1
        assert (job.status == "done") == stored == Study.objects.filter(slug=slug).exists()


@pytest.fixture
def short_lease(settings: Settings) -> Iterator[None]:
    settings.KONTRAST_JOBS = settings.KONTRAST_JOBS | {"lease_seconds": 1.5}
    yield
    connection.close()


@pytest.mark.usefixtures("short_lease")
def test_a_long_job_keeps_its_lease() -> None:
    job = jobs.enqueue(name="tests.sleep", args={"seconds": 3})
    with ThreadPoolExecutor(1) as pool:
        buried = pool.submit(_look_for, 2.5)
        assert jobs.run_now(job).status == "done"
    assert (buried.result(), job.attempt, job.deaths) == (0, 1, 0)


def _look_for(seconds: float) -> int:
    until, found = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        found += lease.recover()
        time.sleep(0.1)
    connections.close_all()
    return found


@pytest.mark.usefixtures("short_lease")
def test_the_guard_stops_renewing_when_the_job_has_ended() -> None:
    claim = lease.claim(jobs.enqueue(name="tests.write", args={"label": "x"}), "here")
    assert claim is not None
    with Guard(claim) as guard:
        assert guard.is_alive()
    assert not guard.is_alive()


class Unlucky(Guard):
    """A guard whose database answers only every other time."""

    looks = 0

    def watch(self) -> None:
        self.looks += 1
        if self.looks % 2:
            raise OperationalError("server closed the connection unexpectedly")
        super().watch()


@pytest.mark.usefixtures("short_lease")
def test_the_guard_outlives_a_database_that_is_away_for_a_moment(caplog: pytest.LogCaptureFixture) -> None:
    job = jobs.enqueue(name="tests.write", args={"label": "x"})
    claim = lease.claim(job, "here")
    assert claim is not None
    job.refresh_from_db()
    with Unlucky(claim):
        time.sleep(2)
    later = Job.objects.get(pk=job.pk)
    assert later.lease_until is not None
    assert job.lease_until is not None
    assert later.lease_until > job.lease_until
    assert f"Job {job.pk} cannot reach the database: OperationalError" in caplog.text


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "no address"])
def test_a_redis_out_of_reach_fails_no_request_and_is_left_in_peace(
    address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CELERY_BROKER_URL = address
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    began = time.monotonic()
    for _ in range(20):
        jobs.enqueue(name="tests.write", args={"label": "kept"})
    assert time.monotonic() - began < 5
    assert Job.objects.filter(status="queued").count() == 20
    assert caplog.text.count("Redis does not answer") == 1


def test_the_foreground_waits_for_the_worker_that_was_quicker() -> None:
    job = jobs.enqueue(name="tests.write", args={"label": "worker"})
    claim = lease.claim(job, "a worker")
    assert claim is not None

    def finish() -> None:
        time.sleep(0.4)
        jobs_for_tests.write(JobContext(claim), label="worker")
        connections.close_all()

    job.refresh_from_db()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(finish)
        assert jobs.run_now(job).status == "done"
    assert Study.objects.filter(title__en="worker").count() == 1


def test_inside_a_transaction_one_does_not_wait_for_another_worker() -> None:
    job = jobs.enqueue(name="tests.write", args={"label": "x"})
    lease.claim(job, "a worker")
    job.refresh_from_db()
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        jobs.run_now(job)


def test_each_due_time_is_one_job_for_all_workers(settings: Settings) -> None:
    settings.CELERY_BEAT_SCHEDULE = {
        "often": {"task": "tests.write", "schedule": timedelta(days=1000), "kwargs": {"label": "due"}},
        "nightly": {"task": "tests.write", "schedule": crontab(hour=3, minute=30), "kwargs": {"label": "night"}},
    }
    made = [job for some in in_threads(lambda _number: timetable.enqueue_due()) for job in some]  # type: ignore[attr-defined]
    assert len({job.pk for job in made}) == 2
    assert sorted(Job.objects.values_list("args__label", flat=True)) == ["due", "night"]
    assert timetable.enqueue_due() == []
