"""The web server is killed while people answer: what was acknowledged is stored, once. The long one is a soak."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.surveys.storm import Respondent, Storm, ask
from tests.webserver import WebServer
from tests.workplace import Workplace, workplace

PEOPLE, KILLS = 12, 2


@pytest.fixture
def place(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Workplace]:
    with django_db_blocker.unblock(), workplace(tmp_path) as place:
        yield place


def test_a_killed_web_server_loses_and_doubles_no_acknowledged_answer(place: Workplace) -> None:
    links, web = ask(place, f"field_links({PEOPLE})"), WebServer(place)
    web.start()
    storm = Storm([Respondent(web.port, link, f"person {n}") for n, link in enumerate(links)], [web.kill] * KILLS)
    storm.run()
    storm.check(place)
    assert sum(storm.killed.values()) == KILLS
    assert sum(person.repeated for person in storm.people) > 0, "no kill was felt"
