"""The team's pages on whom a survey asks: people, contacts, mails. Who may open them, and how much they read."""

import uuid
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from studies.models import Role
from surveys import services
from surveys.models import Collection, Identity, Invitation, Mail, Mailing, MailKind, MailStatus, UnitContact
from surveys.recipients import Choice
from surveys.services.invitations import new_invitation
from tests.factories import MembershipFactory, make_study
from tests.surveys.fielding import make_collection
from tests.surveys.mailed import list_people, send

pytestmark = pytest.mark.django_db
TEAM = {Role.OWNER, Role.RESEARCHER}
PAGES: dict[str, list[object]] = {
    "people": [],
    "people_import": [],
    "people_preview": [uuid.UUID(int=1)],
    "people_marks": [],
    "link_list": [],
    "person": [1],
    "person_mark": [1],
    "contacts": [],
    "contacts_import": [],
    "contacts_preview": [uuid.UUID(int=1)],
    "contact_change": [1],
    "mails": [],
    "mailing": [1],
    "mail_again": [1],
    "mailing_new": ["invitation"],
    "mail_text": ["invitation"],
    "letters": [],
    "letters_print": [],
}


def address(collection: Collection, name: str, *arguments: object) -> str:
    return reverse(f"surveys:{name}", args=[collection.study.slug, collection.pk, *arguments])


def fill(collection: Collection, count: int) -> None:
    """People by the thousand, past the file: what the page reads must not hang on how many there are."""
    unit = collection.study.units.first()
    for _batch in range(0, count, 1000):
        made = Invitation.objects.bulk_create(
            new_invitation(collection=collection, unit=unit) for _number in range(min(count, 1000))
        )
        Identity.objects.bulk_create(
            Identity(invitation=row, name=f"Person {row.pk}", email=f"p{row.pk}@example.org") for row in made
        )


def test_pages_open_for_the_team_alone(client: Client, tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    for role in Role:
        client.force_login(MembershipFactory(study=collection.study, role=role).user)
        for name, arguments in PAGES.items():
            code = client.get(address(collection, name, *arguments)).status_code
            assert (code == 403) == (role not in TEAM), (role, name, code)
    client.force_login(make_study()[1])
    assert {client.get(address(collection, name, *given)).status_code for name, given in PAGES.items()} == {404}


def test_people_of_another_collection_are_not_reached(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    list_people(collection, "c@d.dk", contacts=True)
    mailing = send(collection)
    other = services.create_collection(study=collection.study, version=collection.version, name="2005", by=user)
    client.force_login(user)
    person, contact = Invitation.objects.get(), UnitContact.objects.get()
    assert client.get(address(other, "person", person.pk)).status_code == 404
    assert client.get(address(other, "mailing", mailing.pk)).status_code == 404
    for name, pk in (("person_mark", person.pk), ("contact_change", contact.pk), ("mail_again", mailing.pk)):
        assert client.post(address(other, name, pk), {"mark": "bounced_at", "on": "1"}).status_code == 404


def test_file_is_shown_first_and_imported_then(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    client.force_login(user)
    file = BytesIO("unit;name;email;timer\nH01;Åse;a@b.dk;12,5\n".encode("cp1252"))
    file.name = "people.csv"
    shown = client.post(address(collection, "people_import"), {"file": file}, follow=True)
    text = shown.content.decode()
    assert ("Åse" in text, "timer" in text, Invitation.objects.count()) == (True, True, 0)
    done = client.post(shown.redirect_chain[0][0], {"confirm": "1"}, follow=True)
    assert "1 person is on the list now." in done.content.decode()
    assert Invitation.objects.get().sample == {"timer": 12.5}


def test_file_with_problems_lists_them_with_their_places(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    client.force_login(user)
    file = BytesIO(b"unit,email\nX,a@b.dk\nH01,nonsense\n")
    file.name = "people.csv"
    answer = client.post(address(collection, "people_import"), {"file": file}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert ("row 2, column unit" in text, "row 3, column email" in text) == (True, True)


def test_person_is_corrected_and_a_new_address_has_not_come_back(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk")
    client.force_login(user)
    person = Invitation.objects.get(identity__email="a@b.dk")
    client.post(address(collection, "person_mark", person.pk), {"mark": "bounced_at", "on": "1"})
    assert Identity.objects.get(invitation=person).bounced_at is not None
    url = address(collection, "person", person.pk)
    refused = client.post(url, {"name": "Anna", "email": "C@d.dk"})
    assert "Somebody else in the collection has this address." in refused.content.decode()
    client.post(url, {"name": "Anna", "email": "new@b.dk", "language": "en"})
    identity = Identity.objects.select_related("invitation").get(invitation=person)
    assert (identity.name, identity.email, identity.bounced_at) == ("Anna", "new@b.dk", None)
    assert identity.invitation.language == "en"


def test_mailing_is_shown_before_it_is_sent_and_its_mails_after(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", "c@d.dk", language="en")
    client.force_login(user)
    url = address(collection, "mailing_new", "invitation")
    text = client.get(url).content.decode()
    assert ("2 would get it" in text, "Dear Person 1," in text, Mailing.objects.count()) == (True, True, 0)
    assert "Dear Person 2," in client.get(f"{url}?person={Invitation.objects.latest('pk').pk}").content.decode()
    answer = client.post(f"{url}?unit=H01")
    mailing = Mailing.objects.get()
    assert answer.headers["Location"] == address(collection, "mailing", mailing.pk)
    assert mailing.chosen == {"unit": "H01"}
    Mail.objects.filter(invitation__identity__email="a@b.dk").update(status=MailStatus.UNCERTAIN, reason="cut_off")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "1 mail is uncertain" in page
    assert "the work was cut off while it was handed over" in page
    mail = Mail.objects.get(status=MailStatus.UNCERTAIN)
    client.post(address(collection, "mail_again", mailing.pk), {"mail": mail.pk})
    mail.refresh_from_db()
    assert mail.status == MailStatus.WAITING


def test_text_is_edited_and_refused_at_its_field(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    client.force_login(user)
    url = address(collection, "mail_text", "invitation")
    refused = client.post(url, {"subject_da": "S", "body_da": "Uden noget"})
    assert "has no link" in refused.content.decode()
    client.post(url, {"subject_da": "S", "body_da": "Her: {link}", "subject_en": "", "body_en": ""})
    assert services.mail_texts_of(collection, MailKind.INVITATION) == ({"da": "S"}, {"da": "Her: {link}"})


def test_addresses_pasted_as_they_came_back_are_found(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk")
    client.force_login(user)
    pasted = "Final-Recipient: rfc822; <A@b.dk>\nOn behalf of x@y.dk."
    answer = client.post(
        address(collection, "people_marks"), {"addresses": pasted, "mark": "bounced_at"}, follow=True
    )
    text = answer.content.decode()
    assert ("1 address is marked." in text, "has the address x@y.dk" in text) == (True, True)
    assert Identity.objects.get().bounced_at is not None


def test_contact_is_erased_and_what_was_begun_stays(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    list_people(collection, "a@b.dk", contacts=True)
    contact = UnitContact.objects.get()
    services.invite_by_open_link(collection=collection, key=uuid.uuid4(), language="da", contact=contact)
    client.force_login(user)
    client.post(address(collection, "contact_change", UnitContact.objects.get().pk), {"erase": "1"})
    assert (UnitContact.objects.count(), Invitation.objects.get().contact) == (0, None)


@pytest.mark.parametrize(("name", "budget"), [("people", 12), ("mails", 12), ("contacts", 12), ("letters", 16)])
def test_pages_read_the_same_for_fifty_thousand_as_for_two_hundred(
    client: Client, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries, name: str, budget: int
) -> None:
    collection, user = make_collection(tmp_path)
    fill(collection, 50_000 if name == "people" else 200)
    list_people(collection, *(f"k{number}@b.dk" for number in range(20)), contacts=True)
    client.force_login(user)
    client.get(address(collection, name))
    with django_assert_max_num_queries(budget):
        answer = client.get(address(collection, name))
    assert answer.status_code == 200
    if name == "people":
        assert b"50000 people" in answer.content


def test_sending_s_page_reads_no_more_for_more_mails(
    client: Client, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    collection, user = make_collection(tmp_path)
    fill(collection, 150)
    mailing = services.request_mailing(collection=collection, kind=MailKind.INVITATION, choice=Choice(), by=user)
    client.force_login(user)
    client.get(address(collection, "mailing", mailing.pk))
    with django_assert_max_num_queries(12):
        assert client.get(address(collection, "mailing", mailing.pk)).status_code == 200
    with django_assert_max_num_queries(20):
        assert client.get(address(collection, "mailing_new", "reminder")).status_code == 200
