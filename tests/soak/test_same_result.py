"""100 repeats of the demo study's contrasts, by workers of 1, 2 and 8 children, on both databases: one result."""

import time
from pathlib import Path

import pytest

from tests.soak import cluster
from tests.surveys.storm import ask
from tests.workplace import Workplace

pytestmark = pytest.mark.soak
CHILDREN = {1: 17, 2: 17, 8: 16}  # and how many runs are theirs, on each database
PATIENCE = 1200


def repeated(place: Workplace) -> dict[str, dict[str, int]]:
    place.run("migrate", "--verbosity", "0")
    place.run("load_demo", "--here")
    for children, times in CHILDREN.items():
        ask(place, f"ask_again('akf2006', 'contrast', {times})", module="tests.analysis.repeats")
        place.start("worker", "--concurrency", str(children), JOB_POLL_SECONDS="0.1")
        _wait(place)
        place.stop()
    found: dict[str, dict[str, int]] = ask(place, "digests()", module="tests.analysis.repeats")[0]
    return {plan: stored for plan, stored in found.items() if plan.startswith("contrast")}


def _wait(place: Workplace) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        waiting, failed = ask(place, "unfinished()", module="tests.analysis.repeats")
        assert not failed
        if not waiting:
            return
        time.sleep(2)
    raise AssertionError(f"{waiting} runs wait\n{place.log.read_text()}")


def test_a_hundred_repeats_store_one_result(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"SQLite": repeated(Workplace(folder, f"sqlite:///{folder / 'kontrast.sqlite3'}"))}
    if programs := cluster.programs():
        with cluster.running(folder / "cluster", programs) as own:
            found["PostgreSQL"] = repeated(Workplace(folder, own.url))
    with capsys.disabled():
        for database, plans in found.items():
            runs = {plan: [*results.values()] for plan, results in plans.items()}
            print(f"\n{database}: runs per result, by plan {runs}")  # noqa: T201 -- the figures are what a soak is for
    one_each = [{plan: set(results) for plan, results in plans.items()} for plans in found.values()]
    assert all(len(results) == 1 for plans in one_each for results in plans.values())
    assert all(plans == one_each[0] for plans in one_each)
