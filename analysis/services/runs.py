"""Runs: asked for, moved through their life, cancelled, shown to readers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis import selectors
from analysis.models import Figure, Plan, ResultTable, Run, RunStatus
from analysis.models.runs import TRANSITIONS
from analysis.procedures import PROCEDURES, checking
from analysis.services.plans import create_plan
from studies import audit, jobs
from studies.models import Study, User
from studies.models.jobs import JobStatus
from studies.problems import Problem, Refused

JOB = "analysis.execute_run"
DRAW = "analysis.draw_pictures"
DRAW_AFTER = timedelta(seconds=2)  # nobody waits for a PNG: whoever presses the next button goes first


def request_run(*, plan: Plan, by: User | None) -> Run:
    """A run of the plan on what the study holds now; refused where parameters fit no longer."""
    complete = checking.complete(
        PROCEDURES[plan.procedure], plan.parameters, study=plan.study, grouping=plan.grouping
    )
    with transaction.atomic():
        run = Run.objects.create(
            plan=plan,
            study=plan.study,
            procedure=plan.procedure,
            parameters=complete.parameters,
            grouping=complete.grouping,
            version=settings.VERSION,
            requested_by=by,
        )
        run.job = jobs.enqueue(name=JOB, args={"run": run.pk}, study=plan.study, by=by)
        run.save(update_fields=["job"])
        audit.record(study=plan.study, by=by, action="run.requested", about=run, procedure=plan.procedure)
    return run


def run_in_foreground(*, study: Study, procedure: str, parameters: Mapping[str, Any], by: User | None) -> Run:
    """A run here and now, by the code the worker runs. Refused parameters leave nothing behind."""
    with transaction.atomic():
        plan = create_plan(study=study, procedure=procedure, parameters=parameters, by=by)
        run = request_run(plan=plan, by=by)
    execute_now(run)
    return run


def execute_now(run: Run) -> None:
    """Do the run's jobs in this process: its results, then the PNGs of its figures."""
    if run.job:
        jobs.run_now(run.job)
    if pictures := selectors.picture_job(run):
        jobs.run_now(pictures)
    run.refresh_from_db()


def run_again(*, run: Run, by: User | None) -> Run:
    return request_run(plan=run.plan, by=by)


def cancel_run(*, run: Run, by: User | None) -> bool:
    """Ask for the run to stop; one that only waits ends at once. False when it has already ended."""
    with transaction.atomic():
        asked = run.job is not None and jobs.cancel(job=run.job, by=by)
        if asked:
            audit.record(study=run.study, by=by, action="run.cancelled", about=run, procedure=run.procedure)
    run.refresh_from_db()
    return asked


def publish_run(*, run: Run, by: User | None) -> None:
    """Show the run's results to readers."""
    if run.status != RunStatus.DONE:
        raise Refused(
            [
                Problem(
                    message=_("The run has no results to show: it is not done."),
                    remedy=_("Wait until it is done, or run it again."),
                )
            ]
        )
    with transaction.atomic():
        run.published_at = run.published_at or timezone.now()
        run.save(update_fields=["published_at"])
        audit.record(study=run.study, by=by, action="run.published", about=run, procedure=run.procedure)


def withdraw_run(*, run: Run, by: User | None) -> None:
    """Take the run's results back from readers."""
    with transaction.atomic():
        run.published_at = None
        run.save(update_fields=["published_at"])
        audit.record(study=run.study, by=by, action="run.withdrawn", about=run, procedure=run.procedure)


def follow_job(*, job: int, status: JobStatus, error: str) -> None:
    """The run says what its job says, in the same transaction; only its results make it done."""
    run = Run.objects.filter(job=job).first()
    to = RunStatus(status)
    if run is None or run.status == to or not TRANSITIONS[RunStatus(run.status)]:
        return
    if to is not RunStatus.DONE:
        move_run(run=run, to=to)
        run.error = error if to is RunStatus.FAILED else ""
        run.save(update_fields=["status", "finished_at", "error"])


def finish_run(*, run: Run, tables: Iterable[ResultTable], figures: Sequence[Figure]) -> None:
    """Store what a run found, make it done and ask for its PNGs; inside the transaction that ends its job."""
    move_run(run=run, to=RunStatus.DONE)
    run.save()
    ResultTable.objects.bulk_create(tables)
    Figure.objects.bulk_create(figures)
    if figures:
        jobs.enqueue(
            name=DRAW,
            args={"run": run.pk},
            study=run.study,
            by=run.requested_by,
            key=selectors.picture_key(run),
            not_before=timezone.now() + DRAW_AFTER,
        )


def move_run(*, run: Run, to: RunStatus) -> None:
    """The one place where a run changes its status."""
    if to not in TRANSITIONS[RunStatus(run.status)]:
        raise ValueError(f"A run that is {run.status} cannot become {to}.")
    run.status = to
    if not TRANSITIONS[to]:
        run.finished_at = timezone.now()
