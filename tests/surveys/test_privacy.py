"""What is held about a respondent is found by the reference, shown and erased."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from studies import uploads
from studies.models import AuditEntry, Upload
from surveys import privacy
from surveys.links import reference_of
from surveys.models import Invitation, Response
from tests.factories import make_study
from tests.surveys.fielding import make_collection, make_link

pytestmark = pytest.mark.django_db


def test_all_about_one_person_is_shown_and_erased(client: Client, tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    invitation, link = make_link(collection, unit=collection.study.units.get(code="H01"))
    make_link(collection)
    client.post(link)
    client.post(f"{link}autosave/", {"question": "attention", "q_attention": "high"})
    found = privacy.find(study=collection.study, reference=f" {reference_of(invitation.public_id).lower()} ")
    assert found == invitation
    told = privacy.export(invitation=invitation)
    assert told["responses"][0]["answers"] == {"attention": "high"}
    assert told["invitations"][0]["unit"] == "H01"
    privacy.erase(invitation=found, by=user)
    assert not Response.objects.exists()
    assert Invitation.objects.count() == 1
    entry = AuditEntry.objects.get(action="response.erased")
    assert "H01" not in str(entry.details)
    assert privacy.find(study=collection.study, reference=reference_of(invitation.public_id)) is None
    assert privacy.retention()


def test_files_that_lie_open_go_with_the_person(tmp_path: Path) -> None:
    collection, user = make_collection(tmp_path)
    invitation, _link = make_link(collection)
    other, _owner = make_study()
    sent = SimpleUploadedFile("people.csv", b"name,email\nJens Hansen,jens@example.org\n")
    mine, others = (
        uploads.keep(file=sent, study=study, user=user, purpose="people") for study in (collection.study, other)
    )
    privacy.erase(invitation=invitation, by=user)
    assert (uploads.path_of(mine).exists(), uploads.path_of(others).exists()) == (False, True)
    assert list(Upload.objects.all()) == [others]


def test_reference_of_another_study_finds_nothing(tmp_path: Path) -> None:
    collection, _user = make_collection(tmp_path)
    invitation, _link = make_link(collection)
    other, _owner = make_study()
    assert privacy.find(study=other, reference=reference_of(invitation.public_id)) is None
