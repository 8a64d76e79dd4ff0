"""The page of a collection: four stages in the order one works, each page once, how far it is, and one next step."""

import re
from pathlib import Path

import pytest
from django.test import Client

from studies.models import Role
from surveys import services
from surveys.hub import Hub
from surveys.models import Anonymity, Collection, MailKind, Mode
from tests.factories import MembershipFactory
from tests.surveys.fielding import make_collection, make_link
from tests.surveys.mailed import list_people, send

pytestmark = pytest.mark.django_db


def states(collection: Collection) -> dict[str, str]:
    owner = collection.study.memberships.get(role=Role.OWNER).user
    return {line.name: line.state for stage in Hub(collection, owner).stages for line in stage.lines}


def page_of(client: Client, collection: Collection) -> str:
    client.force_login(collection.study.memberships.get(role=Role.OWNER).user)
    return client.get(f"{collection.study.get_absolute_url()}collections/{collection.pk}/").content.decode()


@pytest.mark.parametrize("is_practice", [False, True])
def test_each_page_is_reached_once_and_opens(client: Client, tmp_path: Path, *, is_practice: bool) -> None:
    collection, _user = make_collection(tmp_path, by_telephone=True, is_practice=is_practice)
    found = re.search(r'<ol class="stages">.*?</ol>', page_of(client, collection), re.DOTALL)
    assert found
    addresses = re.findall(r'href="([^"]+)"', found[0])
    assert len(addresses) == len(set(addresses)) == 14
    assert {client.get(address).status_code for address in addresses} == {200}


def test_states_follow_the_collecting(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    before = states(collection)
    assert (before["People"], before["Links"], before["Mails"]) == (
        "nobody listed by name",
        "none",
        "nothing sent yet",
    )
    list_people(collection, "a@b.dk", "c@d.dk")
    list_people(collection, "k@b.dk", contacts=True)
    make_link(collection)
    services.make_open_link(collection=collection, by=None)
    send(collection)
    after = states(collection)
    assert after["People"] == "2 people with a link of their own"
    assert after["Contacts in units"] == "0 of 1 have told how many could answer"
    assert after["Links"] == "one link for all is open; 1 link without a name"
    assert after["Mails"].startswith("newest: invitation")
    assert after["Who has not answered"] == "3 people"


def test_of_an_anonymous_collection_nobody_is_counted_as_waiting(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path, anonymity=Anonymity.ANONYMOUS)
    assert states(collection)["Who has not answered"] == "nobody knows: the collection is anonymous"


@pytest.mark.parametrize(
    ("mode", "page"),
    [(Mode.WEB, "people/import/"), (Mode.PAPER, "paper/"), (Mode.IMPORT, "import/")],
)
def test_the_next_step_is_the_one_primary_action(client: Client, tmp_path: Path, mode: Mode, page: str) -> None:
    collection, _user = make_collection(tmp_path, mode=mode)
    (address,) = re.findall(r'<a class="button" href="([^"]+)"', page_of(client, collection))
    assert address.endswith(f"/{collection.pk}/{page}")


def test_once_somebody_is_asked_the_next_step_is_to_follow(client: Client, tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    make_link(collection)
    assert "Follow the fieldwork" in page_of(client, collection)


def test_whoever_has_not_answered_is_reminded_as_the_list_is_filtered(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    send(collection)
    client.force_login(user)
    base = f"{collection.study.get_absolute_url()}collections/{collection.pk}/"
    page = client.get(f"{base}waiting/?group=high&unit=H01").content.decode()
    found = re.search(rf'href="({base}mails/{MailKind.REMINDER}/[^"]+)"', page)
    assert found
    assert "unit=H01&amp;group=high" in found[1]
    assert "1 would get it" in client.get(found[1].replace("&amp;", "&")).content.decode()
    assert "0 would get it" in client.get(f"{base}mails/reminder/?group=low").content.decode()
    assert "0 would get it" in client.get(f"{base}mails/reminder/?group=none").content.decode()


def test_the_pages_of_a_collection_are_for_the_team(client: Client, tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    client.force_login(MembershipFactory(study=collection.study, role=Role.ANALYST).user)
    base = f"{collection.study.get_absolute_url()}collections/{collection.pk}/"
    assert {client.get(f"{base}{page}").status_code for page in ("", "links/", "first-page/", "paper/")} == {403}
    assert "Who has not answered" not in client.get(f"{base}fieldwork/").content.decode()
