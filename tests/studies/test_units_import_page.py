"""Units from files in the browser: a preview, then the confirmation."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from studies import services, uploads
from studies.models import Role, Study, Upload
from tests import factories
from tests.studies.unit_files import PAIRS, take

pytestmark = pytest.mark.django_db


def send(client: Client, study: Study, content: str, **fields: str) -> object:
    file = SimpleUploadedFile("units.csv", content.encode())
    return client.post(reverse("studies:units_import", args=[study.slug]), {"file": file, **fields}, follow=True)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def test_page_shows_what_would_change_and_saves_on_confirmation(client: Client, tmp_path: Path) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    response = send(client, study, PAIRS, grouping="first", source="Register", year_from="1999")
    text = response.content.decode()  # type: ignore[attr-defined]
    assert "A new grouping “first” is made" in text
    assert "High One" in text
    assert study.units.count() == 0
    upload = Upload.objects.get()
    preview = reverse("studies:units_preview", args=[study.slug, upload.pk])
    client.post(preview, {"shown": response.context["plan"].digest, "confirm": ""})  # type: ignore[attr-defined]
    assert (study.units.count(), study.groupings.get().name) == (4, "first")
    assert study.variables.get().year_from == 1999
    assert not Upload.objects.exists()
    assert list((tmp_path / "uploads").iterdir()) == []


def test_page_shows_numbers_as_they_were_read(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    client.cookies["django_language"] = "da"
    response = send(client, study, "code;name;rate;income;town\nA;x;12,5;11.234,5;Ry\nB;y;-3;;\n")
    rows = response.content.decode().split('<tr class="new">')[1:]  # type: ignore[attr-defined]
    shown = [re.findall(r'data-label="(?:rate|income|town)">([^<]*)<', row) for row in rows]
    assert shown == [["12,5", "11.234,5", "Ry"], ["−3", "–", "–"]]


def test_page_asks_again_when_the_study_has_changed_since(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    digest = send(client, study, PAIRS).context["plan"].digest  # type: ignore[attr-defined]
    services.create_study(slug="other", title="x", by=user)
    factories.UnitFactory(study=study, code="H1")
    preview = reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk])
    response = client.post(preview, {"shown": digest, "confirm": ""})
    assert "The study has changed since this was shown." in response.content.decode()
    assert study.units.count() == 1


def test_page_lists_every_problem_and_keeps_no_file(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    response = send(client, study, "code,name,group\nA,x,best\nB,,low\n")
    text = response.content.decode()  # type: ignore[attr-defined]
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "There is no group “best”." in text
    assert "The unit has no name." in text
    assert not Upload.objects.exists()


def test_page_throws_a_file_away(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    send(client, study, PAIRS)
    client.post(reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk]), {"discard": ""})
    assert (Upload.objects.count(), study.units.count()) == (0, 0)


def test_page_shows_changes_and_moves(client: Client) -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    client.force_login(user)
    changed = PAIRS.replace("high,P1,,10.5", "high,P1,,10.75").replace("south,middle", "south,low")
    text = send(client, study, changed).content.decode()  # type: ignore[attr-defined]
    assert "10.5</td>" in text
    assert "10.75</td>" in text
    assert "Units in another group than now" in text


def test_page_says_when_there_is_nothing_to_import(client: Client) -> None:
    study, user = factories.make_study()
    take(study, PAIRS, user)
    client.force_login(user)
    assert "there is nothing to import" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]


def test_upload_is_bound_to_who_sent_it_and_to_its_study(client: Client) -> None:
    study, user = factories.make_study()
    other = factories.MembershipFactory(study=study, role=Role.OWNER).user
    client.force_login(user)
    send(client, study, PAIRS)
    preview = reverse("studies:units_preview", args=[study.slug, Upload.objects.get().pk])
    assert client.get(preview).status_code == 200
    client.force_login(other)
    assert client.get(preview).status_code == 404


def test_upload_that_is_too_large_is_refused(client: Client, settings: object) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]
    assert "larger than 0 MB" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]


def test_upload_without_room_on_the_disk_is_a_sentence(client: Client, settings: object, tmp_path: Path) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"  # type: ignore[attr-defined]
    assert "could not be stored" in send(client, study, PAIRS).content.decode()  # type: ignore[attr-defined]
    assert not Upload.objects.exists()


def test_uploads_of_yesterday_are_gone(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    send(client, study, PAIRS)
    old = Upload.objects.get()
    Upload.objects.update(created_at="2020-01-01T00:00:00Z")
    send(client, study, PAIRS)
    assert old.pk not in Upload.objects.values_list("pk", flat=True)
    assert uploads.find(pk="no id", study=study, user=user, purpose="units") is None


def test_after_a_file_with_problems_the_next_is_sent_to_the_import_page(client: Client) -> None:
    """The problems stand at the preview's address, which is gone with its file."""
    study, user = factories.make_study()
    client.force_login(user)
    url = reverse("studies:units_import", args=[study.slug])
    bad = SimpleUploadedFile("u.csv", b"code,name,group\nU1,One,tall\n")
    response = client.post(url, {"file": bad}, follow=True)
    assert response.status_code == 422
    assert f'action="{url}"' in response.content.decode()
