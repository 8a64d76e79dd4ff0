"""Runs a claimed job to its end, in a worker's child or in the foreground."""

import logging
import os
import socket
import time
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

from studies.jobs import errors, lease, registry
from studies.jobs.context import JobContext
from studies.jobs.errors import Cancelled, Fenced, GaveWay
from studies.jobs.guard import Guard
from studies.jobs.lease import Claim
from studies.models import Job
from studies.models.jobs import JobStatus

logger = logging.getLogger(__name__)


def execute(claim: Claim, guard: AbstractContextManager[object], *, foreground: bool = False) -> None:
    """Run the job and settle how it ended. `guard` keeps the lease and the limits meanwhile.

    In the foreground it is not tried again, and whoever asked for it says how it ended.
    """
    with errors.said_in(claim.language):
        _execute(claim, guard, foreground=foreground)


def _execute(claim: Claim, guard: AbstractContextManager[object], *, foreground: bool) -> None:
    retry, level = not foreground, logging.INFO if foreground else logging.WARNING
    try:
        with guard:
            function, context = registry.find(claim.name), JobContext(claim, gives_way=not foreground)
            retry = retry and function.retries
            function(context, **claim.args)
            context.finish()
    except Fenced:
        logger.warning("Job %s, attempt %s, was taken over: nothing of it is stored.", claim.job, claim.attempt)
    except Cancelled:
        lease.end(claim, JobStatus.CANCELLED)
    except GaveWay:
        lease.let_go(claim)
    except Exception as error:
        said = errors.sentence(error, registry.left(claim.name))
        logger.log(level, "Job %s (%s): %s", claim.job, claim.name, said)
        logger.debug("Job %s", claim.job, exc_info=error)
        lease.fail(claim, error, again=retry and not errors.is_lasting(error))


def run_now(job: Job) -> Job:
    """Run the job here and now, as a worker would, but without retries; if a worker was quicker, wait for it.

    Inside a transaction nobody else can see the job, so there is no lease to keep.
    """
    while not job.is_final:
        if claim := lease.claim(job, f"{socket.gethostname()}:{os.getpid()}"):
            _in_foreground(claim)
        elif connection.in_atomic_block:
            raise RuntimeError(f"Job {job.pk} runs elsewhere; inside a transaction nobody would ever see it end.")
        else:
            time.sleep(0.2)
            lease.recover()
        job.refresh_from_db()
    return job


def _in_foreground(claim: Claim) -> None:
    guard: AbstractContextManager[object] = nullcontext() if connection.in_atomic_block else Guard(claim)
    try:
        execute(claim, guard, foreground=True)
    except BaseException:
        lease.end(claim, JobStatus.CANCELLED)
        raise
