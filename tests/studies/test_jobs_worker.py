"""A real worker with real children: what is cancelled, killed, too large, too slow or poisoned."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from studies.models import Job
from tests.workplace import ALIAS, Workplace, child_of, members, workplace

MEMORY_LIMIT_MB = 400
TIME_LIMIT_SECONDS = 8


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Workplace]:
    folder: Path = tmp_path_factory.mktemp("worker")
    with django_db_blocker.unblock(), workplace(folder) as place:
        place.start(
            "worker",
            JOB_TIME_LIMIT=str(TIME_LIMIT_SECONDS),
            JOB_MEMORY_LIMIT_MB=str(MEMORY_LIMIT_MB),
        )
        yield place


def done(place: Workplace, label: str) -> None:
    """The queue goes on."""
    assert place.wait_one(place.enqueue("tests.write", label=label)).status == "done"
    assert place.written(label) == 1


def test_a_job_is_done_by_the_worker(place: Workplace) -> None:
    job = place.wait_one(place.enqueue("tests.write", label="plain", seconds=0.2, steps=4))
    assert (job.status, job.attempt, job.progress) == ("done", 1, 100)
    assert place.written("plain") == 1


def test_many_jobs_are_each_done_once(place: Workplace) -> None:
    ended = place.wait([place.enqueue("tests.write", label=f"many {n}") for n in range(12)])
    assert {(job.status, job.attempt) for job in ended} == {("done", 1)}
    assert [place.written(f"many {n}") for n in range(12)] == [1] * 12


def test_cancelling_stops_the_child_in_the_middle_of_its_work(place: Workplace) -> None:
    job = place.running(place.enqueue("tests.sleep", seconds=30))
    Job.objects.using(ALIAS).filter(pk=job.pk).update(cancel_requested=True)
    began = time.monotonic()
    assert place.wait_one(job).status == "cancelled"
    assert time.monotonic() - began < TIME_LIMIT_SECONDS
    _gone(child_of(job))
    done(place, "after cancelling")


def _gone(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


def test_a_killed_child_costs_an_attempt_and_nothing_else(place: Workplace) -> None:
    job = place.running(place.enqueue("tests.write", label="killed", seconds=1.5, steps=5))
    os.kill(child_of(job), signal.SIGKILL)
    ended = place.wait_one(job)
    assert (ended.status, ended.attempt, ended.deaths, ended.failures) == ("done", 2, 1, 0)
    assert place.written("killed") == 1


def test_a_worker_taken_for_dead_stores_nothing_when_it_comes_back(place: Workplace) -> None:
    job = place.running(place.enqueue("tests.write", label="stopped", seconds=2, steps=2))
    os.kill(child_of(job), signal.SIGSTOP)
    Job.objects.using(ALIAS).filter(pk=job.pk).update(lease_until="2020-01-01T00:00:00Z")
    ended = place.wait_one(job)
    os.kill(child_of(job), signal.SIGCONT)
    assert (ended.status, ended.attempt, ended.deaths) == ("done", 2, 1)
    # either of its threads may notice first
    _said(place, f"Job {job.pk}, attempt 1, was taken over", f"Job {job.pk} ends here")
    assert place.written("stopped") == 1


def _said(place: Workplace, *texts: str) -> None:
    for _ in range(200):
        if any(text in place.log.read_text() for text in texts):
            return
        time.sleep(0.05)
    raise AssertionError(place.log.read_text())


def test_a_failing_job_is_tried_three_times_then_failed_in_words(place: Workplace) -> None:
    job = place.wait_one(place.enqueue("tests.break", answer="confidential"))
    assert (job.status, job.failures, job.attempt, job.deaths) == ("failed", 3, 3, 0)
    assert job.error.startswith("The program failed: ValueError in jobs_for_tests.py")
    assert "confidential" not in place.log.read_text()


def test_a_job_that_says_once_is_tried_once(place: Workplace) -> None:
    job = place.wait_one(place.enqueue("tests.break_once"))
    assert (job.status, job.failures, job.attempt) == ("failed", 1, 1)


def test_a_job_that_kills_its_worker_ends_and_the_queue_goes_on(place: Workplace) -> None:
    job = place.wait_one(place.enqueue("tests.die"), seconds=60)
    assert (job.status, job.deaths, job.attempt) == ("failed", 5, 5)
    assert job.error.startswith("The worker died 5 times during this job")
    done(place, "after the poison")


def test_a_job_past_its_time_is_stopped_and_says_so(place: Workplace) -> None:
    job = place.wait_one(place.enqueue("tests.sleep", seconds=60))
    assert (job.status, job.attempt) == ("failed", 1)
    assert job.error.startswith(f"The job was stopped because it took longer than its {TIME_LIMIT_SECONDS} seconds.")


@pytest.mark.parametrize("how", ["tests.fill", "tests.grab"])
def test_a_job_past_its_memory_is_stopped_and_says_so(place: Workplace, how: str) -> None:
    job = place.wait_one(place.enqueue(how, megabytes=10 * MEMORY_LIMIT_MB))
    assert (job.status, job.attempt) == ("failed", 1)
    assert job.error.startswith(
        f"The job was stopped because it needed more than its {MEMORY_LIMIT_MB} MB of memory."
    )


def test_a_worker_that_is_asked_to_stop_puts_its_job_back(place: Workplace) -> None:
    second = place.start("worker", "--concurrency", "1", JOB_POLL_SECONDS="0.05")
    first = place.started[0]
    os.kill(first.pid, signal.SIGSTOP)
    try:
        job = place.running(place.enqueue("tests.write", label="put back", seconds=60, steps=100))
    finally:
        second.terminate()
    assert second.wait(15) == 0
    assert members(second.pid) == []
    back = Job.objects.using(ALIAS).get(pk=job.pk)
    os.kill(first.pid, signal.SIGCONT)
    assert (back.status, back.deaths, back.failures) == ("queued", 0, 0)
    Job.objects.using(ALIAS).filter(pk=job.pk).update(args={"label": "put back"})
    ended = place.wait_one(job)
    assert (ended.status, ended.attempt, place.written("put back")) == ("done", 2, 1)


def test_a_worker_without_its_database_says_so_and_leaves(place: Workplace, tmp_path: Path) -> None:
    lost = Workplace(tmp_path, "postgres://kontrast:secret@127.0.0.1:1/nowhere")
    assert lost.start("worker").wait(30) == 1
    said = lost.log.read_text()
    assert "The database at 127.0.0.1 cannot be reached. Start it, or correct DATABASE_URL." in said
    assert "secret" not in said
    assert "Traceback" not in said


def test_a_worker_without_its_redis_says_so_once_and_works(place: Workplace, tmp_path: Path) -> None:
    lost = Workplace(tmp_path, place.environment["DATABASE_URL"])
    first = place.started[0]
    os.kill(first.pid, signal.SIGSTOP)
    try:
        lost.start("worker", CELERY_BROKER_URL="redis://:secret@127.0.0.1:1/0")
        assert {job.status for job in place.wait([place.enqueue("tests.write", label="no bell") for _ in "ab"])} == {
            "done"
        }
    finally:
        lost.stop()
        os.kill(first.pid, signal.SIGCONT)
    said = lost.log.read_text()
    assert said.count("Redis does not answer (ConnectionError); this worker looks for work by itself.") == 1, said
    assert ("Cannot connect" in said, "secret" in said) == (False, False)
