"""Same data, same plan: the same result to the last byte, however often it is run. The hundred are a soak."""

import pytest

from analysis import services
from analysis.models import Run
from studies import jobs
from tests.analysis.repeats import stored
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
REPEATS = 5


def run_again(run: Run) -> Run:
    assert run.job
    jobs.run_now(run.job)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize("procedure", ["contrast", "response_rates"])
def test_five_runs_of_one_plan_store_the_same(procedure: str) -> None:
    study, _user = make_study()
    make_pairs(study, pairs=6)
    form = make_questionnaire(study)
    make_item(form, "M01", "q1")
    collection = make_collection(form)
    for number in range(1, 7):
        answer(collection, f"H{number:02}", {"q1": "5" if number > 1 else "2"})
        answer(collection, f"L{number:02}", {"q1": "1" if number > 2 else "5"})
    plan = services.create_plan(study=study, procedure=procedure, parameters={}, by=None)
    runs = [run_again(services.request_run(plan=plan, by=None)) for _ in range(REPEATS)]
    assert {run.status for run in runs} == {"done"}
    assert len({stored(run) for run in runs}) == 1
    answer(collection, "H01", {"q1": "5"})
    assert stored(run_again(services.request_run(plan=plan, by=None))) != stored(runs[0])
