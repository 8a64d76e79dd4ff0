"""What a running job has in hand: it tells how far it is, asks whether to stop, and stores through the fence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from django.db import transaction

from studies.jobs import lease
from studies.jobs.errors import Cancelled, Fenced, GaveWay
from studies.jobs.lease import Claim
from studies.models import Job
from studies.models.jobs import JobStatus


class JobContext:
    """Given to every job as its first argument."""

    def __init__(self, claim: Claim, *, gives_way: bool = False) -> None:
        self.claim = claim
        self.gives_way = gives_way
        self.is_done = False

    @property
    def job_id(self) -> int:
        return self.claim.job

    def progress(self, percent: int, doing: str = "") -> None:
        """Tell people how far the job is. Raises when it was cancelled or given to another worker."""
        self._write(progress=max(0, min(100, percent)), doing=doing[:200])

    def cancelled(self) -> bool:
        return Job.objects.filter(pk=self.claim.job, cancel_requested=True).exists()

    def give_way(self) -> None:
        """Between two steps of work that nobody waits for: let others go first, and go on where this step ends."""
        if self.gives_way and lease.due_and_awaited().exists():
            raise GaveWay

    @contextmanager
    def commit(self, *, done: bool = True) -> Iterator[None]:
        """Store results: all of it or nothing, and nothing unless the job is still ours.

        With `done` the job ends in the same transaction, so that its results can never be stored a second time.
        """
        with transaction.atomic():
            self._write(lease_until=lease.until())  # locks the row until the end of the transaction
            yield
            if done:
                self.finish()
            else:
                self._write(lease_until=lease.until())

    def finish(self) -> None:
        """Mark the job done; what `commit` has already marked stays as it is."""
        if not self.is_done and not lease.end(self.claim, JobStatus.DONE):
            self._lost()
        self.is_done = True

    def _write(self, **fields: object) -> None:
        if not self.claim.still_mine().filter(cancel_requested=False).update(**fields):
            self._lost()

    def _lost(self) -> Never:
        if self.claim.still_mine().exists():
            raise Cancelled
        raise Fenced
