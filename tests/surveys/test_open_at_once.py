"""Fifty people open one link at once; one person presses Send twenty times."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from surveys import services
from surveys.models import Anonymity, Invitation, Response, SpentLink
from tests.surveys.at_once import AT_ONCE, together
from tests.surveys.fielding import FIRST, SECOND, answer_all, key_of, make_collection, make_link

pytestmark = pytest.mark.django_db(transaction=True)
KEY = re.compile(r'name="key"\s+value="([^"]+)"')
PATIENCE = 5


def _ask(client: Client, path: str, given: dict[str, Any] | None = None) -> Any:
    """As a person does who is asked to try again in a little while."""
    for _attempt in range(PATIENCE):
        answer = client.get(path) if given is None else client.post(path, given)
        if answer.status_code != 503:
            return answer
    return answer


def _start_and_answer(door: str) -> int:
    client = Client()
    assert _ask(client, door).status_code == 200
    own = _ask(client, door, {"key": str(uuid.uuid4())}).headers["Location"].removesuffix("link/")
    for path, given in ((f"{own}1/", FIRST), (f"{own}2/", SECOND)):
        assert _ask(client, path, given).status_code == 302
    key = KEY.search(_ask(client, f"{own}check/").content.decode())
    assert key
    return int(_ask(client, f"{own}check/", {"key": key[1]}).status_code)


@pytest.mark.parametrize("anonymity", [Anonymity.CONFIDENTIAL, Anonymity.ANONYMOUS])
def test_fifty_people_by_one_open_link_are_fifty_responses(tmp_path: Path, anonymity: str) -> None:
    collection, _user = make_collection(tmp_path, anonymity=anonymity)
    door = f"/s/open/{services.make_open_link(collection=collection, by=None)}/"
    assert together(lambda _number: _start_and_answer(door)) == [302] * AT_ONCE
    assert Response.objects.filter(status="complete").count() == Response.objects.count() == AT_ONCE
    people = 0 if anonymity == Anonymity.ANONYMOUS else AT_ONCE
    assert Invitation.objects.filter(by_open_link=True).count() == people
    assert SpentLink.objects.count() == AT_ONCE - people


def test_twenty_presses_of_start_are_one(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    door = f"/s/open/{services.make_open_link(collection=collection, by=None)}/"
    key = str(uuid.uuid4())
    told = together(lambda _number: Client().post(door, {"key": key}).headers.get("Location"), 20)
    assert len(set(told)) == 1
    assert (Invitation.objects.count(), Response.objects.count()) == (1, 1)


@pytest.mark.parametrize("anonymity", [Anonymity.CONFIDENTIAL, Anonymity.ANONYMOUS])
def test_twenty_presses_of_send_are_one_sending(tmp_path: Path, anonymity: str) -> None:
    """Nobody is told of an error: either the receipt, or that it is already sent."""
    collection, _user = make_collection(tmp_path, anonymity=anonymity)
    _invitation, link = make_link(collection)
    client = Client()
    answer_all(client, link)
    key = key_of(client, link)
    told = together(lambda _number: Client().post(f"{link}check/", {"key": key}).status_code, 20)
    assert set(told) <= {200, 302}
    assert told.count(302) == 1 if anonymity == Anonymity.ANONYMOUS else told == [302] * 20
    assert Response.objects.get().answers == {
        "attention": "high",
        "means": ["plan", "job"],
        "contracts": 12,
        "since": "2003-12-24",
    }
    assert Response.objects.get().status == "complete"
