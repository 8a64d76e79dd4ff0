"""The admin shows what a run found, changes nothing, and can start or stop a run."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis.models import Figure, Run, RunStatus
from studies.models import Role
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, contrast_run, make_run, score_run
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def shown(client: Client, run: Run) -> str:
    response = client.get(reverse("admin:analysis_run_change", args=[run.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_run_shows_tables_figures_digest_and_notes(staff: Client) -> None:
    run = contrast_run(a_study())
    Figure.objects.create(
        run=run, name="f", language="en", public=True, title="T", alternative="A", specification={}, svg="", png=b"x"
    )
    page = shown(staff, run)
    for words in ("8 of 9", "Political attention", "d" * 64, "A note on method.", "data:image/png;base64,eA=="):
        assert words in page


def test_staff_of_the_site_see_what_disclosure_leaves_and_members_of_the_team_all(staff: Client) -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    assert "Ballerup" not in shown(staff, run)
    researcher = UserFactory(is_staff=True, is_superuser=True)
    MembershipFactory(study=run.study, user=researcher, role=Role.RESEARCHER)
    staff.force_login(researcher)
    assert "Ballerup" in shown(staff, run)


def test_nothing_can_be_changed(staff: Client) -> None:
    run = contrast_run(a_study())
    assert staff.post(reverse("admin:analysis_run_change", args=[run.pk]), {"status": "failed"}).status_code == 403
    assert staff.get(reverse("admin:analysis_run_add")).status_code == 403
    assert staff.post(reverse("admin:analysis_run_delete", args=[run.pk])).status_code == 403


def act(client: Client, action: str, run: Run) -> str:
    response = client.post(
        reverse("admin:analysis_run_changelist"), {"action": action, "_selected_action": [run.pk]}, follow=True
    )
    return response.content.decode()


def test_a_waiting_run_is_cancelled(staff: Client) -> None:
    from studies.models import Job

    run = make_run(a_study(), status=RunStatus.QUEUED, digest="", finished_at=None)
    run.job = Job.objects.create(name="analysis.execute_run", study=run.study)
    run.save()
    assert "1 run stops." in act(staff, "cancel", run)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_a_run_that_cannot_run_again_says_why(staff: Client) -> None:
    run = make_run(a_study())
    assert "questionnaire" in act(staff, "run_again", run)
    assert Run.objects.count() == 1


@pytest.mark.parametrize("model", ["run", "plan", "item", "itemset", "criterion", "statedcriterion", "synthesis"])
def test_every_list_opens(staff: Client, model: str) -> None:
    contrast_run(a_study())
    assert staff.get(reverse(f"admin:analysis_{model}_changelist")).status_code == 200
