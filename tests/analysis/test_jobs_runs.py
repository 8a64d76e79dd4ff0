"""A run says what its job says: waiting, running, done, failed after its retries, cancelled."""

import errno
from contextlib import nullcontext
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from analysis import selectors, services
from analysis.models import Run, RunStatus
from analysis.models.runs import TRANSITIONS
from analysis.services import runs
from analysis.tasks import execute_run
from studies import jobs
from studies.jobs import lease, runner
from studies.models import AuditEntry, Job, Study, User
from studies.models.jobs import JobStatus
from studies.problems import Refused
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=5)
    form = make_questionnaire(study)
    make_item(form, "M01", "q1")
    collection = make_collection(form)
    for number in range(1, 6):
        answer(collection, f"H{number:02}", {"q1": "5"})
        answer(collection, f"L{number:02}", {"q1": "1"})
    return study


@pytest.fixture
def run(study: Study) -> Run:
    plan = services.create_plan(study=study, procedure="contrast", parameters={}, by=None)
    return services.request_run(plan=plan, by=None)


def _job(run: Run) -> Job:
    return Job.objects.get(run=run)


def test_a_run_is_asked_for_with_its_job(run: Run) -> None:
    job = _job(run)
    assert (job.name, job.args, job.status) == ("analysis.execute_run", {"run": run.pk}, JobStatus.QUEUED)
    assert run.status == RunStatus.QUEUED


def test_a_job_that_is_done_leaves_a_run_that_is_done(run: Run) -> None:
    assert jobs.run_now(_job(run)).status == JobStatus.DONE
    run.refresh_from_db()
    assert (run.status, run.n_used, run.summary) == (RunStatus.DONE, 10, {"clear": 1})
    assert run.finished_at
    assert run.study.groupings.get().used_at


def test_a_failure_waits_for_its_next_attempt_and_ends_in_words(run: Run) -> None:
    with patch("analysis.execution.execute", side_effect=ZeroDivisionError):
        for attempt in range(1, 4):
            Job.objects.update(not_before=None)
            claim = lease.claim(_job(run), "test")
            assert claim is not None
            runner.execute(claim, nullcontext())
            run.refresh_from_db()
            assert run.status == (RunStatus.QUEUED if attempt < 3 else RunStatus.FAILED)
    assert "ZeroDivisionError" in run.error
    assert run.tables.count() == 0


def test_a_dead_worker_gives_the_run_back_and_the_next_one_finishes_it(run: Run) -> None:
    lease.claim(_job(run), "dead")
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING
    Job.objects.update(lease_until="2004-01-01T00:00:00Z")
    assert lease.recover() == 1
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED
    jobs.run_now(_job(run))
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert run.tables.count() == 3


def test_a_worker_that_was_taken_for_dead_stores_nothing(run: Run) -> None:
    old = lease.claim(_job(run), "slow")
    assert old is not None
    Job.objects.update(lease_until="2004-01-01T00:00:00Z")
    lease.recover()
    with pytest.raises(jobs.Fenced):
        execute_run(jobs.JobContext(old), run=run.pk)
    assert run.tables.count() == 0


def test_cancelling_a_run_that_waits_ends_it(run: Run) -> None:
    assert services.cancel_run(run=run, by=None) is True
    assert run.status == RunStatus.CANCELLED
    assert services.cancel_run(run=run, by=None) is False
    assert AuditEntry.objects.filter(action="run.cancelled").count() == 1


def test_a_grouping_that_changes_meanwhile_fails_the_run(run: Run) -> None:
    member = run.study.groupings.get().members.get(unit__code="H01")

    def change(*_args: object, **_kwargs: object) -> list[object]:
        member.group = "middle"
        member.save()
        return []

    with patch("analysis.execution.render", side_effect=change):
        jobs.run_now(_job(run))
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.error == "The grouping was changed while the run counted by it. Run it again."


def test_answers_that_come_in_meanwhile_leave_a_stale_run(run: Run) -> None:
    def late(*_args: object, **_kwargs: object) -> list[object]:
        answer(run.study.collections.get(), "H01", {"q1": "1"}, respondent="late")
        return []

    with patch("analysis.execution.render", side_effect=late):
        jobs.run_now(_job(run))
    run.refresh_from_db()
    assert (run.status, run.n_used) == (RunStatus.DONE, 10)
    assert selectors.is_stale(run) is True


def test_a_run_and_its_job_are_done_together_and_pngs_are_a_job_of_their_own(run: Run) -> None:
    assert jobs.run_now(_job(run)).status == JobStatus.DONE
    pictures = selectors.picture_job(run)
    assert pictures is not None
    assert (pictures.name, pictures.args) == ("analysis.draw_pictures", {"run": run.pk})
    assert pictures.not_before is not None  # the next click goes first
    assert {bytes(figure.png) for figure in run.figures.all()} == {b""}
    jobs.run_now(pictures)
    assert all(bytes(figure.png).startswith(b"\x89PNG") for figure in run.figures.all())


def test_pngs_that_cannot_be_drawn_fail_their_own_job_and_leave_the_run_done(run: Run) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch("analysis.execution.as_png", side_effect=full):
        services.execute_now(run)
    pictures = selectors.picture_job(run)
    assert (run.status, _job(run).status, run.error) == (RunStatus.DONE, JobStatus.DONE, "")
    assert pictures is not None
    assert pictures.status == JobStatus.FAILED
    assert pictures.error == (
        "The disk is full. The results of the run are stored; only PNG files of its figures are missing. "
        "Make room, then ask for it again."
    )


def test_drawing_gives_way_to_a_run_and_keeps_what_it_has_drawn(run: Run) -> None:
    jobs.run_now(_job(run))
    pictures = selectors.picture_job(run)
    assert pictures is not None
    claim = lease.claim(pictures, "node:1")
    assert claim is not None

    def draw_while_somebody_asks(_svg: str) -> bytes:
        services.run_again(run=run, by=None)
        return b"drawn"

    with patch("analysis.execution.as_png", side_effect=draw_while_somebody_asks) as drawn:
        runner.execute(claim, nullcontext())
    pictures.refresh_from_db()
    assert (pictures.status, drawn.call_count) == (JobStatus.QUEUED, 1)
    assert {bytes(figure.png) for figure in run.figures.all()} == {b"", b"drawn"}


def test_a_disk_that_is_full_when_results_are_stored_leaves_no_result_and_a_failed_run(run: Run) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with patch("analysis.models.Figure.objects.bulk_create", side_effect=full):
        services.execute_now(run)
    assert (run.status, _job(run).status, run.tables.count()) == (RunStatus.FAILED, JobStatus.FAILED, 0)
    assert selectors.picture_job(run) is None


def test_the_command_ends_with_one_when_pngs_could_not_be_drawn_and_prints_the_tables(study: Study) -> None:
    out = StringIO()
    full = OSError(errno.ENOSPC, "No space left on device")
    with (
        patch("analysis.execution.as_png", side_effect=full),
        pytest.raises(CommandError, match=r"tables are stored; the figures could not be drawn.*disk is full"),
    ):
        call_command("analyse", study.slug, "contrast", stdout=out)
    assert "5 of 5" in out.getvalue()


def test_the_page_says_that_pngs_are_being_drawn_and_that_they_could_not_be(run: Run, client: Client) -> None:
    client.force_login(User.objects.get())
    jobs.run_now(_job(run))
    assert "are being drawn as PNG files" in client.get(run.get_absolute_url()).content.decode()
    assert "are being drawn" in client.get(_png(run), follow=True).content.decode()
    Job.objects.filter(name="analysis.draw_pictures").update(status=JobStatus.FAILED, error="The disk is full.")
    page = client.get(_png(run), follow=True).content.decode()
    assert "could not be drawn as PNG files" in page
    assert "The disk is full." in page
    assert "Draw again" in page
    assert "still being drawn" not in page


def _png(run: Run) -> str:
    return reverse("analysis:figure", args=[run.study.slug, run.pk, "contrasts", "png"])


def test_the_same_plan_runs_again(run: Run) -> None:
    again = services.run_again(run=run, by=None)
    assert (again.plan, again.pk == run.pk) == (run.plan, False)


def test_only_a_finished_run_is_published_and_it_can_be_withdrawn(run: Run) -> None:
    with pytest.raises(Refused, match="no results to show"):
        services.publish_run(run=run, by=None)
    jobs.run_now(_job(run))
    run.refresh_from_db()
    services.publish_run(run=run, by=None)
    assert run.published_at
    services.withdraw_run(run=run, by=None)
    assert run.published_at is None


def test_every_status_is_in_the_life_cycle_and_final_ones_stay(run: Run) -> None:
    assert set(TRANSITIONS) == set(RunStatus)
    assert all(after in TRANSITIONS for to in TRANSITIONS.values() for after in to)
    run.status = RunStatus.DONE
    with pytest.raises(ValueError, match="A run that is done cannot become running"):
        runs.move_run(run=run, to=RunStatus.RUNNING)


def test_an_unknown_procedure_is_refused_by_name(study: Study) -> None:
    with pytest.raises(Refused, match="There is no procedure magic"):
        services.create_plan(study=study, procedure="magic", parameters={}, by=None)
