"""From the click on *Run again* to a run that is done, over HTTP, for every analysis of the demo study."""

import re
import statistics
import time

from benchmarks import Row
from benchmarks._served import Visitor, demo

TIMES, PAUSE, PATIENCE, WARM = 10, 0.05, 60.0, 2
STUDY, ANALYST = "/studies/akf2006", "analyst@kontrast.example"
RUN = re.compile(rf'href="{STUDY}/runs/(\d+)/"[^>]*>([^<]+)')


def run() -> list[Row]:
    with demo() as served:
        analyst = Visitor(served.port, ANALYST)
        found = sorted({int(number) for number, _title in RUN.findall(analyst.get(f"{STUDY}/analyses/"))})
        return [_measured(analyst, number) for number in found]


def _measured(analyst: Visitor, number: int) -> Row:
    page = f"{STUDY}/runs/{number}/"
    seconds = [_seconds(analyst, page) for _ in range(WARM + TIMES)][WARM:]
    return Row(f"click to done: {_title(analyst, page)}", statistics.median(seconds), max(seconds), "the slowest, s")


def _seconds(analyst: Visitor, page: str) -> float:
    button = analyst.button(f"{page}again/", page)
    began = time.perf_counter()
    status = f"{analyst.press(button)}status/"
    while "hx-get" in analyst.get(status):
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError(f"{page} was run again and did not come to an end.")
        time.sleep(PAUSE)
    return time.perf_counter() - began


def _title(analyst: Visitor, page: str) -> str:
    found = re.search(r"<title>([^<]+)", analyst.get(page))
    return found[1].partition(" · ")[0].strip() if found else page
