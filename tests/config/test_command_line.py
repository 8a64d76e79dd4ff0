"""Every command, for real: trouble around the program is one sentence and exit code 1."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.workplace import MANAGE, Workplace

ABSENT = "postgres://me:secret@127.0.0.1:1/x"
COMMANDS = [
    "analyse x contrasts",
    "create_study x --title X",
    "import_units x pyproject.toml",
    "import_items x pyproject.toml",
    "import_xlsform x pyproject.toml",
    "import_responses x f pyproject.toml --collection c",
    "load_demo --here",
    "migrate",
]


def ran(place: Workplace, *arguments: str, output: Path | None = None) -> tuple[int, str]:
    """How the command ended, and what it said of errors."""
    command = [sys.executable, MANAGE, *arguments]
    with (output or place.folder / "output").open("w") as there:
        done = subprocess.run(
            command,
            env=place.environment,
            cwd=settings.BASE_DIR,
            stdout=there,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.split()[0])
def test_a_database_out_of_reach_is_one_sentence_without_its_password(command: str, tmp_path: Path) -> None:
    code, said = ran(Workplace(tmp_path, ABSENT), *command.split())
    assert (code, len(said.splitlines())) == (1, 1), said
    assert said.startswith("The database at 127.0.0.1 cannot be reached. Start it, or correct DATABASE_URL. (")
    assert "secret" not in said


@pytest.mark.parametrize("address", ["secret", "mongo://me:secret@127.0.0.1/x", "postgres://me:secret@127.0.0.1/"])
def test_an_address_that_is_none_is_one_sentence_without_its_password(address: str, tmp_path: Path) -> None:
    code, said = ran(Workplace(tmp_path, address), "worker")
    assert (code, len(said.splitlines())) == (1, 1), said
    assert said.startswith("DATABASE_URL is no address of PostgreSQL or SQLite")
    assert "secret" not in said


def test_a_database_file_that_cannot_be_opened_is_said_as_a_file(tmp_path: Path) -> None:
    code, said = ran(Workplace(tmp_path, f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}"), "worker")
    assert (code, len(said.splitlines())) == (1, 1), said
    assert "x.sqlite3 cannot be opened (unable to open database file). Its folder must be there and writable" in said


def test_the_traceback_is_there_for_who_asks(tmp_path: Path) -> None:
    code, said = ran(Workplace(tmp_path, ABSENT), "create_study", "x", "--title", "X", "--traceback")
    assert (code, said.startswith("Traceback")) == (1, True)


NO_TABLES = (
    "The database at {} is empty. "
    "Run python manage.py migrate first, or make demo, which loads the demo studies too.\n"
)


@pytest.mark.parametrize("command", ["analyse x contrasts", "create_study x --title X", "load_demo --here"])
def test_an_empty_database_says_what_to_run(command: str, tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite3"
    assert ran(Workplace(tmp_path, f"sqlite:///{file}"), *command.split()) == (1, NO_TABLES.format(file))


def test_a_database_older_than_the_program_says_what_to_run(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    place = Workplace(tmp_path, f"sqlite:///{file}")
    place.run("migrate", "contenttypes", "--verbosity", "0")
    assert ran(place, "create_study", "x", "--title", "X") == (
        1,
        (
            f"The database at {file} could not be read or written (no such table: studies_study). "
            "If it is new or older than the program, run manage.py migrate first.\n"
        ),
    )


@pytest.fixture
def empty() -> Iterator[str]:
    """The name of a database on the server, without a table."""
    name = f"kontrast_empty_{os.getpid()}"
    with psycopg.connect("postgresql://postgres@127.0.0.1:5432/postgres", autocommit=True) as connected:
        connected.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        connected.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.mark.postgres
def test_an_empty_postgresql_database_says_what_to_run(empty: str, tmp_path: Path) -> None:
    place = Workplace(tmp_path, f"postgres://postgres@127.0.0.1:5432/{empty}")
    assert ran(place, "create_study", "x", "--title", "X") == (1, NO_TABLES.format("127.0.0.1"))


@pytest.mark.postgres
@pytest.mark.parametrize("command", ["create_study x --title X", "migrate"])
def test_a_postgresql_database_that_is_not_there_is_named(command: str, tmp_path: Path) -> None:
    place = Workplace(tmp_path, "postgres://postgres@127.0.0.1:5432/kontrast_nowhere")
    code, said = ran(place, *command.split())
    assert (code, said) == (
        1,
        (
            "The server at 127.0.0.1 has no database kontrast_nowhere. "
            "Make it (createdb kontrast_nowhere), or correct DATABASE_URL.\n"
        ),
    )


@pytest.mark.postgres
def test_a_user_the_server_does_not_let_in_is_named(tmp_path: Path) -> None:
    place = Workplace(tmp_path, "postgres://nobody_here:secret@127.0.0.1:5432/postgres")
    code, said = ran(place, "create_study", "x", "--title", "X")
    assert (code, len(said.splitlines())) == (1, 1), said
    assert said.startswith(
        "The server at 127.0.0.1 does not let nobody_here open the database postgres. "
        "Correct user and password in DATABASE_URL. ("
    )
    assert "secret" not in said


@pytest.mark.parametrize("command", ["help", "diffsettings --all"])
def test_output_to_a_full_disk_is_one_sentence(command: str, tmp_path: Path) -> None:
    place = Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    code, said = ran(place, *command.split(), output=Path("/dev/full"))
    assert (code, said) == (1, "The disk is full: not all could be written. Make room, then do it again.\n")


def test_a_reader_that_has_read_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    place = Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    piped = f"exec 3>&1; {{ {sys.executable} {MANAGE} diffsettings --all 2>&3; }} | exec true"
    done = subprocess.run(["bash", "-c", piped], env=place.environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "")


def test_a_fault_of_the_program_keeps_its_traceback(tmp_path: Path) -> None:
    place = Workplace(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite3'}")
    code, said = ran(place, "shell", "--verbosity", "0", "--command", "open('/nowhere/at/all')")
    assert (code, said.splitlines()[-1]) == (
        1,
        "FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/at/all'",
    )
