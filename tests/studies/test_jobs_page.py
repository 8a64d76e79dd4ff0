"""The page of jobs: for the staff of the site alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from analysis.models import Plan, Run
from analysis.procedures import PROCEDURES
from studies import jobs
from studies.models import Job
from tests.factories import UserFactory, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    user = UserFactory.create(is_staff=True)
    client.force_login(user)
    return client


def test_jobs_of_all_studies_are_listed_newest_first(staff: Client) -> None:
    study, user = make_study(slug="akf")
    jobs.enqueue(name="analysis.first", study=study, by=user)
    jobs.enqueue(name="analysis.second")
    page = staff.get(reverse("studies:jobs")).content.decode()
    assert page.index("analysis.second") < page.index("analysis.first")
    assert "akf" in page
    assert user.email in page


def test_the_list_can_be_narrowed_to_a_status(staff: Client) -> None:
    Job.objects.create(name="analysis.broken", status="failed", error="The program failed.")
    Job.objects.create(name="analysis.fine", status="done")
    page = staff.get(reverse("studies:jobs"), {"status": "failed"}).content.decode()
    assert ("analysis.broken" in page, "The program failed." in page, "analysis.fine" in page) == (True, True, False)


def test_an_unknown_status_shows_all(staff: Client) -> None:
    jobs.enqueue(name="analysis.first")
    assert "analysis.first" in staff.get(reverse("studies:jobs"), {"status": "x\0"}).content.decode()


def test_staff_can_stop_a_job(staff: Client) -> None:
    job = jobs.enqueue(name="analysis.first")
    answer = staff.post(reverse("studies:job_cancel", args=[job.pk]), follow=True)
    assert f"Job {job.pk} is being stopped." in answer.content.decode()
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_stopping_what_has_ended_says_so(staff: Client) -> None:
    job = Job.objects.create(name="analysis.first", status="done")
    answer = staff.post(reverse("studies:job_cancel", args=[job.pk]), follow=True)
    assert f"Job {job.pk} had already ended" in answer.content.decode()


def test_a_link_cannot_stop_a_job(staff: Client) -> None:
    job = jobs.enqueue(name="analysis.first")
    assert staff.get(reverse("studies:job_cancel", args=[job.pk])).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_owner_of_a_study_who_is_not_staff_is_refused(client: Client, method: str) -> None:
    study, user = make_study()
    job = jobs.enqueue(name="analysis.first", study=study)
    client.force_login(user)
    assert client.get(reverse("studies:jobs")).status_code == 403
    assert getattr(client, method)(reverse("studies:job_cancel", args=[job.pk])).status_code == 403
    job.refresh_from_db()
    assert job.status == "queued"


def test_work_that_nobody_takes_up_is_noticed(staff: Client) -> None:
    job = jobs.enqueue(name="analysis.first")
    assert "Does a worker run" not in staff.get(reverse("studies:jobs")).content.decode()
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    assert "Does a worker run" in staff.get(reverse("studies:jobs")).content.decode()


def test_the_page_needs_few_queries_however_many_jobs(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    study, user = make_study()
    for number in range(60):
        jobs.enqueue(name=f"analysis.job{number}", study=study, by=user)
    with django_assert_max_num_queries(12):
        staff.get(reverse("studies:jobs"))


def test_a_job_is_called_by_its_name_for_people(staff: Client) -> None:
    jobs.enqueue(name="analysis.draw_pictures")
    assert '<th scope="row" title="analysis.draw_pictures">drawing figures as PNG files</th>' in (
        staff.get(reverse("studies:jobs")).content.decode()
    )


def test_an_analysis_says_which_it_is(staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    study, user = make_study()
    runs = [
        Run.objects.create(study=study, plan=Plan.objects.create(study=study, procedure=name), procedure=name)
        for name in ("contrast", "crosstab", "contrast")
    ]
    for run in runs:
        jobs.enqueue(name="analysis.execute_run", args={"run": run.pk}, study=study, by=user)
    jobs.enqueue(name="analysis.execute_run", args={"run": 0}, study=study, by=user)
    with django_assert_max_num_queries(12):
        page = staff.get(reverse("studies:jobs")).content.decode()
    for run in runs:
        assert f">{PROCEDURES[run.procedure].title} {run.pk}</span>" in page
