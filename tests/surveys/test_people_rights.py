"""All about one person, shown, taken out and erased by the team; and what is left when data were kept long enough."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from studies import services as ground
from studies.models import AuditEntry, LegalBasis, Role, Study, User
from studies.models.study import RetentionAction
from surveys import links, privacy, services
from surveys.models import Collection, DisclosureLevel, Identity, Invitation, Mail, Mailing, MailKind, Response
from tests.factories import MembershipFactory, make_study
from tests.surveys.fielding import answer_all, key_of, make_collection, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def fielded(tmp_path: Path) -> tuple[Collection, User]:
    return make_collection(tmp_path)


@pytest.fixture
def team(client: Client, fielded: tuple[Collection, User]) -> Client:
    client.force_login(fielded[1])
    return client


@pytest.fixture
def invitation(fielded: tuple[Collection, User]) -> Invitation:
    """Somebody who was mailed, called, and has sent."""
    collection, user = fielded
    invitation, link = make_link(collection, unit=collection.study.units.get(code="H01"))
    Identity.objects.create(invitation=invitation, name="Jens Hansen", email="jens@example.org", phone="12345678")
    mailing = Mailing.objects.create(collection=collection, kind=MailKind.INVITATION)
    Mail.objects.create(mailing=mailing, invitation=invitation, status="sent")
    invitation.attempts.create(interviewer=user, disposition="2.2", ended_at=timezone.now(), note="call after four")
    person = Client()
    answer_all(person, link)
    person.post(f"{link}check/", {"key": key_of(person, link)})
    return invitation


def _base(study: Study) -> str:
    return f"/studies/{study.slug}/rights/"


@pytest.mark.parametrize("said", ["JENS@example.org", "jens hansen", "12345678", "reference"])
def test_a_person_is_found_by_all_of_a_name_or_the_reference(team: Client, invitation: Invitation, said: str) -> None:
    said = links.reference_of(invitation.public_id).lower() if said == "reference" else said
    study = invitation.collection.study
    page = team.post(_base(study), {"said": said}).content.decode()
    assert f"{_base(study)}{invitation.pk}/" in page
    assert "Nobody is known by that" in team.post(_base(study), {"said": "Jens"}).content.decode()


def test_everything_that_is_held_is_shown_and_taken_out(team: Client, invitation: Invitation) -> None:
    own = f"{_base(invitation.collection.study)}{invitation.pk}/"
    page = team.get(own).content.decode()
    for words in ("Jens Hansen", "jens@example.org", "call after four", "2003-12-24", "H01"):
        assert words in page
    held = json.loads(team.post(f"{own}held.json").content)
    assert held["identities"][0]["phone"] == "12345678"
    assert held["mails"][0]["status"] == "sent"
    assert held["attempts"][0]["note"] == "call after four"
    assert held["responses"][0]["answers"]["contracts"] == 12
    rows = list(csv.reader(io.StringIO(team.post(f"{own}held.csv").content.decode("utf-8-sig"))))
    assert ["identities", "1", "email", "jens@example.org"] in rows
    assert {row[0] for row in rows[1:]} == {"invitations", "identities", "mails", "attempts", "responses"}
    entries = AuditEntry.objects.filter(action="person.exported")
    assert [entry.details for entry in entries.order_by("number")] == [{"format": "json"}, {"format": "csv"}]
    assert team.get(f"{own}held.json").status_code == 405
    assert team.post(f"{own}held.xml").status_code == 404


def test_a_person_is_erased_everywhere(team: Client, invitation: Invitation) -> None:
    own = f"{_base(invitation.collection.study)}{invitation.pk}/"
    assert "cannot be undone" in team.get(f"{own}erase/").content.decode()
    assert Response.objects.exists()
    assert team.post(f"{own}erase/").status_code == 302
    assert [model.objects.count() for model in (Response, Invitation, Identity, Mail)] == [0, 0, 0, 0]
    log = json.dumps(list(AuditEntry.objects.values("details", "object_type", "object_id")))
    assert "Jens" not in log
    assert str(invitation.pk) not in [
        entry.object_id for entry in AuditEntry.objects.filter(object_type="invitation")
    ]
    assert team.get(own).status_code == 404


def test_people_of_another_study_are_not_there_and_others_are_kept_out(team: Client, invitation: Invitation) -> None:
    other, user = make_study()
    stranger = Client()
    stranger.force_login(user)
    assert stranger.get(f"{_base(other)}{invitation.pk}/").status_code == 404
    assert "Nobody is known" in stranger.post(_base(other), {"said": "jens@example.org"}).content.decode()
    study = invitation.collection.study
    stranger.force_login(MembershipFactory(study=study, role=Role.ANALYST).user)
    assert stranger.get(_base(study)).status_code == 403
    assert stranger.get(f"{_base(study)}{invitation.pk}/").status_code == 403


def test_the_team_says_what_respondents_are_told_and_makes_an_open_link(
    team: Client, fielded: tuple[Collection, User]
) -> None:
    collection, _user = fielded
    base = f"/studies/{collection.study.slug}/collections/{collection.pk}/"
    told = {"anonymity": "anonymous", "minimum_age": "18", "welcome_da": "Kære chef", "welcome_en": ""}
    assert team.post(f"{base}first-page/", told).status_code == 302
    collection.refresh_from_db()
    assert (collection.anonymity, collection.minimum_age, collection.welcome) == (
        "anonymous",
        18,
        {"da": "Kære chef"},
    )
    assert team.post(f"{base}open-link/").status_code == 302
    collection.refresh_from_db()
    assert links.open_link_of(collection) in team.get(f"{base}links/").content.decode()
    page = team.get(f"{base}first-page/").content.decode()
    assert "How answers are treated is fixed" in page
    assert "names nobody to call" not in page
    Study.objects.update(contact="")
    assert "names nobody to call" in team.get(f"{base}first-page/").content.decode()
    team.post(f"{base}first-page/", told | {"anonymity": "identified", "minimum_age": "0"})
    collection.refresh_from_db()
    assert (collection.anonymity, collection.minimum_age) == ("anonymous", 0)
    team.post(f"{base}open-link/", {"close": "1"})
    collection.refresh_from_db()
    assert collection.open_token_hash is None


def test_why_a_collection_cannot_be_anonymous_stands_at_the_field(team: Client, tmp_path: Path) -> None:
    collection = Collection.objects.get()
    Collection.objects.update(second_rule="refuse")
    base = f"/studies/{collection.study.slug}/collections/{collection.pk}/"
    page = team.post(f"{base}first-page/", {"anonymity": "anonymous"})
    assert "the unit says who it was" in page.content.decode()
    assert Collection.objects.get().anonymity == "confidential"


def _retain(invitation: Invitation, **fields: str) -> dict[str, int]:
    Study.objects.update(retention_date=timezone.localdate(), **fields)
    return ground.apply_retention(study=Study.objects.get())


def test_kept_long_enough_answers_and_people_are_deleted(invitation: Invitation) -> None:
    counts = _retain(invitation, retention_action=RetentionAction.DELETE)
    assert (counts["answers"], counts["people"]) == (1, 1)
    assert [model.objects.count() for model in (Response, Invitation, Identity, Mail)] == [0, 0, 0, 0]


def test_made_anonymous_answers_stay_without_what_points_at_a_person(invitation: Invitation) -> None:
    response = Response.objects.get()
    response.answers["why"] = "because my boss says so"
    response.respondent = "r17"
    response.save()
    counts = _retain(invitation, retention_action=RetentionAction.ANONYMISE)
    assert counts["answers"] == 1
    assert [model.objects.count() for model in (Invitation, Identity, Mail)] == [0, 0, 0]
    kept = Response.objects.get()
    assert kept.answers == {"attention": "high", "means": ["plan", "job"], "contracts": 12, "since": "2003-12-24"}
    assert (kept.unit, kept.group, kept.respondent, kept.paradata, kept.invitation) == (None, "high", "", {}, None)
    assert (kept.submission_key, timezone.localtime(kept.completed_at).hour) == (None, 0)


def test_what_an_office_says_of_itself_keeps_its_unit_and_words(invitation: Invitation) -> None:
    Collection.objects.update(disclosure=DisclosureLevel.ORGANISATION)
    Response.objects.update(answers={"why": "the law"})
    _retain(invitation, retention_action=RetentionAction.ANONYMISE)
    kept = Response.objects.get()
    assert (kept.unit.code if kept.unit else None, kept.answers) == ("H01", {"why": "the law"})


def test_where_nothing_is_personal_only_people_and_links_go(invitation: Invitation) -> None:
    _retain(invitation, legal_basis=LegalBasis.NONE)
    assert (Response.objects.count(), Invitation.objects.count(), Identity.objects.count()) == (1, 0, 0)


def test_reconstructed_answers_are_not_touched(invitation: Invitation) -> None:
    Collection.objects.update(is_demo=True)
    _retain(invitation, retention_action=RetentionAction.DELETE)
    assert Response.objects.count() == 1


def test_csv_of_a_person_runs_no_formula(fielded: tuple[Collection, User]) -> None:
    invitation, _link = make_link(fielded[0])
    Identity.objects.create(invitation=invitation, name="=1+1")
    assert "'=1+1" in privacy.export_csv(invitation=invitation)
    assert services.is_spent("x") is False
