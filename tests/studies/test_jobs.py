"""Asking for jobs, running them in the foreground, and the sentence each ending leaves."""

import errno
import logging
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation

from studies import audit, jobs
from studies.jobs import errors, lease, registry
from studies.jobs.context import JobContext
from studies.models import AuditEntry, Job, Study
from studies.models.jobs import FINAL, TRANSITIONS, JobStatus
from tests import jobs_for_tests
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def enqueued(name: str = "tests.write", **args: object) -> Job:
    return jobs.enqueue(name=name, args=args or ({"label": "one"} if name == "tests.write" else {}))


def context_of(job: Job, worker: str = "here") -> JobContext:
    claim = lease.claim(job, worker)
    assert claim is not None
    return JobContext(claim)


def lose(job: Job) -> None:
    """Let the job be taken for dead and claimed by another worker."""
    job.refresh_from_db()
    lease.bury(job)
    job.refresh_from_db()
    assert lease.claim(job, "another") is not None


# Asking


def test_a_job_waits_with_what_it_was_asked_for() -> None:
    study, user = make_study()
    job = jobs.enqueue(name="tests.write", args={"label": "x"}, study=study, by=user)
    assert (job.status, job.args, job.study, job.requested_by, job.attempt) == (
        "queued",
        {"label": "x"},
        study,
        user,
        0,
    )


def test_a_key_gives_one_job_however_often_it_is_asked_for() -> None:
    first = jobs.enqueue(name="tests.write", key="nightly 1", args={"label": "first"})
    second = jobs.enqueue(name="tests.write", key="nightly 1", args={"label": "second"})
    assert (first.pk, second.args) == (second.pk, {"label": "first"})
    assert Job.objects.count() == 1


def test_jobs_without_a_key_are_never_joined() -> None:
    assert enqueued().pk != enqueued().pk


def test_two_functions_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match=r"'tests\.write'"):
        jobs.job("tests.write")(lambda _context: None)


def test_a_job_that_nobody_knows_fails_in_words() -> None:
    job = jobs.run_now(enqueued("tests.unheard_of"))
    assert (job.status, job.error) == ("failed", "No installed app knows the job 'tests.unheard_of'.")


def test_a_registered_job_is_found_by_its_name() -> None:
    assert registry.find("tests.write").function is jobs_for_tests.write
    assert not registry.find("tests.break_once").retries


# Running to the end


def test_a_job_runs_in_the_foreground_and_is_done() -> None:
    job = jobs.run_now(enqueued(label="one"))
    assert (job.status, job.progress, job.attempt, job.error) == ("done", 100, 1, "")
    assert Study.objects.filter(title__en="one").count() == 1
    assert job.finished_at is not None


def test_a_finished_job_is_not_run_again() -> None:
    job = jobs.run_now(enqueued(label="one"))
    assert jobs.run_now(job).attempt == 1
    assert Study.objects.filter(title__en="one").count() == 1


def test_progress_is_shown_while_it_runs() -> None:
    job = enqueued()
    context_of(job).progress(140, "x" * 300)
    job.refresh_from_db()
    assert (job.status, job.progress, len(job.doing)) == ("running", 100, 200)


def test_results_and_done_are_one_transaction() -> None:
    job = enqueued()
    context = context_of(job)

    def broken_commit() -> None:
        with context.commit():
            Study.objects.create(slug="half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_commit()
    job.refresh_from_db()
    assert (job.status, Study.objects.filter(slug="half").exists()) == ("running", False)


def test_an_intermediate_commit_leaves_the_job_running() -> None:
    job = enqueued()
    context = context_of(job)
    with context.commit(done=False):
        Study.objects.create(slug="part")
    job.refresh_from_db()
    assert (job.status, Study.objects.filter(slug="part").exists()) == ("running", True)
    context.finish()
    job.refresh_from_db()
    assert job.status == "done"


def test_interrupting_the_command_line_cancels_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_context: JobContext) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(registry._known, "tests.interrupted", registry.JobFunction("tests.interrupted", interrupted))
    job = enqueued("tests.interrupted")
    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(Job.objects.get(pk=job.pk))
    job.refresh_from_db()
    assert job.status == "cancelled"


# The fence


def test_a_worker_taken_for_dead_can_store_nothing() -> None:
    job = enqueued()
    context = context_of(job)
    lose(job)

    def late_commit() -> None:
        with context.commit():
            Study.objects.create(slug="late")

    with pytest.raises(jobs.Fenced):
        late_commit()
    assert not Study.objects.filter(slug="late").exists()


def test_a_worker_taken_for_dead_cannot_tell_how_far_it_is() -> None:
    job = enqueued()
    context = context_of(job)
    lose(job)
    with pytest.raises(jobs.Fenced):
        context.progress(50, "late")
    job.refresh_from_db()
    assert (job.attempt, job.worker, job.progress) == (2, "another", 0)


@pytest.mark.parametrize("late", ["finish", "fail", "let_go", "renew"])
def test_a_worker_taken_for_dead_changes_nothing(late: str) -> None:
    job = enqueued()
    context = context_of(job)
    lose(job)
    before = Job.objects.filter(pk=job.pk).values().get()
    if late == "finish":
        with pytest.raises(jobs.Fenced):
            context.finish()
    elif late == "fail":
        assert not lease.fail(context.claim, ValueError(), again=True)
    elif late == "let_go":
        assert not lease.let_go(context.claim)
    else:
        lease.renew(context.claim)
    assert Job.objects.filter(pk=job.pk).values().get() == before


def test_a_stale_picture_of_a_job_claims_nothing() -> None:
    job = enqueued()
    stale = Job.objects.get(pk=job.pk)
    assert lease.claim(job, "first") is not None
    assert lease.claim(stale, "second") is None


# Leases


def test_a_lease_is_renewed() -> None:
    job = enqueued()
    context = context_of(job)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    lease.renew(context.claim)
    job.refresh_from_db()
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + timedelta(seconds=20)


def test_an_expired_lease_puts_the_job_back_and_counts_a_death() -> None:
    job = enqueued()
    context_of(job)
    assert lease.recover() == 0
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert lease.recover() == 1
    job.refresh_from_db()
    assert (job.status, job.deaths, job.failures, job.lease_until) == ("queued", 1, 0, None)


def test_the_fifth_death_ends_the_job_with_a_sentence() -> None:
    job = enqueued()
    for death in range(5):
        job.refresh_from_db()
        assert job.status == "queued", death
        context_of(job)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        lease.recover()
    job.refresh_from_db()
    assert (job.status, job.deaths) == ("failed", 5)
    assert job.error.startswith("The worker died 5 times during this job")


def test_a_job_speaks_to_whoever_asked_for_it_wherever_it_runs() -> None:
    with translation.override("da"):
        job = enqueued("tests.unheard_of")
        said = errors.death_sentence(5, registry.left(job.name))
    failed = jobs.run_now(job)
    assert failed.error == "Ingen installeret app kender jobbet 'tests.unheard_of'."
    with translation.override("da"):
        dead = enqueued()
    Job.objects.filter(pk=dead.pk).update(deaths=4)
    context_of(Job.objects.get(pk=dead.pk))
    dead.refresh_from_db()
    lease.bury(dead)
    dead.refresh_from_db()
    assert dead.error.split(" ", 3)[:3] == said.split(" ", 3)[:3]
    assert translation.get_language() == "en"


def test_a_dead_job_that_somebody_cancelled_is_cancelled_not_tried_again() -> None:
    job = enqueued()
    context_of(job)
    jobs.cancel(job=job, by=None)
    lease.bury(job)
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_letting_go_counts_neither_as_death_nor_as_failure() -> None:
    job = enqueued()
    assert lease.let_go(context_of(job).claim)
    job.refresh_from_db()
    assert (job.status, job.deaths, job.failures) == ("queued", 0, 0)


# Failing


def test_an_unexpected_error_is_tried_again_later_then_ends() -> None:
    job = enqueued()
    for failure in (1, 2, 3):
        job.refresh_from_db()
        assert job.status == "queued", failure
        lease.fail(context_of(job).claim, ValueError("secret answer"), again=True)
    job.refresh_from_db()
    assert (job.status, job.failures, job.attempt) == ("failed", 3, 3)


def test_a_second_attempt_waits_longer_each_time() -> None:
    job = enqueued()
    waits = []
    for _ in range(2):
        lease.fail(context_of(job).claim, ValueError(), again=True)
        job.refresh_from_db()
        assert job.not_before is not None
        waits.append(round((job.not_before - timezone.now()).total_seconds()))
        assert not lease.due().exists()
    assert waits == [5, 10]


def test_an_error_shows_its_kind_and_place_but_no_answer() -> None:
    job = jobs.run_now(enqueued("tests.break", answer="I drink too much"))
    assert job.status == "failed"
    assert job.error.startswith("The program failed: ValueError in jobs_for_tests.py, line ")
    assert "drink" not in job.error


def test_in_the_foreground_an_error_is_left_to_whoever_asked(caplog: pytest.LogCaptureFixture) -> None:
    assert jobs.run_now(enqueued("tests.refuse", why="Too few units.")).error == "Too few units."
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    ("name", "args", "error"),
    [
        ("tests.refuse", {"why": "Too few units."}, "Too few units."),
        ("tests.refuse_file", {}, "units.csv, row 3, column code: The code H01 is there twice. Keep one."),
        ("tests.exhaust", {}, errors.memory_sentence("Nothing was stored.")),
    ],
)
def test_what_would_fail_again_is_not_tried_again(name: str, args: dict[str, str], error: str) -> None:
    job = jobs.run_now(enqueued(name, **args))
    assert (job.status, job.failures, job.error) == ("failed", 1, error)
    assert errors.is_lasting(MemoryError())


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (DatabaseError("disk I/O error"), "The database could not be read or written (DatabaseError)."),
        (jobs.JobError("Just this."), "Just this."),
    ],
)
def test_every_error_has_its_sentence(error: Exception, begins: str) -> None:
    assert errors.sentence(error, "Nothing was stored.").startswith(begins)


# Cancelling


def test_a_waiting_job_is_cancelled_at_once() -> None:
    study, user = make_study()
    job = jobs.enqueue(name="tests.write", args={"label": "never"}, study=study)
    assert jobs.cancel(job=job, by=user)
    assert (job.status, jobs.run_now(job).attempt) == ("cancelled", 0)
    entry = AuditEntry.objects.get(study=study, action="job.cancelled")
    assert (entry.by, entry.object_id) == (user, str(job.pk))
    assert audit.broken_entries(AuditEntry.objects.filter(study=study)) == []


def test_a_running_job_is_asked_to_stop_and_stores_nothing() -> None:
    job = enqueued()
    context = context_of(job)
    assert jobs.cancel(job=job, by=None)
    assert (job.status, job.cancel_requested, context.cancelled()) == ("running", True, True)
    with pytest.raises(jobs.Cancelled):
        context.progress(10)
    with pytest.raises(jobs.Cancelled), context.commit():
        raise AssertionError("never reached")


def test_a_finished_job_cannot_be_cancelled() -> None:
    job = jobs.run_now(enqueued(label="one"))
    assert not jobs.cancel(job=job, by=None)
    assert job.status == "done"


# The life cycle


def test_every_status_is_named_in_the_life_cycle() -> None:
    assert set(TRANSITIONS) == set(JobStatus)
    assert {status for status, following in TRANSITIONS.items() if not following} == FINAL


@pytest.mark.parametrize("status", sorted(FINAL))
def test_an_ended_job_never_moves_again(status: JobStatus) -> None:
    job = Job.objects.create(name="tests.write", status=status)
    with pytest.raises(ValueError, match="cannot become"):
        lease.move(job, JobStatus.QUEUED)


def test_a_running_job_without_a_lease_is_impossible() -> None:
    with pytest.raises(IntegrityError, match="job_running_has_lease"), transaction.atomic():
        Job.objects.create(name="tests.write", status=JobStatus.RUNNING)


def test_whoever_mirrors_a_job_hears_of_every_change() -> None:
    heard = []

    def hear(sender: object, job: int, status: JobStatus, error: str, **kwargs: object) -> None:
        heard.append((status, error))

    jobs.changed.connect(hear)
    try:
        jobs.run_now(enqueued("tests.refuse", why="No."))
        jobs.cancel(job=enqueued(), by=None)
    finally:
        jobs.changed.disconnect(hear)
    assert heard == [("running", ""), ("failed", "No."), ("cancelled", "")]


def test_a_change_that_its_mirror_refuses_did_not_happen() -> None:
    def refuse(sender: object, **kwargs: object) -> None:
        raise RuntimeError

    job = enqueued()
    jobs.changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            lease.claim(job, "here")
    finally:
        jobs.changed.disconnect(refuse)
    job.refresh_from_db()
    assert job.status == "queued"
