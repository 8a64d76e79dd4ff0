"""Paper questionnaires entered by staff: whose, in which way, what stays blank, and who knows of it."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from studies.models import AuditEntry, LegalBasis, Study
from surveys import links
from surveys.models import Anonymity, Collection, Invitation, Response
from tests.surveys.fielding import FIRST, SECOND, make_collection
from tests.surveys.mailed import list_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path, client: Client) -> Collection:
    made, user = make_collection(tmp_path)
    client.force_login(user)
    return made


def base(collection: Collection) -> str:
    return f"{collection.study.get_absolute_url()}collections/{collection.pk}/paper/"


def begin(client: Client, collection: Collection, **given: Any) -> Any:
    return client.post(base(collection), {"key": str(uuid.uuid4()), "language": "da"} | given)


def enter(client: Client, first: str) -> Any:
    """Both sections, then stored; what storing answers."""
    paper = first.removesuffix("1/")
    assert client.post(first, FIRST).headers["Location"] == f"{paper}2/"
    assert client.post(f"{paper}2/", SECOND).headers["Location"] == f"{paper}check/"
    return client.post(f"{paper}check/")


def test_paper_of_a_unit_is_entered_and_the_next_begins_there(client: Client, collection: Collection) -> None:
    first = begin(client, collection, unit="H01").headers["Location"]
    shown = client.get(first).content.decode()
    assert 'lang="da"' in shown
    answer = enter(client, first)
    assert answer.headers["Location"] == f"{base(collection)}?unit=H01&language=da"
    response = Response.objects.get()
    assert response.unit is not None
    assert (response.status, response.mode, response.unit.code, response.language) == (
        "complete",
        "paper",
        "H01",
        "da",
    )
    assert set(response.modes.values()) == {"paper"}
    page = client.get(answer.headers["Location"]).content.decode()
    assert '<option value="H01" selected>' in page
    assert "1 entered so far" in page


def test_who_entered_it_stands_in_the_audit_log_alone(client: Client, collection: Collection) -> None:
    enter(client, begin(client, collection, unit="H01").headers["Location"])
    entry = AuditEntry.objects.get(action="paper.entered")
    assert entry.by == collection.study.memberships.get(role="owner").user
    response = Response.objects.get()
    assert "owner" not in str(response.paradata)
    assert "attention" not in str(entry.details)


def test_paper_of_a_listed_person_is_theirs_and_ends_their_invitation(client: Client, collection: Collection) -> None:
    list_people(collection, "a@b.dk", "c@d.dk")
    answer = begin(client, collection, person="a@b.dk")
    invitation = Invitation.objects.get(identity__email="a@b.dk")
    assert answer.headers["Location"] == f"{base(collection)}{links.token_of(invitation.public_id)}/1/"
    enter(client, answer.headers["Location"])
    invitation.refresh_from_db()
    assert (invitation.status, invitation.response.unit) == ("complete", invitation.unit)
    again = begin(client, collection, person="a@b.dk")
    assert again.status_code == 422
    assert "has answered already" in again.content.decode()


def test_somebody_unknown_or_not_one_alone_is_asked_for_anew(client: Client, collection: Collection) -> None:
    list_people(collection, "a@b.dk", "c@d.dk")
    assert "Nobody in this collection" in begin(client, collection, person="x@y.dk").content.decode()
    for identity in (each.identity for each in Invitation.objects.all()):
        identity.name = "Anne"
        identity.save()
    assert "Several are known by that" in begin(client, collection, person="Anne").content.decode()
    assert not Response.objects.exists()


def test_what_is_blank_on_paper_stays_blank_and_what_is_impossible_is_told(
    client: Client, collection: Collection
) -> None:
    first = begin(client, collection).headers["Location"]
    paper = first.removesuffix("1/")
    assert client.post(f"{paper}2/", SECOND | {"q_contracts": "many"}).status_code == 422
    assert client.post(first, {"shown": "attention means", "next": "1"}).status_code == 302
    client.post(f"{paper}2/", {"shown": "contracts since", "next": "1"})
    client.post(f"{paper}check/")
    assert (Response.objects.get().status, Response.objects.get().unit) == ("complete", None)


def test_twice_is_once(client: Client, collection: Collection) -> None:
    key = str(uuid.uuid4())
    first = begin(client, collection, key=key).headers["Location"]
    assert begin(client, collection, key=key).headers["Location"] == first
    enter(client, first)
    assert Response.objects.count() == 1
    for page in (first, f"{first.removesuffix('1/')}check/"):
        assert client.post(page, FIRST).headers["Location"].startswith(base(collection))
    assert Response.objects.count() == 1


def test_paper_comes_in_after_the_collection_has_closed(client: Client, collection: Collection) -> None:
    Collection.objects.update(closes=timezone.localdate().replace(year=2004))
    enter(client, begin(client, collection, unit="H01").headers["Location"])
    assert Response.objects.get().status == "complete"


def test_anonymous_paper_leaves_no_invitation_and_asks_for_nobody(client: Client, collection: Collection) -> None:
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    assert 'name="person"' not in client.get(base(collection)).content.decode()
    enter(client, begin(client, collection, unit="H01").headers["Location"])
    response = Response.objects.get()
    assert (response.invitation, response.submission_key, response.draft_hash) == (None, None, None)
    assert (response.status, response.mode, Invitation.objects.count()) == ("complete", "paper", 0)
    entry = AuditEntry.objects.get(action="paper.entered")
    assert str(response.pk) not in f"{entry.object_id} {entry.details}"


def test_where_answers_rest_on_consent_it_is_signed_on_the_paper(client: Client, collection: Collection) -> None:
    Study.objects.update(legal_basis=LegalBasis.CONSENT)
    assert begin(client, collection).status_code == 422
    begin(client, collection, consent="on")
    assert Response.objects.get().paradata["consent"]["language"] == "da"


def test_paper_of_another_study_is_not_reached(client: Client, collection: Collection) -> None:
    first = begin(client, collection).headers["Location"]
    other = Collection.objects.create(study=collection.study, version=collection.version, name="other")
    assert client.get(first.replace(f"/{collection.pk}/", f"/{other.pk}/")).status_code == 404
    assert client.get(f"{base(collection)}guess/1/").status_code == 404
