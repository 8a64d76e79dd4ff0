"""The kill runs: a worker that dies at random moments loses and doubles nothing, on a database of its own.

50 runs of 20 jobs. Each run kills either a child or the whole worker (which is started again), at a seeded random
moment, several times. Every job must be done, stored once, within two minutes. Each run prints its figures.
"""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from studies.models import Job
from tests.workplace import ALIAS, Workplace, members, workplace

pytestmark = pytest.mark.soak
RUNS, JOBS, KILLS = 50, 20, 3
LIMIT_SECONDS = 120
FINAL = {"done", "failed", "cancelled"}


@dataclass
class Rig:
    """A worker that is started again by hand when it was killed, as a supervisor would."""

    place: Workplace
    worker: subprocess.Popen[bytes] | None = None
    kills: Counter[str] = field(default_factory=Counter)

    def finish(self, jobs: Sequence[Job]) -> list[Job]:
        """The jobs once all have ended; a worker that was killed while it started is started again meanwhile."""
        until = time.monotonic() + LIMIT_SECONDS
        while self.unfinished(jobs) and time.monotonic() < until:
            self.up()
            time.sleep(0.2)
        return self.place.wait(jobs, seconds=0.1)

    @staticmethod
    def unfinished(jobs: Sequence[Job]) -> int:
        ids = [job.pk for job in jobs]
        return Job.objects.using(ALIAS).filter(pk__in=ids).exclude(status__in=FINAL).count()

    def up(self) -> None:
        if self.worker is None or self.worker.poll() is not None:
            self.worker = self.place.start(
                "worker", JOB_LEASE_SECONDS="5", JOB_POLL_SECONDS="0.1", KONTRAST_NODE="soak"
            )

    def kill(self, chance: random.Random) -> None:
        assert self.worker is not None
        everyone = members(self.worker.pid)
        children = [pid for pid in everyone if pid != self.worker.pid]
        if children and chance.random() < 0.7:
            os.kill(chance.choice(children), signal.SIGKILL)
            self.kills["child"] += 1
        else:
            for pid in everyone:
                os.kill(pid, signal.SIGKILL)
            self.worker.wait()
            self.kills["worker"] += 1


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Rig]:
    folder: Path = tmp_path_factory.mktemp("soak")
    with django_db_blocker.unblock(), workplace(folder) as place:
        yield Rig(place)


@pytest.mark.parametrize("seed", range(RUNS))
def test_kills_at_random_moments_lose_and_double_nothing(
    rig: Rig, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, began, rig.kills = random.Random(seed), time.monotonic(), Counter()
    rig.up()
    jobs = [
        rig.place.enqueue("tests.write", label=f"{seed}-{number}", seconds=chance.uniform(0, 0.6), steps=3)
        for number in range(JOBS)
    ]
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 2.5))
        if rig.unfinished(jobs):
            rig.kill(chance)
            rig.up()
    ended = rig.finish(jobs)
    seconds = time.monotonic() - began
    written = [rig.place.written(f"{seed}-{number}") for number in range(JOBS)]
    with capsys.disabled():
        print(  # noqa: T201 -- the figures are what a soak is for
            f"\nrun {seed}: {JOBS} jobs, kills {dict(rig.kills)}, lost {written.count(0)}, "
            f"doubled {sum(count > 1 for count in written)}, attempts {sum(job.attempt for job in ended)}, "
            f"{seconds:.1f} s",
            end=" ",
        )
    assert {job.status for job in ended} == {"done"}
    assert written == [1] * JOBS


@pytest.mark.skipif(
    not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="this round of the suite is on PostgreSQL"
)
def test_the_sqlite_file_is_whole_after_the_kills(rig: Rig) -> None:
    rig.place.stop()
    with closing(sqlite3.connect(rig.place.folder / "kontrast.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
