"""Asking for work, and asking it to stop."""

import logging
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from studies import audit
from studies.jobs import lease
from studies.models import Job, Study, User
from studies.models.jobs import JobStatus

logger = logging.getLogger(__name__)
WAKE_UP = "kontrast.run_job"
SILENCE_SECONDS = 5.0
_silent_until = 0.0


def enqueue(
    *,
    name: str,
    args: dict[str, Any] | None = None,
    study: Study | None = None,
    by: User | None = None,
    key: str | None = None,
    not_before: datetime | None = None,
) -> Job:
    """Ask for a job, inside the caller's transaction. At most one job ever has `key`."""
    fields = {
        "name": name,
        "args": args or {},
        "study": study,
        "requested_by": by,
        "language": get_language() or "",
        "not_before": not_before,
    }
    job = Job.objects.create(**fields) if key is None else Job.objects.get_or_create(key=key, defaults=fields)[0]
    transaction.on_commit(wake, robust=True)
    return job


def cancel(*, job: Job, by: User | None) -> bool:
    """Stop a job: at once while it waits, within a second while it runs. False when it has already ended."""
    with transaction.atomic():
        job.refresh_from_db()
        if job.status == JobStatus.QUEUED:
            asked = lease.move(job, JobStatus.CANCELLED)
        else:
            running = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, cancel_requested=False)
            asked = bool(running.update(cancel_requested=True))
        if asked and job.study is not None:
            audit.record(study=job.study, by=by, action="job.cancelled", about=job, name=job.name)
    job.refresh_from_db()
    return asked


def has_bell() -> bool:
    return not settings.CELERY_BROKER_URL.startswith("memory:")


def wake() -> None:
    """Tell a worker that there is work. Only a courtesy: the row is the truth, and every worker also looks by itself.

    A Redis that does not answer is left in peace for some seconds, so that it can slow no request down.
    """
    global _silent_until  # noqa: PLW0603 -- one clock per process is what is meant
    if not has_bell() or time.monotonic() < _silent_until:
        return
    from studies.jobs import bell  # noqa: PLC0415 -- Redis takes half a second to import, and most have none

    try:
        bell.ring()
    except bell.SILENT as error:
        _silent_until = time.monotonic() + SILENCE_SECONDS
        logger.warning("Redis does not answer (%s); workers find the job by themselves.", type(error).__name__)
