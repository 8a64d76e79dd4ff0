"""What contacts in units and people who want no more mail meet: pages behind links, without accounts or scripts."""

import re
import uuid
from pathlib import Path

import pytest
from django.test import Client

from surveys import links, services
from surveys.mail_texts import Writer
from surveys.models import Anonymity, Collection, Identity, Invitation, Response, UnitContact
from surveys.services import opening
from tests.surveys.fielding import answer_all, key_of, make_collection, make_link
from tests.surveys.mailed import list_people

pytestmark = pytest.mark.django_db


def make_contact(tmp_path: Path) -> tuple[UnitContact, str, str]:
    """A contact, the path of their own page, and that of the link they send on."""
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", contacts=True, language="en")
    contact = UnitContact.objects.get()
    page = f"/s/contact/{links.token_of(contact.public_id, opens='contact')}/"
    return contact, page, f"/s/open/{links.token_of(contact.public_id, opens='forward')}/"


def without_key(page: bytes) -> str:
    return re.sub(r'value="[\w-]{64}"', "", page.decode())


def test_contact_tells_how_many_could_answer(client: Client, tmp_path: Path) -> None:
    contact, page, forward = make_contact(tmp_path)
    assert forward in client.get(page).content.decode()
    assert client.post(page, {"eligible": "many"}).status_code == 422
    answer = client.post(page, {"eligible": "12"}, follow=True)
    assert "your number is stored" in answer.content.decode()
    contact.refresh_from_db()
    assert (contact.eligible, contact.reported_at is not None) == (12, True)


def test_whoever_gets_the_link_starts_a_questionnaire_of_their_own(client: Client, tmp_path: Path) -> None:
    contact, page, forward = make_contact(tmp_path)
    before = without_key(client.get(page).content)
    assert not Invitation.objects.exists()
    shown = client.get(forward).content.decode()
    assert "Your contact in" in shown
    answer = client.post(forward, {"lang": "da", "key": str(uuid.uuid4())})
    made = Invitation.objects.get()
    own = f"/s/{links.token_of(made.public_id)}/"
    assert answer.headers["Location"] == f"{own}link/"
    assert (made.contact, made.unit, made.by_open_link, made.language) == (contact, contact.unit, True, "da")
    answer_all(client, own)
    client.post(f"{own}check/", {"key": key_of(client, own)})
    assert without_key(client.get(page).content) == before  # who answered, and that somebody did, is not seen


def test_the_two_links_of_a_contact_and_those_of_others_do_not_open_each_other(
    client: Client, tmp_path: Path
) -> None:
    _contact, page, forward = make_contact(tmp_path)
    for wrong in (page.replace("contact", "open"), forward.replace("open", "contact"), "/s/contact/guess/"):
        assert client.get(wrong).status_code == 404


def test_link_that_went_astray_makes_no_more_than_so_many(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _contact, _page, forward = make_contact(tmp_path)
    monkeypatch.setattr(opening, "FORWARDED_AT_MOST", 2)
    assert [client.post(forward).status_code for _time in range(3)] == [302, 302, 429]
    assert Invitation.objects.count() == 2


def test_in_an_anonymous_collection_the_contact_s_link_stores_nobody_and_keeps_the_unit_of_enough(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, _page, forward = make_contact(tmp_path)
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    services.report_eligible(contact=contact, eligible=contact.collection.study.minimum_cell)
    monkeypatch.setattr(opening, "FORWARDED_AT_MOST", 2)
    assert [client.post(forward).status_code for _time in range(3)] == [302, 302, 429]
    assert not Invitation.objects.exists()
    assert {response.unit for response in Response.objects.all()} == {contact.unit}


def test_in_an_anonymous_collection_few_who_could_answer_have_no_unit(client: Client, tmp_path: Path) -> None:
    contact, _page, forward = make_contact(tmp_path)
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    services.report_eligible(contact=contact, eligible=1)
    client.post(forward)
    assert (Response.objects.get().unit, Response.objects.get().group) == (None, "")


def test_one_click_ends_all_mail_and_a_look_does_not(client: Client, tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    link = f"/s/{links.token_of(Invitation.objects.get().public_id)}/no-mail/"
    assert client.get(link).status_code == 200
    assert Identity.objects.get().opted_out_at is None
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Identity.objects.get().opted_out_at is not None
    _other, nobody = make_link(collection)
    assert client.get(f"{nobody}no-mail/").status_code == 404


def test_a_contact_s_mail_has_a_way_out_too(client: Client, tmp_path: Path) -> None:
    contact, page, _forward = make_contact(tmp_path)
    writer = Writer(contact.collection, {"en": "About {unit}"}, {"en": "See {link}"})
    written = writer.for_contact(contact, "en")
    assert written.opt_out == links.no_contact_mail_link_of(contact)
    assert written.opt_out in written.whole
    link = f"{page}no-mail/"
    assert client.get(link).status_code == 200
    out = UnitContact.objects.filter(pk=contact.pk, opted_out_at__isnull=False)
    assert not out.exists()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert out.exists()
    assert client.get(page).status_code == 200
    assert client.get("/s/contact/nobody/no-mail/").status_code == 404


def test_addresses_that_came_back_are_marked_and_strangers_named(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk")
    list_people(collection, "K@b.dk", contacts=True)
    marked = services.mark_addresses(
        collection=collection, addresses=["A@B.dk", "k@b.dk", "x@y.dk"], mark="bounced_at", by=user
    )
    assert (marked.count, marked.unknown) == (2, ["x@y.dk"])
    assert list(Identity.objects.filter(bounced_at=None).values_list("email", flat=True)) == ["c@d.dk"]
    services.mark_person(invitation=Invitation.objects.first(), mark="bounced_at", on=False, by=user)  # type: ignore[arg-type]
    assert Identity.objects.filter(bounced_at=None).count() == 2
