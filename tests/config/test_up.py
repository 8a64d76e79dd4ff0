"""`manage.py up` for real: serve, work, survive a kill, stop, and leave nothing behind."""

import errno
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from studies.models import Job
from tests.workplace import ALIAS, Workplace, child_of, members, workplace


@pytest.fixture
def place(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Workplace]:
    with django_db_blocker.unblock(), workplace(tmp_path) as place:
        yield place


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def said(place: Workplace, text: str, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while text not in place.log.read_text():
        assert time.monotonic() < until, place.log.read_text()
        time.sleep(0.1)


def children(pid: int) -> dict[str, int]:
    """The supervisor's processes by what they are."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_text()
        except OSError:
            continue
        if parent == pid:
            found["web" if "granian" in command else "worker"] = int(entry.name)
    return found


def status_of(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return int(answer.status)


def gone(sessions: list[int], *, seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(members(session) for session in sessions):
            return True
        time.sleep(0.1)
    return False


def test_up_serves_works_survives_kills_and_leaves_nothing_behind(place: Workplace, port: int) -> None:
    up = place.start("up", "--port", str(port), KONTRAST_WARM_UP="json")
    said(place, f"Kontrast is at http://127.0.0.1:{port}")
    assert status_of(port, "/accounts/login/") == 200
    assert place.wait_one(place.enqueue("tests.write", label="first")).status == "done"

    # a child of the worker dies in the middle of a job
    job = place.running(place.enqueue("tests.write", label="child killed", seconds=2, steps=4))
    os.kill(child_of(job), signal.SIGKILL)
    ended = place.wait_one(job)
    assert (ended.status, ended.attempt, place.written("child killed")) == ("done", 2, 1)

    # the whole worker dies in the middle of a job: another is started, and takes it up at once
    job = place.running(place.enqueue("tests.write", label="worker killed", seconds=3, steps=6))
    first = children(up.pid)
    os.kill(first["worker"], signal.SIGKILL)
    ended = place.wait_one(job)
    assert (ended.status, ended.attempt, place.written("worker killed")) == ("done", 2, 1)

    # the web server dies: another is started
    os.kill(first["web"], signal.SIGKILL)
    said(place, "The web server has stopped. It is started again")
    until = time.monotonic() + 30
    while time.monotonic() < until and not _serves(port):
        time.sleep(0.2)
    assert status_of(port, "/accounts/login/") == 200

    # a job is under way while everything is stopped
    place.running(place.enqueue("tests.write", label="stopped", seconds=60, steps=60))
    second = children(up.pid)
    up.terminate()
    assert up.wait(30) == 0
    assert gone([up.pid, *first.values(), *second.values()], seconds=2)
    job = Job.objects.using(ALIAS).get(args__label="stopped")
    assert (job.status, job.deaths) == ("queued", 0)


def _serves(port: int) -> bool:
    try:
        return status_of(port, "/accounts/login/") == 200
    except OSError:
        return False


def test_what_up_started_leaves_when_up_itself_is_killed(place: Workplace, port: int) -> None:
    up = place.start("up", "--port", str(port))
    said(place, f"Kontrast is at http://127.0.0.1:{port}")
    job = place.running(place.enqueue("tests.sleep", seconds=60))
    started = children(up.pid)
    os.kill(up.pid, signal.SIGKILL)
    up.wait()
    assert gone(list(started.values()), seconds=20)
    job.refresh_from_db(using=ALIAS)
    assert (job.status, job.deaths) == ("queued", 0)


def test_up_says_that_redis_is_away_and_works(place: Workplace, port: int) -> None:
    place.start("up", "--port", str(port), CELERY_BROKER_URL="redis://:secret@127.0.0.1:1/0")
    said(place, "Redis does not answer (ConnectionError); this worker looks for work by itself.")
    assert place.wait_one(place.enqueue("tests.write", label="without a bell")).status == "done"
    assert "secret" not in place.log.read_text()


def refused(place: Workplace, *arguments: str, **environment: str) -> str:
    """What `up` says when it does not start."""
    assert place.start("up", *arguments, **environment).wait(30) == 1
    text = place.log.read_text()
    assert "Traceback" not in text
    return text


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        text = refused(Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}"), "--port", port)
    assert f"Port {port} is taken by another program. Stop it, or use --port." in text


def test_a_second_server_on_the_port_is_refused_at_once(tmp_path: Path, port: int) -> None:
    """The web server shares its port among processes, so a second one would serve half of the requests."""
    first, second = (Workplace(tmp_path / name, f"sqlite:///{tmp_path / name}/x.sqlite3") for name in "ab")
    for one in (first, second):
        one.folder.mkdir()
    try:
        first.start("up", "--port", str(port))
        until = time.monotonic() + 60
        while not _is_bound(port):
            assert time.monotonic() < until, first.log.read_text()
            time.sleep(0.05)
        assert "Kontrast is at" not in first.log.read_text()  # not served yet, and taken all the same
        assert f"Port {port} is taken by another program." in refused(second, "--port", str(port))
        assert not (second.folder / "x.sqlite3").exists()
        said(first, f"Kontrast is at http://127.0.0.1:{port}")
        assert status_of(port, "/accounts/login/") == 200
    finally:
        first.stop()


def _is_bound(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def test_links_follow_the_port_that_is_served_unless_the_address_is_set(tmp_path: Path, port: int) -> None:
    place = Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    try:
        place.start("up", "--port", str(port), "--first", "check")
        said(place, f"Kontrast is at http://127.0.0.1:{port}")
        assert place.log.read_text().index("System check identified") < place.log.read_text().index("Kontrast is at")
        assert _address_of_children(place) == f"http://127.0.0.1:{port}"
        place.stop()
        place.log.unlink()
        place.start("up", "--port", str(port), SITE_URL="http://192.0.2.1")
        said(place, "Kontrast is at")
        assert _address_of_children(place) == "http://192.0.2.1"
    finally:
        place.stop()


def _address_of_children(place: Workplace) -> str:
    """What processes that serve and work have as SITE_URL."""
    (found,) = {
        entry.removeprefix("SITE_URL=")
        for pid in children(place.started[-1].pid).values()
        for entry in Path(f"/proc/{pid}/environ").read_text().split("\0")
        if entry.startswith("SITE_URL=")
    }
    return found


def test_a_database_out_of_reach_is_a_sentence_without_its_password(tmp_path: Path, port: int) -> None:
    text = refused(Workplace(tmp_path, "postgres://me:secret@127.0.0.1:1/x"), "--port", str(port))
    assert "The database at 127.0.0.1 cannot be reached. Start it, or correct DATABASE_URL." in text
    assert "secret" not in text


def test_a_data_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path, port: int) -> None:
    (tmp_path / "file").write_text("in the way")
    place = Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    text = refused(place, "--port", str(port), KONTRAST_DATA=str(tmp_path / "file"))
    assert f"The folder KONTRAST_DATA={tmp_path / 'file'} cannot be written" in text


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"0" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC  # noqa: PT017 -- the loop ends in no other way


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system that is full")
def test_a_full_disk_is_a_sentence(tmp_path: Path, port: int) -> None:
    full = tmp_path / "full"
    full.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(full)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this container may not mount")
    try:
        (full / "static").mkdir()
        _fill(full / "ballast")
        place = Workplace(tmp_path, f"sqlite:///{full / 'x.sqlite3'}")
        text = refused(place, "--port", str(port), KONTRAST_DATA=str(full))
    finally:
        subprocess.run(["umount", str(full)], check=True)
    assert f"The folder {full} cannot be written (No space left on device). Make room" in text
