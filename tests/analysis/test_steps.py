"""The analysis in the chain: state and headline, in a few reads."""

import pytest
from pytest_django import DjangoAssertNumQueries

from analysis import services
from analysis.steps import steps
from studies import services as studies
from studies.chain import State, Step
from studies.models import Role, Study, User
from tests.analysis.printed import printed
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=6)
    questionnaire = make_questionnaire(study)
    make_item(questionnaire, "M01", "q1")
    collection = make_collection(questionnaire)
    for number in range(1, 7):
        answer(collection, f"H{number:02}", {"q1": "5"})
        answer(collection, f"L{number:02}", {"q1": "1"})
    return study


def _user(study: Study, role: str = Role.OWNER) -> User:
    user, _made = User.objects.get_or_create(email=f"{role}@example.org")
    study.memberships.get_or_create(user=user, role=role)
    return user


def _steps(study: Study, role: str = Role.OWNER) -> dict[str, Step]:
    return {step.code: step for step in steps(study, _user(study, role))}


def test_nothing_is_empty(study: Study) -> None:
    assert {code: step.state for code, step in _steps(study).items()} == {
        "contrasts": State.EMPTY,
        "selection": State.EMPTY,
        "report": State.EMPTY,
    }


def test_a_finished_contrast_says_how_many_are_clear(study: Study) -> None:
    printed(study.slug, "contrast")
    step = _steps(study)["contrasts"]
    assert (step.state, step.headline) == (State.DONE, "1 clear")


def test_a_new_answer_makes_the_step_stale(study: Study) -> None:
    printed(study.slug, "contrast")
    answer(study.collections.get(), "H01", {"q1": "1"}, respondent="another")
    assert _steps(study)["contrasts"].state is State.STALE


def test_practice_answers_and_a_mere_touch_make_nothing_stale(study: Study) -> None:
    practice = make_collection(study.questionnaires.get(), name="practice", is_practice=True)
    printed(study.slug, "contrast")
    answer(practice, "H01", {"q1": "1"}, respondent="trying")
    study.save()
    assert _steps(study)["contrasts"].state is State.DONE


def test_another_active_grouping_makes_the_step_stale(study: Study) -> None:
    printed(study.slug, "contrast")
    copy = studies.copy_grouping(grouping=study.groupings.get(), name="copy", by=None)
    studies.activate_grouping(grouping=copy, by=None)
    assert _steps(study)["contrasts"].state is State.STALE


def test_a_run_that_waits_is_under_way(study: Study) -> None:
    plan = services.create_plan(study=study, procedure="contrast", parameters={}, by=None)
    services.request_run(plan=plan, by=None)
    assert (_steps(study)["contrasts"].state, _steps(study)["contrasts"].headline) == (State.UNDER_WAY, "")


def test_chosen_cases_and_their_partners_are_counted(study: Study) -> None:
    units = {unit.code: unit for unit in study.units.all()}
    studies.choose_case(study=study, unit=units["H01"], reason={"en": "high"}, partner=units["L01"], by=None)
    step = _steps(study)["selection"]
    assert (step.state, step.headline) == (State.UNDER_WAY, "1 + 1")


def test_a_reader_sees_what_is_published_and_a_coder_nothing(study: Study) -> None:
    printed(study.slug, "contrast")
    assert _steps(study, Role.READER)["contrasts"].state is State.EMPTY
    services.publish_run(run=study.runs.get(), by=None)
    assert _steps(study, Role.READER)["contrasts"].state is State.DONE
    assert _steps(study, Role.CODER) == {}


def test_the_chain_costs_few_queries(study: Study, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    printed(study.slug, "contrast")
    user = _user(study)
    with django_assert_max_num_queries(8):
        list(steps(study, user))


def test_the_report_counts_finished_analyses_and_is_stale_with_them(study: Study) -> None:
    printed(study.slug, "contrast")
    report = _steps(study)["report"]
    assert (report.state, report.headline) == (State.DONE, "1 analysis")
    assert _steps(study, Role.READER)["report"].state is State.EMPTY
    answer(study.collections.get(), "H01", {"q1": "1"}, respondent="another")
    assert _steps(study)["report"].state is State.STALE
