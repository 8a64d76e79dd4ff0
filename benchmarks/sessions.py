"""Complete sessions over HTTP: 17 questions on 5 pages, against the web server as `manage.py up` starts it.

The database is PostgreSQL where BENCH_DATABASE_URL names one, else SQLite. Each row's ratio is of what is promised in
seconds, queries or MB; below 1 is kept. Processor seconds are of all server processes together, so they hold on a
machine that others use; rates and waiting times do not.
"""

import os
import statistics
import subprocess
import tempfile
import time
import urllib.parse
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import xlsxwriter
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import Row
from benchmarks._served import _free_port, _wait_for
from studies.management.commands.up import _web
from studies.models import Study, Unit
from surveys import links, services
from surveys.imports import import_xlsform
from surveys.models import Collection, Response, ResponseStatus

PAGES = (4, 4, 3, 3, 3)  # 10 yes/no, then 7 scales
YES_NO = 10
WARM, FEW, MANY = 12, 80, 160
PROMISED = {"processor": 0.13, "queries": 12, "a second": 13.0, "p95": 0.3, "MB": 350, "autosave": 0.005}
TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = "0123456789abcdef0123456789abcdef"


def run() -> Iterator[Row]:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        collection = _collection(Path(folder))
        yield from _pages(collection)
        with _Server() as server:
            yield from _sessions(server, collection)
            yield _autosaves(server, collection)
            yield Row("server memory, MB", server.megabytes(), server.megabytes() / PROMISED["MB"], "350 MB")


def _questions() -> list[list[list[str]]]:
    names = iter(range(1, sum(PAGES) + 1))
    return [
        [["select_one yn" if n <= YES_NO else "select_one agree", f"q{n}", f"Question {n}", "yes"] for n in page]
        for page in ([next(names) for _place in range(size)] for size in PAGES)
    ]


def _collection(folder: Path) -> Collection:
    study = Study.objects.create(slug=f"sessions-{time.time_ns()}", title={"en": "Sessions"}, contact="Anne")
    Unit.objects.create(study=study, code="U", name="U")
    survey = [["type", "name", "label", "required"]]
    for number, rows in enumerate(_questions(), start=1):
        survey += [["begin_group", f"page{number}", f"Page {number}", ""], *rows, ["end_group", "", "", ""]]
    choices = [["list_name", "name", "label"], ["yn", "1", "Yes"], ["yn", "2", "No"]]
    choices += [["agree", str(code), f"Point {code}"] for code in range(1, 6)]
    with xlsxwriter.Workbook(folder / "form.xlsx") as book:
        for name, rows in (("survey", survey), ("choices", choices)):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    form = import_xlsform(study=study, file=folder / "form.xlsx", by=None, publish=True)
    return services.create_collection(study=study, version=form.version, name="sessions", by=None)


def _links(collection: Collection, count: int) -> list[str]:
    made = services.create_invitations(collection=collection, count=count, by=None)
    return [f"/s/{links.token_of(each.public_id)}/" for each in made]


def _steps(link: str) -> Iterator[tuple[str, str, dict[str, str], int]]:
    """Open, five pages, look it through, send, receipt: as a browser without scripts does, redirects followed."""
    yield "GET", link, {}, 200
    yield "POST", link, {}, 302
    for number, rows in enumerate(_questions(), start=1):
        names = [row[1] for row in rows]
        yield "GET", f"{link}{number}/", {}, 200
        given = {f"q_{name}": "1" for name in names}
        yield "POST", f"{link}{number}/", {**given, "shown": " ".join(names), "next": "1"}, 302
    yield "GET", f"{link}check/", {}, 200
    yield "POST", f"{link}check/", {}, 302
    yield "GET", f"{link}receipt/", {}, 200


def _pages(collection: Collection) -> Iterator[Row]:
    """The page that makes most queries."""
    client, most = Client(SERVER_NAME="localhost"), 0
    for _warm in range(2):
        most = 0
        for method, path, fields, expected in _steps(_links(collection, 1)[0]):
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(path, fields) if method == "POST" else client.get(path)
            if answer.status_code != expected:
                raise RuntimeError(f"{method} {path}: {answer.status_code}")
            most = max(most, len(queries))
    yield Row(f"session: queries of its worst page ({most})", 0, most / PROMISED["queries"], "12 queries")


class _Server:
    """The web server's command as `up` has it, and its processes."""

    def __enter__(self) -> "_Server":
        self.port = _free_port()
        kept = _web("127.0.0.1", self.port, print)
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            kept.command, env=kept.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )
        _wait_for(self.port)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def processor(self) -> float:
        return sum(int(fields[11]) + int(fields[12]) for _pid, fields in self._members()) / TICKS

    def megabytes(self) -> float:
        """Pages that processes share are counted once."""
        maps = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid, _fields in self._members())
        return sum(int(each.partition("\nPss:")[2].split()[0]) for each in maps) / 1024

    def _members(self) -> Iterator[tuple[str, list[str]]]:
        """The processes of the server's session, with what the kernel says of each behind its name."""
        for entry in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = entry.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid:
                    yield entry.parent.name, fields


def _sessions(server: _Server, collection: Collection) -> Iterator[Row]:
    _walk_all(server, _links(collection, WARM), 4)
    before = server.processor()
    seconds, _waits = _walk_all(server, _links(collection, FEW), 4)
    used = (server.processor() - before) / FEW
    yield Row("session: processor, 17 questions on 5 pages", used, used / PROMISED["processor"], "0.13 s")
    yield Row(f"session: 4 at once, {FEW / seconds:.1f} a second", seconds / FEW, seconds / FEW * 13, "1/13 s")
    seconds, waits = _walk_all(server, _links(collection, MANY), 16)
    p95 = statistics.quantiles(waits, n=20)[-1]
    yield Row("session: 16 at once, 95 % of requests within", p95, p95 / PROMISED["p95"], "0.3 s")
    sent = Response.objects.filter(collection=collection, status=ResponseStatus.COMPLETE).count()
    if sent != WARM + FEW + MANY + 2:
        raise RuntimeError(f"{sent} were sent.")


def _walk_all(server: _Server, paths: Iterable[str], at_once: int) -> tuple[float, list[float]]:
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        waits = [wait for each in pool.map(lambda path: _walk(server.port, path), paths) for wait in each]
    return time.perf_counter() - began, waits


def _walk(port: int, link: str) -> list[float]:
    """Any answer but the expected one is an error."""
    waits, browser = [], _Browser(port)
    for method, path, fields, expected in _steps(link):
        began = time.perf_counter()
        status = browser.ask(method, path, fields)
        waits.append(time.perf_counter() - began)
        if status != expected:
            raise RuntimeError(f"{method} {path}: {status}")
    return waits


class _Browser:
    """Keeps its connection, and the cookies it is given."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"csrftoken": TOKEN}

    def ask(self, method: str, path: str, fields: dict[str, str]) -> int:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        token = self.cookies["csrftoken"]
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}) if method == "POST" else ""
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        for given in answer.headers.get_all("Set-Cookie", []):
            name, _is, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status


def _autosaves(server: _Server, collection: Collection) -> Row:
    (link,) = _links(collection, 1)
    browser, count = _Browser(server.port), 200
    browser.ask("POST", link, {})
    before = server.processor()
    for number in range(count):
        status = browser.ask("POST", f"{link}autosave/", {"question": "q1", "q_q1": str(1 + number % 2)})
        if status != 200:
            raise RuntimeError(status)
    used = (server.processor() - before) / count
    return Row("autosave: processor", used, used / PROMISED["autosave"], "5 ms")
