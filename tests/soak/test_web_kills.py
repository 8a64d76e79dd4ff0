"""The web server is killed 20 times and the database 5 times while 5,000 questionnaires are answered over HTTP.

Every answer that was acknowledged must be stored, exactly once. SQLite lives in the web process and dies with it; the
PostgreSQL cluster is the test's own. KONTRAST_STORM names another number of people.
"""

import os
from pathlib import Path

import pytest

from tests.soak import cluster
from tests.surveys.storm import Respondent, Storm, ask
from tests.webserver import WebServer
from tests.workplace import Workplace

pytestmark = pytest.mark.soak
PEOPLE = int(os.environ.get("KONTRAST_STORM", "5000"))
WEB_KILLS, DATABASE_KILLS = 20, 5


def storm(folder: Path, url: str, database: cluster.Cluster | None, capsys: pytest.CaptureFixture[str]) -> None:
    place = Workplace(folder, url)
    place.run("migrate", "--verbosity", "0")
    links, web = ask(place, f"field_links({PEOPLE})"), WebServer(place)
    kills = [web.kill] * WEB_KILLS
    for number in range(DATABASE_KILLS if database else 0):
        kills.insert(2 + number * 5, database.kill)  # type: ignore[union-attr]
    people = Storm([Respondent(web.port, link, f"person {n}") for n, link in enumerate(links)], kills)
    web.start()
    try:
        people.run(at_once=8)
        people.check(place)
    finally:
        place.stop()
    with capsys.disabled():
        repeated = sum(person.repeated for person in people.people)
        print(f"\n{PEOPLE} sent, killed {dict(people.killed)}, {repeated} requests asked again, lost 0, doubled 0")  # noqa: T201
    assert sum(people.killed.values()) == len(kills)


def test_sqlite_keeps_every_acknowledged_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    storm(folder, f"sqlite:///{folder / 'kontrast.sqlite3'}", None, capsys)


def test_postgresql_keeps_every_acknowledged_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = cluster.programs()
    if found is None:
        pytest.skip("no PostgreSQL programs on this machine")
    with cluster.running(folder / "cluster", found) as own:
        storm(folder, own.url, own, capsys)
