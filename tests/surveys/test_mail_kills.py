"""The worker is killed while five hundred mails go out: nobody is mailed twice, and what is uncertain is shown."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from studies.models import Job
from tests.surveys.mail_storm import mailed
from tests.surveys.storm import ask
from tests.workplace import ALIAS, Workplace, child_of, workplace

PEOPLE, KILLS = 500, 3
STORM = "tests.surveys.mail_storm"


@pytest.fixture
def place(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Workplace]:
    with django_db_blocker.unblock(), workplace(tmp_path) as place:
        place.environment |= {"EMAIL_URL": f"filemail:///{tmp_path / 'mails'}", "JOB_LEASE_SECONDS": "3"}
        yield place


def kill_when(place: Workplace, job: Job, folder: Path, count: int) -> None:
    """Kill whoever sends, once so many mails have gone out, at a random moment of the next."""
    until = time.monotonic() + 120
    while sum(mailed(folder).values()) < count and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(random.uniform(0, 0.02))
    with suppress(ProcessLookupError, ValueError):
        os.kill(child_of(Job.objects.using(ALIAS).get(pk=job.pk)), signal.SIGKILL)


def test_nobody_is_mailed_twice_and_uncertain_mails_are_shown(place: Workplace) -> None:
    (mailing,) = ask(place, f"ask_for_mails({PEOPLE})", module=STORM)
    folder, job = place.folder / "mails", Job.objects.using(ALIAS).get(name="surveys.send_mails")
    place.start("worker", JOB_POLL_SECONDS="0.1")
    for kill in range(1, KILLS + 1):
        kill_when(place, job, folder, kill * PEOPLE // (KILLS + 2))
    ended = place.wait_one(job, seconds=180)
    assert (ended.status, ended.attempt > 1) == ("done", True)
    told = ask(place, f"told_of({mailing})", module=STORM)
    out, counts = mailed(folder), Counter(status for status, _address in told)
    assert set(out.values()) == {1}, "somebody was mailed twice"
    assert set(counts) <= {"sent", "uncertain"}
    assert counts["uncertain"] <= KILLS
    assert {address for status, address in told if status == "sent"} <= set(out)
    assert set(out) <= {address for _status, address in told}
    assert len(out) >= PEOPLE - counts["uncertain"]
