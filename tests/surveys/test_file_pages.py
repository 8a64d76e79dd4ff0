"""The pages of answers as files, and of statistics files on their way in: asked for, followed, taken, refused."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studies import jobs, uploads
from studies.models import AuditEntry, Job, Role, Study, Upload, User
from studies.models.jobs import JobStatus
from surveys import services
from surveys.models import Collection, DataExport, Questionnaire, Response
from surveys.models.exports import KEPT
from tests.factories import MembershipFactory, make_pairs, make_study
from tests.surveys.answered import answer, collect, publish, questions
from tests.surveys.test_statistics_in import frame, write_sav

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> User:
    study, user = make_study(slug="s", languages=["da", "en"])
    make_pairs(study, pairs=2)
    client.force_login(user)
    return user


@pytest.fixture
def collection(owner: User) -> Collection:
    made = collect(publish(Study.objects.get(), *questions()))
    answer(made, "r1", "H01", attention="1")
    return made


PAGE = "/studies/s/questionnaires/manager/answers/"
UPLOAD = "/studies/s/import-statistics/"


def ask(client: Client, **fields: object) -> DataExport:
    given = {"format": "csv", "language": "da", "recipient": "Statistics office", **fields}
    assert client.post(PAGE, given).status_code == 302
    return DataExport.objects.order_by("created_at").last() or pytest.fail("no export")


def work() -> None:
    for job in Job.objects.filter(status=JobStatus.QUEUED):
        jobs.run_now(job)


def test_file_is_made_by_a_job_downloaded_and_logged(client: Client, owner: User, collection: Collection) -> None:
    made = ask(client)
    assert "waiting" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404
    work()
    page = client.get(PAGE).content.decode()
    assert "s-manager-answers.csv" in page
    assert "Statistics office" in page
    answered = client.get(f"{PAGE}{made.pk}/")
    content = answered.getvalue().decode()
    assert content.splitlines()[1].startswith("H01,Unit H01,high,P01,r1,2004,1,manager")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="s-manager-answers.csv"'
    logged = AuditEntry.objects.filter(action__startswith="responses.").order_by("number")
    assert [(entry.action, entry.by, entry.details["recipient"]) for entry in logged] == [
        ("responses.exported", owner, "Statistics office"),
        ("responses.downloaded", owner, "Statistics office"),
    ]


@pytest.mark.parametrize("format_", ["csv-da", "xlsx", "sav", "dta", "zip"])
def test_every_format_is_made_and_progress_is_told(
    client: Client, owner: User, collection: Collection, format_: str
) -> None:
    made = ask(client, format=format_, collection=collection.pk, language="en", labels="on")
    work()
    made.refresh_from_db()
    assert made.job is not None
    assert (made.job.status, made.job.error, made.rows) == (JobStatus.DONE, "", 1)
    assert made.size == services.export_path(made).stat().st_size
    assert [path.name for path in services.export_path(made).parent.glob(f"{made.pk.hex}*")] == [made.pk.hex]


def test_list_alone_is_sent_while_the_page_follows_a_job(client: Client, owner: User, collection: Collection) -> None:
    ask(client)
    part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="load' in part
    assert '<form method="post" novalidate' not in part
    work()
    assert "hx-trigger" not in client.get(PAGE, headers={"HX-Request": "true"}).content.decode()


def test_nobody_named_is_refused(client: Client, owner: User, collection: Collection) -> None:
    page = client.post(PAGE, {"format": "csv", "language": "da", "recipient": ""})
    assert page.status_code == 200
    assert "This field is required" in page.content.decode()
    assert not DataExport.objects.exists()


def test_only_the_team_gets_answers(client: Client, owner: User, collection: Collection) -> None:
    made = ask(client)
    work()
    for role in (Role.ANALYST, Role.READER, Role.CODER, Role.INTERVIEWER):
        client.force_login(MembershipFactory(study=collection.study, role=role).user)
        addresses = [client.get(PAGE), client.get(f"{PAGE}{made.pk}/"), client.post(f"{PAGE}{made.pk}/discard/")]
        assert [page.status_code for page in [*addresses, client.get(UPLOAD)]] == [403, 403, 403, 403]
    client.force_login(make_study(slug="other")[1])
    assert client.get(f"{PAGE}{made.pk}/").status_code == 404


def test_file_of_another_study_is_not_reached_through_ones_own(
    client: Client, owner: User, collection: Collection
) -> None:
    made = ask(client)
    work()
    study, user = make_study(slug="other")
    publish(study, *questions())
    client.force_login(user)
    assert client.get(f"/studies/other/questionnaires/manager/answers/{made.pk}/").status_code == 404


def test_files_go_when_they_are_thrown_away_or_old(client: Client, owner: User, collection: Collection) -> None:
    first, second = ask(client), ask(client)
    work()
    client.post(f"{PAGE}{first.pk}/discard/")
    assert not services.export_path(first).exists()
    DataExport.objects.filter(pk=second.pk).update(created_at=timezone.now() - KEPT)
    jobs.run_now(jobs.enqueue(name="surveys.tidy"))
    assert not services.export_path(second).exists()
    assert not DataExport.objects.exists()


def test_discarding_stops_the_job(client: Client, owner: User, collection: Collection) -> None:
    made = ask(client)
    client.post(f"{PAGE}{made.pk}/discard/")
    assert Job.objects.get().status == JobStatus.CANCELLED


def test_erasing_a_person_throws_the_files_away(client: Client, owner: User, collection: Collection) -> None:
    from surveys import privacy

    (invitation,) = services.create_invitations(collection=collection, count=1, by=None)
    made = ask(client)
    work()
    privacy.erase(invitation=invitation, by=owner)
    assert not services.export_path(made).exists()


def send(client: Client, path: Path) -> str:
    """Sends the file; gives the page it is followed on."""
    answered = client.post(UPLOAD, {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert answered.status_code == 302
    return answered.headers["Location"]


MAPPING = {
    "unit": "kom",
    "respondent": "resp",
    "form_id": "leder",
    "language": "da",
    "study_units_only": "on",
    "disclosure": "staff",
}


def test_file_goes_through_its_steps_to_answers(client: Client, owner: User, tmp_path: Path) -> None:
    page = send(client, write_sav(tmp_path / "leder.sav"))
    assert "hx-get" in client.get(page).content.decode()
    work()
    mapped = client.get(page).content.decode()
    assert '<option value="kom" selected>' in mapped
    assert "8 variables" in mapped
    assert client.post(page, MAPPING).status_code == 302
    work()
    shown = client.get(page).content.decode()
    assert "Er der politisk opmærksomhed?" in shown
    assert "X99" in shown
    assert not Questionnaire.objects.exists()
    client.post(page, {"confirm": "1"})
    assert client.get(page, headers={"HX-Request": "true"}).status_code == 200
    work()
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    done = client.get(page, follow=True)
    assert done.redirect_chain[-1][0] == reverse("surveys:questionnaire", args=["s", "leder"])
    assert "Stored: 3 new answers" in done.content.decode()
    assert Response.objects.count() == 3
    assert not Upload.objects.exists()


def test_problems_come_with_the_mapping_and_nothing_is_stored(client: Client, owner: User, tmp_path: Path) -> None:
    page = send(client, write_sav(tmp_path / "leder.sav", frame().assign(resp=[1.0, 1.0, 2.0, 3.0])))
    work()
    client.post(page, MAPPING | {"study_units_only": ""})
    work()
    refused = client.get(page)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "The respondent “1” stands in row 1 already." in said
    assert "There is no unit “X99” in the study." in said
    client.post(page, MAPPING | {"respondent": "", "leave_out": ["resp"]})
    work()
    assert client.get(page).status_code == 200
    assert not Response.objects.exists()


def test_what_a_job_found_is_told_in_the_language_of_whoever_asked(
    client: Client, owner: User, tmp_path: Path
) -> None:
    client.cookies["django_language"] = "da"
    page = send(client, write_sav(tmp_path / "leder.sav"))
    work()
    client.post(page, MAPPING)
    work()
    shown = Upload.objects.get().options["preview"]
    assert shown["warnings"] == ["1 række fra en enhed uden for undersøgelsen blev holdt ude."]


@pytest.mark.parametrize("content", [b"unit,respondent\nH01,1\n", b"$FL2" + b"\xff" * 3000, b""])
def test_file_that_cannot_be_read_is_refused_with_a_sentence(
    client: Client, owner: User, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "leder.sav"
    path.write_bytes(content)
    answered = client.post(UPLOAD, {"file": SimpleUploadedFile("leder.sav", content or b" ")})
    page = answered.headers["Location"]
    work()
    refused = client.get(page)
    assert refused.status_code == 422
    assert "leder.sav" in refused.content.decode()
    assert not Upload.objects.exists()


def test_a_second_attempt_stores_nothing_twice(client: Client, owner: User, tmp_path: Path) -> None:
    page = send(client, write_sav(tmp_path / "leder.sav"))
    work()
    client.post(page, MAPPING)
    work()
    client.post(page, {"confirm": "1"})
    work()
    upload = Upload.objects.get()
    services.store_survey(upload=upload, by=owner)
    work()
    upload.refresh_from_db()
    assert Response.objects.count() == 3
    assert (upload.options["stage"], upload.options["stored"]["created"]) == ("stored", 3)


def test_file_can_be_thrown_away_and_is_only_its_senders(client: Client, owner: User, tmp_path: Path) -> None:
    page = send(client, write_sav(tmp_path / "leder.sav"))
    work()
    kept = uploads.path_of(Upload.objects.get())
    client.force_login(MembershipFactory(study=Study.objects.get(), role=Role.RESEARCHER).user)
    assert client.get(page).status_code == 404
    client.force_login(owner)
    client.post(page, {"discard": "1"})
    assert not kept.exists()


def test_pages_are_found_from_those_before(client: Client, owner: User, collection: Collection) -> None:
    assert PAGE in client.get("/studies/s/questionnaires/manager/").content.decode()
    assert UPLOAD in client.get("/studies/s/questionnaires/").content.decode()
