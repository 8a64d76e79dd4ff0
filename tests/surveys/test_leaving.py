"""Passing on, taking back, sending what was not shown, sending too late; consent and age before one starts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from studies.models import AuditEntry, LegalBasis, Study, Unit
from surveys import links
from surveys.models import Collection, DisclosureLevel, Identity, Invitation, Response
from tests.surveys.fielding import FIRST, answer_all, key_of, make_collection, make_link

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return make_collection(tmp_path)[0]


@pytest.fixture
def link(collection: Collection) -> str:
    invitation, path = make_link(collection, unit=collection.study.units.get(code="H01"))
    Identity.objects.create(invitation=invitation, name="Jens Hansen", email="jens@example.org")
    return path


def _sent(client: Client, link: str) -> str:
    answer_all(client, link)
    key = key_of(client, link)
    assert client.post(f"{link}check/", {"key": key}).status_code == 302
    return key


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("empty", 0)])
def test_a_colleague_goes_on_by_the_same_link(client: Client, link: str, choice: str, left: int) -> None:
    client.post(link)
    client.post(f"{link}1/", FIRST)
    assert client.post(f"{link}pass-on/", {"answers": "?"}).status_code == 422
    assert Identity.objects.exists()
    page = client.post(f"{link}pass-on/", {"answers": choice, "lang": "en"})
    assert ("goes on from there" in page.content.decode()) == (choice == "keep")
    assert Response.objects.count() == left
    assert not Identity.objects.exists()
    assert Invitation.objects.get().passed_on_at is not None
    entry = AuditEntry.objects.get(action="invitation.passed_on")
    assert (entry.details, entry.object_type, entry.by) == ({"answers_kept": choice == "keep"}, "collection", None)
    assert Client().post(link).headers["Location"] == f"{link}1/"


def test_a_colleague_gives_consent_anew(client: Client, link: str) -> None:
    Study.objects.update(legal_basis=LegalBasis.CONSENT)
    client.post(link, {"consent": "yes"})
    client.post(f"{link}1/", FIRST)
    first = Response.objects.get().paradata["consent"]
    assert set(first) == {"text", "version", "language", "at"}
    client.post(f"{link}pass-on/", {"answers": "keep"})
    colleague = Client()
    assert colleague.get(f"{link}1/").headers["Location"] == link
    assert colleague.post(link).status_code == 422
    assert colleague.post(link, {"consent": "yes"}).status_code == 302
    assert "consent" in Response.objects.get().paradata
    assert Response.objects.get().answers["attention"] == "high"


def test_answers_are_erased_by_the_link_before_they_are_sent(client: Client, link: str) -> None:
    answer_all(client, link)
    assert "Erase my answers?" in client.get(f"{link}withdraw/?lang=en").content.decode()
    assert client.post(f"{link}withdraw/").status_code == 200
    assert not Response.objects.exists()
    assert not Identity.objects.exists()
    assert Invitation.objects.get().status == "declined"
    assert AuditEntry.objects.get(action="response.withdrawn").object_type == "collection"


def test_sent_answers_are_erased_in_the_browser_that_sent(client: Client, link: str) -> None:
    _sent(client, link)
    assert Client().post(f"{link}withdraw/").status_code == 404
    assert Response.objects.exists()
    assert f"{link}withdraw/" in client.get(f"{link}receipt/").content.decode()
    assert client.post(f"{link}withdraw/").status_code == 200
    assert not Response.objects.exists()


def test_sent_answers_are_erased_by_link_and_reference_also_after_closing(client: Client, link: str) -> None:
    Study.objects.update(legal_basis=LegalBasis.CONSENT)
    client.post(link, {"consent": "yes"})
    client.post(f"{link}1/", FIRST)
    client.post(f"{link}2/", {"shown": "contracts since", "q_contracts": "12", "next": "1"})
    client.post(f"{link}check/", {"key": key_of(client, link)})
    Collection.objects.update(closes=timezone.localdate() - YESTERDAY)
    reference = links.reference_of(Invitation.objects.get().public_id)
    assert re.fullmatch(r"([0-9A-F]{4}-){2}[0-9A-F]{4}", reference)
    given = {"link": f" http://127.0.0.1{link}?lang=da ", "reference": f" {reference.lower()} "}
    assert Client().post("/s/withdraw/", given | {"reference": "0000-0000-0000"}).status_code == 422
    assert Client().post("/s/withdraw/", given | {"link": "/s/AAAAAAAAAAAAAAAAAAAAAAAAAAA/"}).status_code == 422
    assert Response.objects.exists()
    assert Client().post("/s/withdraw/", given).status_code == 200
    assert not Response.objects.exists()


def test_attempts_at_references_are_slowed(client: Client, link: str) -> None:
    statuses = [client.post("/s/withdraw/", {"link": link, "reference": "x"}).status_code for _n in range(22)]
    assert statuses == [422] * 20 + [429] * 2


def test_without_consent_as_ground_answers_stay_once_the_collection_has_closed(client: Client, link: str) -> None:
    Collection.objects.update(closes=timezone.localdate())
    _sent(client, link)
    receipt = client.get(f"{link}receipt/?lang=en").content.decode()
    assert "until" in receipt
    Collection.objects.update(closes=timezone.localdate() - YESTERDAY)
    reference = links.reference_of(Invitation.objects.get().public_id)
    refused = Client().post("/s/withdraw/", {"link": link, "reference": reference})
    assert refused.status_code == 403
    assert Response.objects.exists()


def test_same_key_with_other_content_is_a_conflict(client: Client, link: str) -> None:
    answer_all(client, link)
    page = client.get(f"{link}check/?lang=en").content.decode()
    fields = dict(re.findall(r'name="(key|content)"\s+value="([^"]+)"', page))
    client.post(f"{link}autosave/", {"question": "contracts", "q_contracts": "13"})
    changed = client.post(f"{link}check/", fields)
    assert changed.status_code == 409
    assert "changed in another window" in changed.content.decode()
    assert Response.objects.get().status == "started"
    fresh = dict(re.findall(r'name="(key|content)"\s+value="([^"]+)"', changed.content.decode()))
    assert client.post(f"{link}check/", fresh).status_code == 302
    assert Client().post(f"{link}check/", fresh).status_code == 302
    other = Client().post(f"{link}check/", fields)
    assert other.status_code == 409
    assert "Other answers were sent already" in other.content.decode()
    assert Response.objects.get().answers["contracts"] == 13


def test_a_page_from_before_the_link_was_passed_on_sends_nothing(client: Client, link: str) -> None:
    answer_all(client, link)
    old = key_of(client, link)
    client.post(f"{link}pass-on/", {"answers": "empty"})
    answer_all(Client(), link)
    assert client.post(f"{link}check/", {"key": old}).status_code == 409
    assert Response.objects.get().status == "started"


def test_whoever_sends_after_closing_is_told_and_nothing_is_sent(client: Client, link: str) -> None:
    answer_all(client, link)
    key = key_of(client, link)
    Collection.objects.update(closes=timezone.localdate() - YESTERDAY)
    late = client.post(f"{link}check/", {"key": key, "lang": "en"})
    assert late.status_code == 403
    assert "your answers were not sent" in late.content.decode()
    assert client.post(f"{link}check/").status_code == 404
    assert Response.objects.get().status == "started"


def test_a_unit_that_somebody_answers_for_is_not_deleted(link: str) -> None:
    with pytest.raises(ProtectedError):
        Unit.objects.get(invitations__pk=Invitation.objects.get().pk).delete()


def test_age_is_asked_where_answers_are_about_persons(client: Client, link: str) -> None:
    Collection.objects.update(disclosure=DisclosureLevel.PERSONS)
    page = client.get(f"{link}?lang=en").content.decode()
    assert "I am at least 15 years old." in page
    assert client.post(link).status_code == 422
    Collection.objects.update(minimum_age=18)
    assert "at least 18" in client.get(f"{link}?lang=en").content.decode()
    assert client.post(link, {"age": "yes"}).status_code == 302


@pytest.mark.parametrize(
    ("anonymity", "words"),
    [
        ("identified", "The research team knows who answers what"),
        ("confidential", "The research team can see which organisation an answer comes from"),
        ("anonymous", "nobody can see that they are yours, not even we"),
    ],
)
def test_welcome_says_how_answers_are_treated(client: Client, link: str, anonymity: str, words: str) -> None:
    Collection.objects.update(anonymity=anonymity, welcome={"en": "Dear manager,"})
    page = client.get(f"{link}?lang=en").content.decode()
    assert words in page
    assert "Dear manager," in page
    assert "It is voluntary to answer" in page


def test_somebody_drawn_as_a_person_cannot_pass_it_on(client: Client, link: str) -> None:
    Collection.objects.update(disclosure=DisclosureLevel.PERSONS)
    assert "pass-on" not in client.get(link).content.decode()
    assert client.post(f"{link}pass-on/").headers["Location"] == link
    assert Identity.objects.exists()
