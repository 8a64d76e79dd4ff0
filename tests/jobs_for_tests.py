"""Jobs with known behaviour. Workers of the tests load them through KONTRAST_TASKS."""

import os
import signal
import time

from studies.jobs import JobContext, JobError, job
from studies.models import Study
from studies.problems import Problem, Refused


@job("tests.write")
def write(context: JobContext, *, label: str, seconds: float = 0.0, steps: int = 1) -> None:
    """Store one study titled `label`; stored twice it would show."""
    for step in range(steps):
        context.progress(step * 100 // steps, f"step {step}")
        time.sleep(seconds / steps)
    with context.commit():
        Study.objects.create(slug=f"written-{context.job_id}-{context.claim.attempt}", title={"en": label})


@job("tests.sleep")
def sleep(context: JobContext, *, seconds: float) -> None:
    """Never looks up, like a long computation."""
    time.sleep(seconds)


@job("tests.refuse")
def refuse(context: JobContext, *, why: str) -> None:
    raise JobError(why)


@job("tests.refuse_file")
def refuse_file(context: JobContext) -> None:
    raise Refused([Problem("The code H01 is there twice.", "Keep one.", file="units.csv", row=3, column="code")])


@job("tests.break")
def break_down(context: JobContext, *, answer: str) -> None:
    raise ValueError(answer)


@job("tests.break_once", retries=False)
def break_once(context: JobContext) -> None:
    raise ValueError


@job("tests.exhaust")
def exhaust(context: JobContext) -> None:
    raise MemoryError


@job("tests.fill")
def fill(context: JobContext, *, megabytes: int) -> None:
    """Take memory step by step and hold it."""
    held: list[bytearray] = []
    while len(held) * 10 < megabytes:
        held.append(bytearray(10 * 2**20))
        time.sleep(0.01)
    time.sleep(30)


@job("tests.grab")
def grab(context: JobContext, *, megabytes: int) -> None:
    """Ask for all of it at once, in one call that lets no other thread in."""
    if not [0] * (megabytes * 2**20 // 8):
        raise AssertionError


@job("tests.die")
def die(context: JobContext) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
