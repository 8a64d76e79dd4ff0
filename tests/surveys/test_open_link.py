"""The one link that anybody may answer by: each start gets a link of its own, once."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from studies.problems import Refused
from surveys import guesses, links, services
from surveys.models import Collection, Invitation, Response, SecondRule
from tests.surveys.fielding import FIRST, SECOND, key_of, make_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path)[0]


@pytest.fixture
def door(collection: Collection) -> str:
    return f"/s/open/{services.make_open_link(collection=collection, by=None)}/"


def _start(client: Client, door: str, key: str = "") -> str:
    told = client.post(door, {"key": key or str(uuid.uuid4()), "lang": "en"})
    assert told.status_code == 302
    return told.headers["Location"].removesuffix("link/")


def test_reading_stores_nothing_and_starting_gives_a_link_of_ones_own(client: Client, door: str) -> None:
    page = client.get(f"{door}?lang=en").content.decode()
    assert 'name="key"' in page
    assert "Pass this on" not in page
    assert "Is there attention?" in client.get(f"{door}questionnaire/?lang=en").content.decode()
    assert not Invitation.objects.exists()
    own = _start(client, door)
    invitation = Invitation.objects.get()
    assert (invitation.by_open_link, invitation.status, invitation.language) == (True, "started", "en")
    shown = client.get(f"{own}link/").content.decode()
    assert links.link_of(invitation) in shown
    assert "<svg" in shown
    assert "mailto:?subject=" in shown


def test_own_link_goes_on_in_another_browser_and_sends(client: Client, door: str) -> None:
    own = _start(client, door)
    client.post(f"{own}1/", FIRST)
    other = Client()
    assert other.post(own).headers["Location"] == f"{own}1/"
    other.post(f"{own}2/", SECOND)
    other.post(f"{own}check/", {"key": key_of(other, own)})
    assert Response.objects.get().status == "complete"


def test_pressing_start_twice_is_one_start_and_two_pages_are_two(client: Client, door: str) -> None:
    key = str(uuid.uuid4())
    assert _start(client, door, key) == _start(Client(), door, key)
    assert Response.objects.count() == 1
    _start(client, door)
    assert Response.objects.count() == 2


def test_a_key_that_was_made_up_chooses_no_link(client: Client, door: str, collection: Collection) -> None:
    own = _start(client, door)
    public_id = Invitation.objects.get().public_id
    assert _start(client, door, str(public_id)) != own
    assert client.post(door, {"key": "no uuid"}).status_code == 302


def test_a_closed_link_stays_closed_and_a_new_one_is_another(
    client: Client, door: str, collection: Collection
) -> None:
    own = _start(client, door)
    services.close_open_link(collection=collection, by=None)
    assert client.get(door).status_code == client.post(door).status_code == 404
    assert client.get(own).status_code == 200
    again = f"/s/open/{services.make_open_link(collection=collection, by=None)}/"
    assert again != door
    assert client.get(door).status_code == 404
    assert client.get(again).status_code == 200
    assert Client().get("/s/open/AAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_starts_from_one_address_are_limited_and_reading_is_not(
    client: Client, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "STARTS_ALLOWED", 2)
    for _number in range(2):
        _start(client, door)
    refused = client.post(door, {"key": str(uuid.uuid4()), "lang": "en"})
    assert refused.status_code == 429
    assert "Many have started from this place" in refused.content.decode()
    assert client.get(door).status_code == 200
    assert client.post(door, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert Response.objects.count() == 3


def test_one_link_for_all_is_refused_where_one_is_asked_in_a_unit(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path, second_rule=SecondRule.NAMED)
    with pytest.raises(Refused):
        services.make_open_link(collection=collection, by=user)


def test_only_the_hash_of_the_link_is_stored(collection: Collection, door: str) -> None:
    collection.refresh_from_db()
    token = links.open_token_of(collection)
    assert collection.open_token_hash == links.token_hash(token)
    assert token in door
    assert collection.opened_at is not None


def test_a_collection_that_is_over_starts_nobody(client: Client, door: str) -> None:
    Collection.objects.update(closes=timezone.localdate() - timedelta(days=1))
    assert client.post(door).status_code == 404
    assert not Response.objects.exists()
