"""The production size: PostgreSQL, a separate worker, woken through Redis; and what happens when Redis is gone."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from studies.models import Job
from tests.workplace import ALIAS, MANAGE, Workplace, on_server, workplace

NEVER = "3600"
ENQUEUE = "from studies import jobs; jobs.enqueue(name='tests.write', args={'label': '%s'})"

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(
        settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="this round of the suite is on SQLite"
    ),
]


@pytest.fixture
def place(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Workplace]:
    with django_db_blocker.unblock(), workplace(tmp_path) as place:
        yield place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis_at(port: int) -> Iterator[None]:
    """A Redis server of the test's own, which it may stop."""
    server = shutil.which("redis-server")
    assert server, "the Redis server's program is needed to stop and start one"
    command = [server, "--port", str(port), "--save", "", "--appendonly", "no", "--daemonize", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def enqueue(place: Workplace, label: str) -> float:
    """Ask for a job in a process of its own, as a web process would; the seconds that the request took."""
    code = f"import time; began = time.monotonic(); {ENQUEUE % label}; print(time.monotonic() - began)"
    asked = subprocess.run(
        [sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code],
        env=place.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(asked.stdout.split()[-1])


def written(place: Workplace, label: str, *, seconds: float) -> int:
    until = time.monotonic() + seconds
    while not place.written(label) and time.monotonic() < until:
        time.sleep(0.05)
    assert place.written(label) or not seconds > 1, place.log.read_text()
    return place.written(label)


def said(place: Workplace, text: str, *, times: int = 1) -> None:
    until = time.monotonic() + 20
    while place.log.read_text().count(text) < times:
        assert time.monotonic() < until, place.log.read_text()
        time.sleep(0.05)


def test_redis_wakes_a_worker_that_would_not_look_by_itself(place: Workplace) -> None:
    port = free_port()
    place.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"
    with redis_at(port):
        place.start("worker", JOB_POLL_SECONDS=NEVER)
        enqueue(place, "woken")
        assert written(place, "woken", seconds=20) == 1
        place.stop()


def test_work_goes_on_whether_redis_is_away_there_or_gone_again(place: Workplace) -> None:
    port = free_port()
    place.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"
    place.start("worker", JOB_POLL_SECONDS="1")
    assert enqueue(place, "away") < 2.5
    assert written(place, "away", seconds=20) == 1
    with redis_at(port):
        said(place, "Redis answers again.")
        enqueue(place, "there")
        assert written(place, "there", seconds=20) == 1
    assert enqueue(place, "gone again") < 2.5
    assert written(place, "gone again", seconds=20) == 1
    said(place, "this worker looks for work by itself.", times=2)
    assert "Cannot connect" not in place.log.read_text()


def test_a_redis_that_dies_while_a_job_runs_costs_the_job_nothing(place: Workplace) -> None:
    port = free_port()
    place.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"
    with redis_at(port):
        place.start("worker")
        job = place.running(place.enqueue("tests.write", label="under way", seconds=3, steps=3))
    waiting = [place.enqueue("tests.write", label=f"waiting {number}") for number in range(8)]
    ended = place.wait([job, *waiting])
    assert {(job.status, job.attempt) for job in ended} == {("done", 1)}


def test_more_jobs_than_children_do_not_wait_for_the_next_look(place: Workplace) -> None:
    port = free_port()
    place.environment["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"
    many = [place.enqueue("tests.write", label=f"one of many {number}") for number in range(12)]
    with redis_at(port):
        place.start("worker", JOB_POLL_SECONDS=NEVER)
        assert {job.status for job in place.wait(many)} == {"done"}
        place.stop()


def test_a_worker_waits_for_a_database_that_has_gone_away(place: Workplace) -> None:
    name = connections[ALIAS].settings_dict["NAME"]
    place.start("worker", JOB_POLL_SECONDS="0.2")
    assert place.wait_one(place.enqueue("tests.write", label="before")).status == "done"
    job = place.enqueue("tests.write", label="after", seconds=3, steps=30)
    place.running(job)
    connections[ALIAS].close()
    with on_server() as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(4)
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    Job.objects.using(ALIAS).filter(pk=job.pk).update(lease_until=timezone.now())
    ended = place.wait_one(job)
    assert (ended.status, ended.attempt, place.written("after")) == ("done", 2, 1)
    assert "The database does not answer (OperationalError). The worker waits for it." in place.log.read_text()
