"""The thread beside a running job: renews the lease, and ends what was cancelled or has outgrown its limits."""

import logging
import os
import resource
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, connections

from studies.jobs import errors, lease, registry
from studies.jobs.lease import Claim
from studies.models import Job
from studies.models.jobs import JobStatus

logger = logging.getLogger(__name__)
TICK_SECONDS = 0.25
PAGE = resource.getpagesize()


def memory_mb() -> float:
    """What this process holds in memory now (where the system tells; its peak elsewhere)."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


class Guard(threading.Thread):
    """Keeps the lease in the foreground. Its connection is its own: a long query of the job does not hold it up."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(name=f"guard of job {claim.job}", daemon=True)
        self.claim = claim
        self._over = threading.Event()
        self._renew_at = time.monotonic() + self._pause()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        try:
            with errors.said_in(self.claim.language):
                while not self._over.wait(TICK_SECONDS):
                    self._look()
        finally:
            connections.close_all()

    def _look(self) -> None:
        try:
            self.watch()
        except DatabaseError as error:
            # It may be back before the lease ends; if not, the fence keeps this attempt from storing anything.
            logger.warning("Job %s cannot reach the database: %s", self.claim.job, type(error).__name__)
            connections.close_all()

    def watch(self) -> None:
        if time.monotonic() >= self._renew_at:
            lease.renew(self.claim)
            self._renew_at = time.monotonic() + self._pause()

    @staticmethod
    def _pause() -> float:
        return float(settings.KONTRAST_JOBS["lease_seconds"]) / 3


class ChildGuard(Guard):
    """In a worker's child it also ends the process: that stops a computation wherever it is.

    The row is settled first; the transaction that was open dies with the process.
    """

    def __init__(self, claim: Claim) -> None:
        super().__init__(claim)
        self._parent = os.getppid()
        self._ends_at = time.monotonic() + settings.KONTRAST_JOBS["time_limit_seconds"]

    def watch(self) -> None:
        if os.getppid() != self._parent:
            lease.let_go(self.claim)
            self.leave("its worker is gone")
        if time.monotonic() > self._ends_at:
            self._end(JobStatus.FAILED, errors.time_sentence(registry.left(self.claim.name)))
        if memory_mb() > settings.KONTRAST_JOBS["memory_limit_mb"]:
            self._end(JobStatus.FAILED, errors.memory_sentence(registry.left(self.claim.name)))
        self._watch_row()
        super().watch()

    def _watch_row(self) -> None:
        row = Job.objects.filter(pk=self.claim.job, attempt=self.claim.attempt).first()
        if row is None:
            self.leave("another worker has it")
        elif row.status not in (JobStatus.RUNNING, JobStatus.DONE):
            self.leave("")
        elif row.status == JobStatus.RUNNING and row.cancel_requested:
            self._end(JobStatus.CANCELLED, "")

    def _end(self, status: JobStatus, error: str) -> None:
        if lease.end(self.claim, status, error=error):
            self.leave(error)

    def leave(self, why: str) -> None:
        """Without a reason somebody wanted it so, and nobody needs to be told."""
        if why:
            logger.warning("Job %s ends here: %s", self.claim.job, why)
        os._exit(os.EX_TEMPFAIL)
