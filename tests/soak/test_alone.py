"""1,000 questionnaires are answered while neither Redis nor a worker is there: no request fails, none is asked again.

KONTRAST_ALONE names another number of people.
"""

import os
from pathlib import Path

import pytest

from tests.surveys.storm import Respondent, Storm, ask
from tests.webserver import WebServer, free_port
from tests.workplace import Workplace

pytestmark = pytest.mark.soak
PEOPLE = int(os.environ.get("KONTRAST_ALONE", "1000"))


def test_collecting_needs_neither_redis_nor_a_worker(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Workplace(folder, f"sqlite:///{folder / 'kontrast.sqlite3'}")
    place.environment |= {"CELERY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}  # nobody listens there
    place.run("migrate", "--verbosity", "0")
    links, web = ask(place, f"field_links({PEOPLE})"), WebServer(place)
    storm = Storm([Respondent(web.port, link, f"person {n}") for n, link in enumerate(links)], [])
    web.start()
    try:
        storm.people[0].answer()  # until the server is up, it is asked again
        waited, storm.people[0].repeated = storm.people[0].repeated, 0
        storm.people = storm.people[1:]
        storm.run(at_once=4)
        repeated = sum(person.repeated for person in storm.people)
        stored = ask(place, "stored_answers()")
    finally:
        place.stop()
    with capsys.disabled():
        print(f"\n{len(stored)} sent without Redis or a worker, {repeated} asked again, {waited} before it was up")  # noqa: T201
    assert repeated == 0
    assert sorted(answers["why"] for _status, _key, answers in stored) == sorted(f"person {n}" for n in range(PEOPLE))
    assert {status for status, _key, _answers in stored} == {"complete"}
