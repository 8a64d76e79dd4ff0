"""Who owns a job: every change of a row is a compare-and-set, and the attempt number is the fence.

Whoever finds nothing to change has lost the job and stores nothing. Clocks of several machines may differ: that can
cost a second attempt, never a second result.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone

from studies.jobs import errors, registry
from studies.models import Job
from studies.models.jobs import FINAL, TRANSITIONS, JobStatus

changed = Signal()  # job: int, status: JobStatus, error: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at one job, by one worker."""

    job: int
    attempt: int
    name: str
    args: dict[str, Any]
    language: str = ""

    def still_mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job, attempt=self.attempt, status=JobStatus.RUNNING)


def until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.KONTRAST_JOBS["lease_seconds"])


def move(job: Job, to: JobStatus, **fields: Any) -> bool:  # noqa: ANN401 -- the columns that change with the status
    """Change the status of a job if it is still as `job` shows it; everybody who mirrors it hears of it at once."""
    if to not in TRANSITIONS[JobStatus(job.status)]:
        raise ValueError(f"A job that is {job.status} cannot become {to}.")
    if to in FINAL:
        fields |= {"finished_at": timezone.now()}
    same = Job.objects.filter(pk=job.pk, attempt=job.attempt, status=job.status)
    with transaction.atomic():
        if not same.update(status=to, **({"lease_until": None} | fields)):
            return False
        changed.send(Job, job=job.pk, status=to, error=fields.get("error", ""))
    return True


def due() -> QuerySet[Job]:
    ready = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    return Job.objects.filter(ready, status=JobStatus.QUEUED).order_by("pk")


def due_and_awaited() -> QuerySet[Job]:
    return due().exclude(name__in=registry.unhurried())


def startable(node: str, *, limit: int = 20) -> list[Job]:
    """What a child of this worker may start: the oldest first, then what nobody waits for, one such at a time.

    So a second child is always free for what is asked for next.
    """
    unhurried = {"name__in": registry.unhurried()}
    found = list(due_and_awaited()[:limit])
    busy = Job.objects.filter(status=JobStatus.RUNNING, worker__startswith=f"{node}:", **unhurried)
    return found if busy.exists() else [*found, *due().filter(**unhurried)[:1]]


def claim_next(worker: str) -> Claim | None:
    """Claim the job that is next. Another worker may be quicker: then the one after it."""
    for job in startable(worker.rpartition(":")[0]):
        if taken := claim(job, worker):
            return taken
    return None


def claim(job: Job, worker: str) -> Claim | None:
    fields = {"worker": worker, "started_at": timezone.now(), "progress": 0, "doing": "", "error": ""}
    if job.status != JobStatus.QUEUED:
        return None
    if not move(job, JobStatus.RUNNING, attempt=job.attempt + 1, lease_until=until(), **fields):
        return None
    return Claim(job=job.pk, attempt=job.attempt + 1, name=job.name, args=job.args, language=job.language)


def renew(claim: Claim) -> None:
    """Extend the lease; a row that its own commit has locked is left alone, the commit extends it as well."""
    with transaction.atomic():
        if claim.still_mine().select_for_update(skip_locked=True).values_list("pk").first():
            claim.still_mine().update(lease_until=until())


def end(claim: Claim, status: JobStatus, *, error: str = "") -> bool:
    """Bring the claimed job to a final status, unless it is no longer ours."""
    job = claim.still_mine().first()
    extra = {"progress": 100} if status == JobStatus.DONE else {}
    return job is not None and move(job, status, error=error, doing="", **extra)


def let_go(claim: Claim) -> bool:
    """Back into the queue, held against nobody: the worker was asked to stop, or the job gave way."""
    job = claim.still_mine().first()
    return job is not None and move(job, JobStatus.QUEUED, worker="")


def fail(claim: Claim, error: Exception, *, again: bool) -> bool:
    """Try again later, while failures are allowed; then *failed*, with a sentence."""
    job = claim.still_mine().first()
    if job is None:
        return False
    failures, said = job.failures + 1, errors.sentence(error, registry.left(job.name))
    if not again or failures > settings.KONTRAST_JOBS["failures_allowed"]:
        return move(job, JobStatus.FAILED, failures=failures, error=said, doing="")
    wait = timedelta(seconds=settings.KONTRAST_JOBS["backoff_seconds"] * 2 ** (failures - 1))
    return move(job, JobStatus.QUEUED, failures=failures, error=said, not_before=timezone.now() + wait)


def bury(job: Job) -> bool:
    """The worker of a running job is dead: another attempt, while deaths are allowed."""
    if job.cancel_requested:
        return move(job, JobStatus.CANCELLED, doing="")
    deaths = job.deaths + 1
    if deaths > settings.KONTRAST_JOBS["deaths_allowed"]:
        with errors.said_in(job.language):
            said = errors.death_sentence(deaths, registry.left(job.name))
        return move(job, JobStatus.FAILED, deaths=deaths, error=said, doing="")
    return move(job, JobStatus.QUEUED, deaths=deaths)


def recover() -> int:
    """Bury every job whose lease nobody has renewed; any worker may do it."""
    expired = Job.objects.filter(status=JobStatus.RUNNING, lease_until__lt=timezone.now())
    return sum(bury(job) for job in expired)
