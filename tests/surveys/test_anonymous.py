"""Whoever holds the whole database, at any time, finds nothing that joins an anonymous answer to a person."""

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from studies.problems import Refused
from surveys import anonymity, links, services
from surveys.models import Anonymity, Collection, Identity, Invitation, Response, SecondRule, SpentLink
from tests.surveys.fielding import FIRST, SECOND, answer_all, key_of, make_collection, make_link

pytestmark = pytest.mark.django_db
PEOPLE = 12
ADDRESS, BROWSER = "203.0.113.77", "Unmistakable/7.0 (of one person)"
PERSON_SIDE = ("Invitation", "Identity", "UnitContact", "Mail", "ContactAttempt", "AuditEntry")


def _dump() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, as they come without an order asked for."""
    return {model.__name__: list(model._default_manager.order_by().values()) for model in apps.get_models()}


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    elif value not in (None, ""):
        yield str(value)


def _hashes(text: str) -> set[str]:
    """What somebody without LINK_KEY would try."""
    raw = {text.encode(), text.replace("-", "").encode(), text.upper().encode()}
    return {hashlib.new(name, each).hexdigest() for name in ("md5", "sha1", "sha256", "blake2b") for each in raw}


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path, anonymity=Anonymity.ANONYMOUS)[0]


@pytest.fixture
def people(collection: Collection) -> list[str]:
    """Links of twelve listed people: six in each of two units, and who they are."""
    found = []
    for number in range(PEOPLE):
        unit = collection.study.units.get(code="H01" if number % 2 else "L01")
        invitation, link = make_link(collection, unit=unit)
        Identity.objects.create(invitation=invitation, name=f"Person {number}", email=f"p{number}@example.org")
        found.append(link)
    return found


def _answer(link: str, number: int) -> None:
    client = Client(REMOTE_ADDR=ADDRESS, headers={"user-agent": BROWSER})
    client.get(link)
    client.post(link)
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", {**SECOND, "q_contracts": str(number)})


def _send(link: str) -> int:
    client = Client(REMOTE_ADDR=ADDRESS, headers={"user-agent": BROWSER})
    return client.post(f"{link}check/", {"key": key_of(client, link)}).status_code


def test_whoever_holds_the_whole_database_joins_no_answer_to_a_person(people: list[str]) -> None:
    dumps = [_dump()]
    for number, link in enumerate(people):
        _answer(link, number)
        dumps.append(_dump())
    for link in people:
        assert _send(link) == 302
        dumps.append(_dump())
    _no_row_about_people_changes(dumps)
    _no_value_or_hash_is_shared(dumps)
    _times_are_days(dumps)
    _order_says_nothing(dumps[-1])
    assert len(dumps[-1]["Response"]) == len(dumps[-1]["SpentLink"]) == PEOPLE


def test_what_shuffled_the_choices_is_forgotten_and_their_order_is_kept(people: list[str]) -> None:
    """A number of one's own in a copy from before and in one from after would join the two rows."""
    _answer(people[0], 0)
    Response.objects.update(paradata={"seed": 1_234_567_890, "order": {"attention": ["low", "high"]}})
    assert _send(people[0]) == 302
    assert Response.objects.get().paradata == {"order": {"attention": ["low", "high"]}}


def _no_row_about_people_changes(dumps: list[dict[str, list[dict[str, Any]]]]) -> None:
    """Two copies of the database, one from before a sending and one from after: all who were asked look the same."""
    for before, after in pairwise(dumps):
        for name in PERSON_SIDE:
            assert before[name] == after[name], name


def _no_value_or_hash_is_shared(dumps: list[dict[str, list[dict[str, Any]]]]) -> None:
    tokens = [links.token_of(row["public_id"]) for row in dumps[0]["Invitation"]]
    people = {leaf for name in ("Invitation", "Identity") for leaf in _leaves(dumps[0][name]) if len(leaf) > 10}
    secrets = people | {hashed for leaf in [*people, *tokens] for hashed in _hashes(leaf)} | set(tokens)
    for dump in dumps:
        answers = {leaf for name in ("Response", "SpentLink") for leaf in _leaves(dump[name])}
        assert answers & secrets <= set(_leaves(dump["Unit"]))
        everything = _plain(dump)
        assert ADDRESS not in everything
        assert BROWSER not in everything
        assert not any(token in everything for token in tokens)
    final = dumps[-1]["Response"]
    assert {row["invitation_id"] for row in final} == {None}
    assert {(row["draft_hash"], row["submission_key"], row["revision"]) for row in final} == {(None, None, 1)}
    drafted = {row["draft_hash"] for dump in dumps for row in dump["Response"]} - {None}
    assert len(drafted) == PEOPLE
    assert not any(draft in _plain(dumps[-1]) for draft in drafted)


def _times_are_days(dumps: list[dict[str, list[dict[str, Any]]]]) -> None:
    times = {row[name] for dump in dumps for row in dump["Response"] for name in ("started_at", "updated_at")}
    times |= {row["completed_at"] for row in dumps[-1]["Response"]}
    assert {timezone.localtime(at).time().isoformat() for at in times if at} == {"00:00:00"}
    inside = re.findall(r"\d\d:\d\d", _plain([row["paradata"] for dump in dumps for row in dump["Response"]]))
    assert inside == []


def _order_says_nothing(dump: dict[str, list[dict[str, Any]]]) -> None:
    """One chance in 479,001,600 that random numbers fall in the order of sending."""
    by_number = [row["answers"]["contracts"] for row in sorted(dump["Response"], key=lambda row: row["id"])]
    assert sorted(by_number) == list(range(PEOPLE))
    assert by_number != list(range(PEOPLE))
    assert {row["id"] > 2**40 for row in dump["Response"]} == {True}


def test_an_open_link_in_an_anonymous_collection_stores_nobody(client: Client, collection: Collection) -> None:
    link = f"/s/open/{services.make_open_link(collection=collection, by=None)}/"
    started = client.post(link, {"key": "7b8c2a54-0000-4000-8000-000000000000"})
    own = started.headers["Location"].removesuffix("link/")
    again = client.post(link, {"key": "7b8c2a54-0000-4000-8000-000000000000"})
    assert again.headers["Location"] == started.headers["Location"]
    assert (Invitation.objects.count(), Response.objects.count()) == (0, 1)
    client.post(f"{own}1/", FIRST)
    client.post(f"{own}2/", SECOND)
    assert client.post(f"{own}check/", {"key": key_of(client, own)}).status_code == 302
    assert Invitation.objects.count() == 0
    restart = client.post(link, {"key": "7b8c2a54-0000-4000-8000-000000000000"})
    assert restart.status_code == 404
    assert Response.objects.get().status == "complete"


def test_a_repeat_is_told_that_it_is_already_sent(client: Client, collection: Collection, people: list[str]) -> None:
    link = people[0]
    answer_all(client, link)
    key = key_of(client, link)
    assert client.post(f"{link}check/", {"key": key}).headers["Location"] == f"{link}receipt/"
    again = Client().post(f"{link}check/", {"key": key, "lang": "en"})
    assert again.status_code == 200
    assert "These answers are sent already" in again.content.decode()
    assert Client().post(f"{link}check/", {"key": "guessed"}).status_code == 404
    assert Client().get(link).status_code == 404
    assert Client().post(link).status_code == 404
    receipt = client.get(f"{link}receipt/?lang=en").content.decode()
    assert "they cannot be taken back" in receipt
    assert "Your reference is" not in receipt
    assert client.get(f"{link}answers/").status_code == 404
    assert (Response.objects.count(), SpentLink.objects.count()) == (1, 1)


def test_answers_can_be_kept_as_a_file_before_they_are_sent(client: Client, people: list[str]) -> None:
    answer_all(client, people[0])
    assert f"{people[0]}answers/?format=csv" in client.get(f"{people[0]}check/").content.decode()
    assert client.get(f"{people[0]}answers/").json()["answers"]["attention"] == "high"


def test_a_draft_is_erased_by_its_link(client: Client, people: list[str]) -> None:
    answer_all(client, people[0])
    before = _dump()
    assert client.post(f"{people[0]}withdraw/").status_code == 200
    after = _dump()
    assert Response.objects.count() == 0
    assert all(before[name] == after[name] for name in PERSON_SIDE)


def test_the_unit_stays_where_enough_share_it_else_the_group_where_enough_share_that(collection: Collection) -> None:
    """k is 5: H01 has 6 links; H02 and L01 have 3 each; L02 has 2, so low's small units have 5 together."""
    units = {unit.code: unit for unit in collection.study.units.all()}
    made = {
        code: services.create_invitations(collection=collection, count=count, by=None, unit=units[code])[0]
        for code, count in {"H01": 6, "H02": 3, "L01": 3, "L02": 2}.items()
    }
    kept = {code: anonymity.place_of(invitation) for code, invitation in made.items()}
    assert kept["H01"] == anonymity.Place(units["H01"].pk, "high")
    assert kept["H02"] == anonymity.Place(None, "")
    assert kept["L01"] == kept["L02"] == anonymity.Place(None, "low")


def test_a_contact_who_says_that_few_can_answer_is_believed(collection: Collection) -> None:
    unit = collection.study.units.get(code="H01")
    invitation = services.create_invitations(collection=collection, count=6, by=None, unit=unit)[0]
    contact = collection.contacts.create(unit=unit, token_hash="x", eligible=3)
    assert anonymity.place_of(invitation).unit_id is None
    contact.eligible = 40
    contact.save()
    assert anonymity.place_of(invitation).unit_id == unit.pk


@pytest.mark.parametrize(
    "fields", [{"second_rule": SecondRule.NAMED}, {"mode": "telephone"}, {"by_telephone": True}, {"mode": "import"}]
)
def test_what_cannot_be_anonymous_is_refused(tmp_path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        make_collection(tmp_path, anonymity=Anonymity.ANONYMOUS, **fields)


def test_what_is_promised_is_fixed_when_the_first_link_is_made(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    services.change_collection(collection=collection, by=user, anonymity=Anonymity.ANONYMOUS)
    make_link(collection)
    collection = Collection.objects.get()
    assert collection.opened_at is not None
    with pytest.raises(Refused, match="fixed"):
        services.change_collection(collection=collection, by=user, anonymity=Anonymity.CONFIDENTIAL)
    assert Collection.objects.get().anonymity == Anonymity.ANONYMOUS


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL frees rows by vacuum")
def test_sqlite_overwrites_what_is_erased() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1
