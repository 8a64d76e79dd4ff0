"""Respondents who answer over HTTP while the server is killed: each step is asked again until it is acknowledged."""

import http.client
import json
import random
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from surveys.models import Response
from tests.surveys.fielding import FIRST, make_collection, make_link
from tests.workplace import MANAGE, Workplace

KEY = re.compile(r'name="key"\s+value="([^"]+)"')
PATIENCE = 180.0


def field_links(count: int) -> None:
    """Print the paths of new links."""
    with tempfile.TemporaryDirectory() as folder:
        collection, _user = make_collection(Path(folder))
        print(json.dumps([make_link(collection)[1] for _number in range(count)]))  # noqa: T201 -- read by `ask`


def stored_answers() -> None:
    rows = Response.objects.order_by("pk").values_list("status", "submission_key", "answers")
    print(json.dumps([[status, str(key), answers] for status, key, answers in rows]))  # noqa: T201 -- read by `ask`


def ask(place: Workplace, call: str, *, module: str = "tests.surveys.storm") -> list[Any]:
    """What a function prints, called in a process that works on the workplace's own database."""
    code = f"import {module}; {module}.{call}"
    command = [sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code]
    told = subprocess.run(command, env=place.environment, check=True, capture_output=True, text=True)
    found: list[Any] = json.loads(told.stdout.splitlines()[-1])
    return found


@dataclass
class Respondent:
    """One person: what was acknowledged to it must be in the database."""

    port: int
    link: str
    why: str
    key: str = ""
    acknowledged: bool = False
    repeated: int = 0
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def answer(self) -> None:
        self.post("")
        self.post("1/", **FIRST)
        self.post("2/", shown="contracts why since", q_contracts="60", q_why=self.why, q_since="2003-12-24", next="1")
        found = KEY.search(self.until_told(200, "GET", "check/"))
        assert found
        self.key = found[1]
        self.post("check/", key=self.key)
        self.acknowledged = True

    def post(self, path: str, **fields: str | Sequence[str]) -> None:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}, doseq=True)
        self.until_told(302, "POST", path, body)

    def until_told(self, expected: int, method: str, path: str, body: str = "") -> str:
        """Connections that break and 503 are asked again; every other answer than the expected one is a fault."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            status, text = self._once(method, path, body)
            if status == expected:
                return text
            assert status in (0, 503), (status, method, path, text[:2000])
            self.repeated += 1
            time.sleep(0.1)
        raise AssertionError(f"{method} {path} was not answered within {PATIENCE} seconds")

    def _once(self, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {"Cookie": f"csrftoken={self.token}", "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, self.link + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()


@dataclass
class Storm:
    """All of them, a few at once, and kills that come at answers given, so that none falls into idle time."""

    people: Sequence[Respondent]
    kills: Sequence[Callable[[], str]]
    killed: Counter[str] = field(default_factory=Counter)

    def run(self, *, at_once: int = 4) -> None:
        killer = threading.Thread(target=self._kill, daemon=True)
        with ThreadPoolExecutor(at_once) as pool:
            killer.start()
            list(pool.map(Respondent.answer, self.people))
        killer.join(PATIENCE)

    def _kill(self) -> None:
        """Spread over the whole: the next comes when its share of people has been told *received*."""
        chance = random.Random(2004)
        for number, kill in enumerate(self.kills):
            due = len(self.people) * number // len(self.kills)
            while sum(person.acknowledged for person in self.people) < due:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.3))
            self.killed[kill()] += 1

    def check(self, place: Workplace) -> None:
        """Every acknowledged answer is there, exactly once."""
        found = ask(place, "stored_answers()")
        stored = Counter((key, answers["why"]) for status, key, answers in found if status == "complete")
        assert stored == Counter((person.key, person.why) for person in self.people if person.acknowledged)
        assert len(found) == len(self.people)
