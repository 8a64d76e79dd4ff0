"""A database and a folder of its own for processes that a test starts for real: `manage.py worker`, `manage.py up`.

Nothing here touches the suite's own database: what the processes do is read through a connection named `own`.
"""

import atexit
import copy
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connections

from studies.models import Job, Study

ALIAS = "own"
MANAGE = str(Path(settings.BASE_DIR) / "manage.py")


class Workplace:
    """The folder, the environment and the jobs of the processes that a test starts."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[bytes]] = []
        self.environment = os.environ | {
            "KONTRAST_DATA": str(folder),
            "DATABASE_URL": database_url,
            "KONTRAST_TASKS": "tests.jobs_for_tests",
            "KONTRAST_PRELOAD": "json",
            "KONTRAST_WARM_UP": "json",
            "CELERY_BROKER_URL": "memory://localhost/",
            "JOB_BACKOFF_SECONDS": "0.2",
        }

    def run(self, *arguments: str) -> None:
        ran = subprocess.run(
            [sys.executable, MANAGE, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, MANAGE, *arguments],
                env=self.environment | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def stop(self) -> None:
        """End what was started, by its own session: nothing stays."""
        for process in self.started:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self.started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.started.clear()

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def enqueue(self, name: str, **args: Any) -> Job:
        return Job.objects.using(ALIAS).create(name=name, args=args)

    def wait(
        self, jobs: Job | Sequence[Job], *, until: frozenset[str] | None = None, seconds: float = 60
    ) -> list[Job]:
        """The jobs as they are once all have ended (or reached one of `until`)."""
        ids = [job.pk for job in ([jobs] if isinstance(jobs, Job) else jobs)]
        ended, deadline = until or frozenset({"done", "failed", "cancelled"}), time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = list(Job.objects.using(ALIAS).filter(pk__in=ids).order_by("pk"))
            if all(job.status in ended for job in found):
                return found
            time.sleep(0.05)
        raise AssertionError(f"after {seconds} s: {[(job.pk, job.status) for job in found]}\n{self.log.read_text()}")

    def wait_one(self, job: Job, *, until: frozenset[str] | None = None, seconds: float = 60) -> Job:
        return self.wait(job, until=until, seconds=seconds)[0]

    def running(self, job: Job) -> Job:
        return self.wait_one(job, until=frozenset({"running"}))

    def written(self, label: str) -> int:
        """How often a job `tests.write` has stored this label."""
        return Study.objects.using(ALIAS).filter(title__en=label).count()


def child_of(job: Job) -> int:
    """The process that runs the job."""
    return int(job.worker.rpartition(":")[2])


def members(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _ppid, _group, sid = entry.read_text().rpartition(")")[2].split()[:4]
            if int(sid) == session and state != "Z":
                found.append(int(entry.parent.name))
    return found


@contextmanager
def workplace(folder: Path) -> Iterator[Workplace]:
    """A migrated database of the same kind as the suite's own, and the processes working on it."""
    with _database(folder) as (url, name):
        place = Workplace(folder, url)
        connections.settings[ALIAS] = copy.deepcopy(connections.settings["default"]) | {"NAME": name}
        try:
            yield place
        finally:
            place.stop()
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.settings[ALIAS]


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, str]]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        file = folder / "kontrast.sqlite3"
        shutil.copy(_migrated_file(), file)
        yield f"sqlite:///{file}", str(file)
        return
    name = _new_name()
    with on_server() as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {_migrated_database()}")
        try:
            yield _address(name), name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _migrated_file() -> Path:
    """Migrating takes seconds: once for all workplaces of this process."""
    folder = Path(tempfile.mkdtemp(prefix="kontrast-"))
    atexit.register(shutil.rmtree, folder)
    Workplace(folder, f"sqlite:///{folder / 'kontrast.sqlite3'}").run("migrate", "--verbosity", "0")
    return folder / "kontrast.sqlite3"


@cache
def _migrated_database() -> str:
    name = _new_name()
    with on_server() as server:
        server.execute(f"CREATE DATABASE {name}")
    atexit.register(_drop, name)
    with tempfile.TemporaryDirectory() as folder:
        Workplace(Path(folder), _address(name)).run("migrate", "--verbosity", "0")
    return name


def _drop(name: str) -> None:
    with on_server() as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def on_server() -> psycopg.Connection[Any]:
    """The suite's PostgreSQL server, beside any database of ours."""
    return psycopg.connect(_address(), autocommit=True)


def _new_name() -> str:
    return f"kontrast_own_{uuid.uuid4().hex[:12]}"


def _address(name: str = "postgres") -> str:
    """A database on the suite's server; without a name the one that is always there."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
