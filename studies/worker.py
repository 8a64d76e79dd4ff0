"""The worker: Celery runs the children, the Job table says what there is to do.

A message says only *there is work*. The feeder, a thread beside Celery's consumer, looks at the table and sends such
messages to its own worker, through a broker inside it. Redis only says when to look.
"""

import logging
import os
import resource
import secrets
import signal
import socket
import threading
import time
from importlib import import_module
from typing import Any

from celery import bootsteps, shared_task
from celery.apps import worker as celery_worker
from celery.signals import worker_process_init, worker_shutting_down
from celery.worker import state
from celery.worker.worker import WorkController
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, connections

from studies.jobs import bell, errors, lease, registry, timetable
from studies.jobs.guard import ChildGuard
from studies.jobs.queue import WAKE_UP, has_bell
from studies.jobs.runner import execute
from studies.models import Job
from studies.models.jobs import JobStatus

logger = logging.getLogger(__name__)
# A child that died is told in one line by the pool; the row tells the rest.
logging.getLogger("celery.worker.request").setLevel(logging.CRITICAL)
# A child that its guard ended has said why itself, where that is worth a word.
LEFT_ON_PURPOSE = f"exitcode {os.EX_TEMPFAIL}"
logging.getLogger("multiprocessing").addFilter(lambda record: LEFT_ON_PURPOSE not in record.getMessage())
GRACE_SECONDS = 3.0
TIMETABLE_SECONDS = 10.0
LONGEST_PAUSE = 5.0
PAUSE_AFTER_TROUBLE = 1.0
PAUSE_WITH_MORE_TO_DO = 0.3
_told = ""

# Made in the parent and inherited by its children; the random part tells two containers apart that count alike.
# A supervisor gives all its workers one name: the next can bury at once what the one before it has left.
NODE = os.environ.get("KONTRAST_NODE") or f"{socket.gethostname()}:{secrets.token_hex(4)}"


@shared_task(name=WAKE_UP, ignore_result=True)
def run_job() -> None:
    """Run the job that is next, if another worker has not."""
    try:
        if claim := lease.claim_next(f"{NODE}:{os.getpid()}"):
            execute(claim, ChildGuard(claim))
    except Exception as error:  # noqa: BLE001 -- what is left is trouble around the job, and the row is found again
        _tell_once(_trouble_around_jobs(error))
        time.sleep(PAUSE_AFTER_TROUBLE)
    else:
        _tell_once("")


def _trouble_around_jobs(error: Exception) -> str:
    """The first line of what a database says of itself holds no data; of anything else its place must do."""
    database = isinstance(error, OperationalError) and (str(error).splitlines() or [""])[0]
    if not database:
        return f"A job could not be taken or put down: {type(error).__name__} ({errors.place(error)})"
    return f"No job can be begun or ended: the database says '{database}'. The worker tries again until it can."


def _tell_once(trouble: str) -> None:
    """The same trouble every second is said once, until it has passed."""
    global _told  # noqa: PLW0603 -- one memory per child is what is meant
    if trouble and trouble != _told:
        logger.warning("%s", trouble)
    _told = trouble


@worker_process_init.connect
def limit_memory(**_kwargs: Any) -> None:  # noqa: ANN401 -- Celery's signal
    """One huge request is refused by the system, as a MemoryError, before the guard could even look."""
    allowed = int(settings.KONTRAST_JOBS["memory_limit_mb"] * 1.25 * 2**20)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, resource.getrlimit(resource.RLIMIT_DATA)[1]))


@worker_process_init.connect
def warm_up(**_kwargs: Any) -> None:  # noqa: ANN401 -- Celery's signal
    """Start in each child what no fork could carry over, before the first job asks for it."""
    for module in settings.KONTRAST_WARM_UP:
        import_module(module)


def preload() -> None:
    """Import what takes seconds once, before the fork: every child has it at once, in memory that they share."""
    registry.load()
    for module in settings.KONTRAST_PRELOAD:
        import_module(module)


def take_over() -> int:
    """Bury what a worker of this name has left: this one has no child yet, so none of it can be at work here."""
    return sum(lease.bury(job) for job in running_here())


def running_here() -> list[Job]:
    return list(Job.objects.filter(status=JobStatus.RUNNING, worker__startswith=f"{NODE}:"))


def bury_the_dead() -> int:
    """Jobs whose child of this worker is gone: no need to wait for the lease."""
    return sum(lease.bury(job) for job in running_here() if not _alive(int(job.worker.rpartition(":")[2])))


def put_back() -> int:
    """The worker stops: what its children have not finished goes back into the queue, and their guards end them."""
    return sum(lease.move(job, JobStatus.QUEUED, worker="") for job in running_here())


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@worker_shutting_down.connect
def stop_softly(**_kwargs: Any) -> None:  # noqa: ANN401 -- Celery's signal
    """Celery waits for its children; after a moment of grace they have nothing left to do."""
    threading.Thread(target=_put_back_after_grace, name="put back", daemon=True).start()


def _put_back_after_grace() -> None:
    time.sleep(GRACE_SECONDS)
    try:
        put_back()
    finally:
        connection.close()


class Feeder(threading.Thread):
    """Looks at the Job table every poll_seconds or when told; a wake-up for each job that a child has room for."""

    def __init__(self, worker: WorkController) -> None:
        super().__init__(name="feeder", daemon=True)
        self.worker = worker
        self.children: int = worker.concurrency  # type: ignore[attr-defined]
        self.over = threading.Event()
        self._told = threading.Event()
        self._parent = os.getppid() if os.environ.get("KONTRAST_LEAVE_WITH_PARENT") else None
        self._timetable_at = 0.0
        self._in_trouble = False
        self._pause = self._poll = float(settings.KONTRAST_JOBS["poll_seconds"])
        self._in_use = threading.Lock()

    def run(self) -> None:
        self._keep_from_forks()
        while not self._is_over():
            self._leave_with_parent()
            with self._in_use:
                self._look()
        connection.close()

    def look_now(self) -> None:
        self._told.set()

    def stop(self) -> None:
        self.over.set()
        self.look_now()

    def _is_over(self) -> bool:
        self._told.wait(self._pause)
        self._told.clear()
        return self.over.is_set()

    def _keep_from_forks(self) -> None:
        """A child must not inherit an open connection: every fork waits until it is unused, and closes it."""
        mine, in_use = connections["default"], self._in_use
        mine.inc_thread_sharing()

        def before() -> None:
            in_use.acquire()
            mine.close()

        os.register_at_fork(before=before, after_in_parent=in_use.release, after_in_child=in_use.release)

    def _look(self) -> None:
        try:
            more = self.feed()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the worker must go on looking
            self._trouble(error)
        else:
            self._pause = min(self._poll, PAUSE_WITH_MORE_TO_DO) if more else self._poll
            self._in_trouble = False

    def _trouble(self, error: Exception) -> None:
        """Say it once, and look again less and less often."""
        if not self._in_trouble:
            what = "The database" if isinstance(error, DatabaseError) else "The table of jobs"
            logger.warning("%s does not answer (%s). The worker waits for it.", what, type(error).__name__)
        connection.close()
        self._in_trouble, self._pause = True, min(max(self._pause * 2, 0.5), max(LONGEST_PAUSE, self._poll))

    def feed(self) -> bool:
        """Whether more is due than there is room for: then the next look comes soon."""
        lease.recover()
        bury_the_dead()
        if time.monotonic() >= self._timetable_at:
            timetable.enqueue_due()
            self._timetable_at = time.monotonic() + TIMETABLE_SECONDS
        room = self.room()
        waiting = len(lease.startable(NODE, limit=room + 1))
        for _ in range(min(room, waiting)):
            self.worker.app.send_task(WAKE_UP, retry=False, ignore_result=True)
        return waiting > room

    def room(self) -> int:
        """A message for each child to work on and one to follow; more would only pile up."""
        return max(0, 2 * self.children - len(state.reserved_requests))

    def _leave_with_parent(self) -> None:
        if self._parent is not None and os.getppid() != self._parent:
            os.kill(os.getpid(), signal.SIGTERM)


class FeederStep(bootsteps.StartStopStep):
    """Starts the feeder, and what listens for it, with the worker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: WorkController, **_kwargs: Any) -> None:  # noqa: ANN401 -- Celery's own
        self.feeder = Feeder(parent)
        self.listener = bell.Listener(self.feeder.look_now)

    def start(self, parent: Any) -> None:  # noqa: ANN401 -- celery-types leaves out what is used here
        # Celery would announce each stop on standard output, in its own words.
        celery_worker.install_worker_term_handler(parent, verbose=False)  # type: ignore[attr-defined]
        # By itself Celery looks every 5 seconds whether a dead child's task still counts as under way.
        if parent.hub is not None:
            parent.hub.call_repeatedly(0.5, parent.pool.maintain_pool)
        self.feeder.start()
        if has_bell():
            self.listener.start()

    def stop(self, _parent: WorkController) -> None:
        self.listener.over.set()
        self.feeder.stop()

    def terminate(self, parent: WorkController) -> None:
        self.stop(parent)
