"""Background work. A service enqueues a job by name, a worker claims it, runs it, and stores what it found.

    # <app>/tasks.py
    @job("analysis.execute_run")
    def execute_run(context: JobContext, *, run: int) -> None:
        ...                                    # read and compute outside any transaction
        context.progress(60, "computing")      # raises Cancelled or Fenced
        with context.commit():                 # results and *done* in one transaction
            ...

    # <app>/services.py, inside the transaction of the change
    jobs.enqueue(name="analysis.execute_run", args={"run": run.pk}, study=study, by=by)

`changed` is sent inside the transaction of every change of a job's status, by whichever process makes it, so that
what mirrors a job (a run) can never say anything else than the job.
"""

from studies.jobs.context import JobContext
from studies.jobs.errors import Cancelled, Fenced, JobError
from studies.jobs.lease import changed
from studies.jobs.queue import cancel, enqueue
from studies.jobs.registry import job
from studies.jobs.runner import run_now

__all__ = ["Cancelled", "Fenced", "JobContext", "JobError", "cancel", "changed", "enqueue", "job", "run_now"]
