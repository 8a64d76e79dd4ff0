"""Pages over HTTP while the worker computes for a long time, beside the same pages while it has nothing to do."""

import statistics
import time

from benchmarks import Row
from benchmarks._served import Visitor, demo
from studies.jobs import JobContext, job

TIMES, BUSY_SECONDS = 30, 600
READER = "researcher@kontrast.example"
BEGIN = f"""
import time
from studies import jobs
job = jobs.enqueue(name="benchmarks.compute", args={{"seconds": {BUSY_SECONDS}}})
while job.status == "queued":
    time.sleep(0.2)
    job.refresh_from_db()
assert job.status == "running", job.error
"""
PAGES = ("/studies/akf2006/", "/studies/akf2006/contrasts/manager/", "/studies/akf2006/units/")


@job("benchmarks.compute")
def compute(context: JobContext, *, seconds: float) -> None:
    """One core, all the time, in pandas as a run would; told and watched as any job."""
    import pandas as pd  # noqa: PLC0415 -- the worker's own

    until, frame = time.monotonic() + seconds, pd.DataFrame({"unit": range(200_000), "answer": 1})
    while time.monotonic() < until:
        context.progress(50, "computing")
        frame.groupby(frame["unit"] % 98)["answer"].mean()


def run() -> list[Row]:
    with demo(KONTRAST_TASKS="benchmarks.pages_beside_a_job") as served:
        visitor = Visitor(served.port, READER)
        alone = _seconds(visitor)
        served.shell(BEGIN)
        beside = _seconds(visitor)
    return [
        Row(f"page {page} while a job computes", beside[page], beside[page] / alone[page], "the same without")
        for page in PAGES
    ]


def _seconds(visitor: Visitor) -> dict[str, float]:
    """Median of each page, the pages in turn."""
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    for _ in range(TIMES + 3):
        for page in PAGES:
            began = time.perf_counter()
            visitor.get(page)
            found[page].append(time.perf_counter() - began)
    return {page: statistics.median(seconds[3:]) for page, seconds in found.items()}
