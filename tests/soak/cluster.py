"""A PostgreSQL cluster of the test's own, which it may kill."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.webserver import free_port

USER = "postgres"


def programs() -> Path | None:
    """Where initdb is; Debian keeps it out of the path."""
    found = shutil.which("initdb") or next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None)
    return Path(found).parent if found else None


@dataclass
class Cluster:
    folder: Path
    programs: Path
    port: int
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        command = [
            str(self.programs / "postgres"),
            "-D",
            str(self.folder),
            "-p",
            str(self.port),
            "-k",
            str(self.folder),
        ]
        self.server = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, user=_account()
        )
        self._wait()

    def kill(self) -> str:
        """SIGKILL to every process of it at once, then start it again on what is on the disk."""
        assert self.server is not None
        for pid in everyone(self.server.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.server.wait()
        self.start()
        return "the database"

    def stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(30)

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url).close()
                return
            time.sleep(0.1)
        raise AssertionError("the cluster does not answer")


@contextmanager
def running(folder: Path, programs: Path) -> Iterator[Cluster]:
    own = make(folder, programs)
    own.start()
    try:
        yield own
    finally:
        own.stop()


def everyone(server: int) -> list[int]:
    """The server and its processes: each of those has made a session of its own."""
    found = [server]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == server:
                found.append(int(entry.parent.name))
    return found


def make(folder: Path, programs: Path) -> Cluster:
    folder.mkdir()
    if account := _account():
        shutil.chown(folder, account)
    command = [str(programs / "initdb"), "-D", str(folder), "-U", USER, "--auth=trust", "--encoding=UTF8"]
    subprocess.run(command, check=True, capture_output=True, user=account)
    return Cluster(folder, programs, free_port())


def _account() -> str | None:
    """PostgreSQL refuses to run as root."""
    return USER if os.geteuid() == 0 else None
