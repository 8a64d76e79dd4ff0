"""The door: which links open a questionnaire, in which language, and what is said of those that do not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys import guesses, links
from surveys.models import Collection, Invitation, Response
from tests.surveys.fielding import answer_all, key_of, make_collection, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path)[0]


@pytest.fixture
def link(collection: Collection) -> str:
    return make_link(collection, unit=collection.study.units.get(code="H01"))[1]


def test_unknown_closed_and_used_links_show_the_same_page(client: Client, collection: Collection, link: str) -> None:
    answer_all(client, link)
    client.post(f"{link}check/", {"key": key_of(client, link)})
    _invitation, other = make_link(collection)
    stranger = Client()
    unknown = stranger.get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/", headers={"accept-language": "da"})
    used = stranger.get(link)
    receipt = stranger.get(f"{link}receipt/")
    Collection.objects.update(closes=timezone.localdate() - timedelta(days=1))
    closed = stranger.get(other)
    early = _not_open_yet(collection, other)
    pages = [unknown, used, receipt, closed, early]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_used_and_closed_links_speak_the_language_that_was_read(
    client: Client, collection: Collection, link: str
) -> None:
    answer_all(client, link)
    client.post(f"{link}check/", {"key": key_of(client, link), "lang": "en"})
    _invitation, unopened = make_link(collection, language="en")
    Collection.objects.update(closes=timezone.localdate() - timedelta(days=1))
    for path in (link, f"{link}receipt/", f"{link}1/", unopened):
        page = Client().get(path, headers={"accept-language": "da"}).content.decode()
        assert '<html lang="en"' in page, path
        assert "This link does not open a questionnaire" in page, path
    unknown = Client().get("/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/", headers={"accept-language": "da"})
    assert '<html lang="da"' in unknown.content.decode()


def _not_open_yet(collection: Collection, link: str) -> Any:
    Collection.objects.update(closes=None, opens=timezone.localdate() + timedelta(days=1))
    return Client().get(link)


def test_guesses_are_slowed_after_twenty_a_minute(client: Client, link: str) -> None:
    statuses = [client.get(f"/s/guess{number}/").status_code for number in range(guesses.ALLOWED + 5)]
    assert statuses == [404] * guesses.ALLOWED + [429] * 5
    assert client.get(link).status_code == 429
    assert client.get(link, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_link_is_long_and_only_its_hash_is_stored(collection: Collection) -> None:
    invitation, link = make_link(collection)
    token = link.split("/")[2]
    assert len(token) >= 22
    stored = json.dumps(list(Invitation.objects.values()), default=str)
    assert token not in stored
    assert links.token_of(invitation.public_id) == token


def test_language_is_chosen_and_kept(client: Client, link: str) -> None:
    assert "Is there attention?" not in client.get(f"{link}questionnaire/").content.decode()
    client.post(f"{link}?lang=en", {"lang": "en"})
    page = client.get(f"{link}1/").content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert "Is there attention?" in page
    client.get(f"{link}1/?lang=da")
    assert Response.objects.get().language == "da"
    assert "Er der politisk opmærksomhed?" in client.get(f"{link}1/").content.decode()


def test_language_chosen_on_any_page_is_kept_to_the_receipt(client: Client, link: str) -> None:
    answer_all(client, link)
    client.post(link, {"lang": "en"})
    assert '<html lang="en"' in client.get(f"{link}1/").content.decode()
    client.get(f"{link}check/?lang=da")
    assert '<html lang="da"' in client.get(f"{link}1/").content.decode()
    client.post(f"{link}check/", {"key": key_of(client, link), "lang": "en"})
    assert '<html lang="en"' in client.get(f"{link}receipt/").content.decode()
    assert Response.objects.get().language == "en"


def test_language_chosen_before_going_on_is_kept(client: Client, link: str) -> None:
    client.post(link, {"lang": "da"})
    client.post(link, {"lang": "en"})
    assert '<html lang="en"' in client.get(f"{link}1/").content.decode()


def test_invitation_opens_in_its_language(client: Client, collection: Collection) -> None:
    _invitation, link = make_link(collection, language="en")
    assert '<html lang="en"' in client.get(link).content.decode()


def test_pages_are_not_kept_by_anyone_on_the_way(client: Client, link: str) -> None:
    for path in (link, "/s/unknown/"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
