"""From asking to done: an empty job, a queue of them, and a contrast on the demo, in a warm embedded worker.

The same work in the foreground, without a worker, is what each is compared with.
"""

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command

from analysis import services
from analysis.models import Plan, RunStatus
from benchmarks import Row
from studies import jobs
from studies.jobs import JobContext, job
from studies.models import Job

TIMES, QUEUE = 15, 100


@job("benchmarks.nothing")
def nothing(_context: JobContext) -> None:
    """What a job costs by itself."""


def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    call_command("load_demo", "akf2006", here=True, stdout=io.StringIO())
    plan = Plan.objects.filter(study__slug="akf2006", procedure="contrast").order_by("pk")[0]
    foreground_empty, foreground_run = _times(_empty_here), _times(lambda: _run(plan, here=True), 3)
    with _warm_worker(plan):
        empty, asked = _times(_empty), _times(lambda: _run(plan, here=False), 5)
        queue = _seconds(_queue)
    alone, here = statistics.median(foreground_empty), statistics.median(foreground_run)
    measured = [
        ("an empty job: asked to done, median", statistics.median(empty), alone),
        (f"{QUEUE} empty jobs in the queue, each", queue / QUEUE, alone),
        ("contrast on the demo: click to done, median", statistics.median(asked), here),
        ("contrast on the demo: click to done, slowest of 5 (at most 1.5 s)", max(asked), here),
    ]
    return [Row(name, seconds, seconds / base, "the same in the foreground") for name, seconds, base in measured]


@contextmanager
def _warm_worker(plan: Plan) -> Iterator[None]:
    """A worker each of whose children has done one contrast."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker"]
    worker = subprocess.Popen(command, env=os.environ | {"KONTRAST_TASKS": "benchmarks.jobs"})
    try:
        runs = [services.request_run(plan=plan, by=None) for _ in range(4)]
        _wait([run.job for run in runs if run.job])
        yield
    finally:
        worker.terminate()
        worker.wait()


def _times(work: Callable[[], None], times: int = TIMES) -> list[float]:
    return [_seconds(work) for _ in range(times)]


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _empty_here() -> None:
    jobs.run_now(jobs.enqueue(name="benchmarks.nothing"))


def _empty() -> None:
    time.sleep(0.13)  # not in step with the worker's looking
    _wait([jobs.enqueue(name="benchmarks.nothing")])


def _queue() -> None:
    _wait([jobs.enqueue(name="benchmarks.nothing") for _ in range(QUEUE)])


def _run(plan: Plan, *, here: bool) -> None:
    run = services.request_run(plan=plan, by=None)
    if run.job is None:
        raise RuntimeError("a run without a job")
    if here:
        jobs.run_now(run.job)
    else:
        _wait([run.job])
    run.refresh_from_db()
    if run.status != RunStatus.DONE:
        raise RuntimeError(run.error)


def _wait(asked: list[Job], *, seconds: float = 60) -> None:
    until, ids = time.monotonic() + seconds, [one.pk for one in asked]
    while Job.objects.filter(pk__in=ids).exclude(status="done").exists():
        if time.monotonic() > until:
            raise TimeoutError(str(list(Job.objects.filter(pk__in=ids).values_list("pk", "status", "error"))))
        time.sleep(0.01)
