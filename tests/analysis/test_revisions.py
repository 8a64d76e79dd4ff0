"""Whatever changes, the runs that read it are stale: said alike by the chain, the list and the run, in one query."""

import re
from collections.abc import Callable, Iterable

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from analysis import revisions, selectors
from analysis.models import Criterion, Met, Run, StatedCriterion
from analysis.procedures import PROCEDURES
from studies import services as studies
from studies.chain import State
from studies.models import Study, VariableValue
from surveys.models import VersionStatus
from tests.analysis.printed import printed
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire, make_set
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
CONTRASTS, SELECTION = frozenset({"contrast"}), frozenset({"case_selection"})


def _started(study: Study) -> None:
    answer(study.collections.get(), "H02", {}, respondent="third")
    study.collections.get().responses.filter(respondent="third").update(status="started", completed_at=None)


def _values(study: Study) -> QuerySet[VariableValue]:
    return VariableValue.objects.filter(variable__study=study, unit__code="H01")


def _set_value(study: Study, unit: str, value: str) -> None:
    variable = study.variables.get(name="indicator")
    studies.set_value(unit=study.units.get(code=unit), variable=variable, value=value, by=None)


def _state(study: Study, unit: str) -> None:
    criterion, _made = Criterion.objects.get_or_create(
        study=study, code="effort", defaults={"label": {"en": "Effort"}}
    )
    StatedCriterion.objects.create(
        criterion=criterion, unit=study.units.get(code=unit), met=Met.YES, source={"en": "The report"}
    )


def _retire_another(study: Study) -> None:
    questionnaire = study.questionnaires.get()
    first = questionnaire.versions.get()
    first.pk, first.number, first.status = None, 2, VersionStatus.RETIRED
    first.save()


def _regroup(study: Study) -> None:
    copy = studies.copy_grouping(grouping=study.groupings.get(), name="copy", by=None)
    studies.activate_grouping(grouping=copy, by=None)


CHANGES: dict[str, tuple[Callable[[Study], object], frozenset[str]]] = {
    "nothing": (lambda study: study.save(), frozenset()),
    "a response": (
        lambda study: answer(study.collections.get(), "H01", {"q1": "1"}, respondent="another"),
        CONTRASTS | SELECTION,
    ),
    "a response deleted": (
        lambda study: study.collections.get().responses.filter(unit__code="H01").delete(),
        CONTRASTS | SELECTION,
    ),
    "a response started": (_started, frozenset()),
    "an item": (lambda study: study.items.get(code="M01").save(), CONTRASTS | SELECTION),
    "an item deleted": (lambda study: study.items.get(code="M02").delete(), CONTRASTS | SELECTION),
    "a value": (lambda study: _set_value(study, "H01", "-2.5"), SELECTION),
    "a value's last digit": (lambda study: _values(study).update(number=-1.0000000000000002), SELECTION),
    "a value deleted": (lambda study: _set_value(study, "H01", ""), SELECTION),
    "another variable": (lambda study: study.variables.create(name="visits"), frozenset()),
    "a unit's name": (lambda study: study.units.filter(code="H01").update(name="New name"), frozenset()),
    "a statement": (lambda study: _state(study, "H02"), SELECTION),
    "a statement deleted": (lambda study: StatedCriterion.objects.filter(criterion__study=study).delete(), SELECTION),
    "a version": (_retire_another, CONTRASTS | SELECTION),
    "a score": (lambda study: printed(study.slug, "agreement_score", "--set", "denominator=answered"), SELECTION),
    "the same score again": (lambda study: printed(study.slug, "agreement_score"), frozenset()),
    "the grouping": (_regroup, CONTRASTS | SELECTION),
    "a questionnaire": (lambda study: make_questionnaire(study, form_id="caseworker"), SELECTION),
}


@pytest.fixture
def study() -> Study:
    """A contrast, a score and a case selection, all done."""
    study, _user = make_study()
    make_pairs(study, pairs=3)
    questionnaire = make_questionnaire(study, choices={"q1": tuple("12345"), "q2": tuple("12345")})
    item = make_item(questionnaire, "M01", "q1")
    make_item(questionnaire, "M02", "q2")
    make_set(questionnaire, "score", [item])
    collection = make_collection(questionnaire)
    for unit in study.units.all():
        answer(collection, unit.code, {"q1": "5" if unit.code.startswith("H") else "1", "q2": "1"})
    studies.create_variable(study=study, name="indicator", by=None)
    _set_value(study, "H01", "-1")
    _state(study, "H01")
    for procedure in ("agreement_score", "contrast", "case_selection"):
        printed(study.slug, procedure)
    return study


@pytest.fixture
def owner(client: Client, study: Study) -> Client:
    client.force_login(study.memberships.get().user)
    return client


def _said_by_the_study_page(owner: Client, study: Study) -> frozenset[str]:
    steps = owner.get(study.get_absolute_url()).context["steps"]
    codes = {"contrasts": "contrast", "selection": "case_selection"}
    return frozenset(codes[step.code] for step in steps if step.code in codes and step.state is State.STALE)


def _said_by_lists_and_runs(owner: Client, study: Study, runs: Iterable[Run]) -> set[frozenset[str]]:
    shown = {run.pk: run.procedure for run in runs}
    listed = owner.get(f"{study.get_absolute_url()}analyses/").context["runs"]
    by_page = {
        name: owner.get(f"{study.get_absolute_url()}runs/{pk}/").context["stale"] for pk, name in shown.items()
    }
    return {
        frozenset(run.procedure for run in listed if run.is_stale and run.pk in shown),
        frozenset(name for name, stale in by_page.items() if stale),
    }


def test_every_page_says_alike_what_is_stale_whatever_has_changed(owner: Client, study: Study) -> None:
    runs = list(study.runs.filter(procedure__in=CONTRASTS | SELECTION))
    said, queries = {}, {}
    for name, (change, _stale) in CHANGES.items():
        with transaction.atomic():
            change(study)
            with CaptureQueriesContext(connection) as made:
                by_chain = _said_by_the_study_page(owner, study)
            said[name], queries[name] = by_chain, len(made)
            assert _said_by_lists_and_runs(owner, study, runs) == {by_chain}, name
            transaction.set_rollback(True)
    assert said == {name: stale for name, (_change, stale) in CHANGES.items()}
    assert max(queries.values()) == 14, queries


def test_many_runs_take_one_query(study: Study, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for needed in range(1, 4):
        printed(study.slug, "contrast", "--set", f"needed={needed}")
    runs = list(selectors.runs(study))
    with django_assert_num_queries(1):
        assert selectors.stale_ids(runs) == set()
    _state(study, "H02")
    with django_assert_num_queries(1):
        stale = selectors.stale_ids(runs)
    assert {run.procedure for run in runs if run.pk in stale} == SELECTION


def test_what_a_run_did_not_read_is_not_read_for_it(
    study: Study, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert revisions.current(study, []) == {}
    contrast = Run.objects.get(procedure="contrast")
    assert set(contrast.tokens) == {"grouping", "answers:manager", "items:manager"}
    assert revisions.current(study, contrast.tokens) == contrast.tokens


def test_a_source_that_is_gone_has_a_token_of_its_own(study: Study) -> None:
    there, gone = revisions.current(study, ["variable:indicator", "variable:gone"]).values()
    assert re.fullmatch(r"[0-9a-f]{16}", gone)
    assert there != gone


def test_another_study_is_none_of_a_run_s_business(study: Study) -> None:
    runs = list(selectors.runs(study))
    other, _user = make_study()
    make_pairs(other, pairs=1)
    answer(make_collection(make_questionnaire(other)), "H01", {"q1": "1"})
    assert selectors.stale_ids(runs) == set()


def test_every_procedure_s_sources_are_known(study: Study) -> None:
    plain = {source.value for procedure in PROCEDURES.values() for source in procedure.reads} - {"variables"}
    assert plain <= set(revisions.SOURCES)
