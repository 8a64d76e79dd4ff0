"""Roles x outputs x levels (QUALITY 6): what each may see of the same run."""

import pytest
from django.utils import timezone

from analysis import disclosure
from analysis.disclosure import Hidden, VisibleTable
from studies.models import Role, Study
from surveys.models import DisclosureLevel
from tests.analysis.samples import SCORE_ROWS, a_study, collect, contrast_run, make_run, protection, score_run
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
LEVELS = list(DisclosureLevel.values)


def seen(run: object, *, team: bool) -> dict[str, VisibleTable]:
    return {table.name: table for table in disclosure.visible_tables(run, team=team)}  # type: ignore[arg-type]


@pytest.mark.parametrize("level", LEVELS)
def test_team_sees_every_row_and_column_at_every_level(level: str) -> None:
    table = seen(contrast_run(a_study(), level), team=True)["contrasts"]
    assert table.withheld == ""
    assert len(table.columns) == 23
    assert not any(isinstance(value, Hidden) for row in table.rows for value in row)


def test_answers_of_organisations_are_shown_as_they_are() -> None:
    tables = seen(contrast_run(a_study()), team=False)
    assert tables["contrasts"].records()[0]["high_x"] == 8
    assert tables["units"].records()[0]["unit"] == "H01"


def test_answers_of_staff_keep_x_of_n_and_lose_what_names_units() -> None:
    tables = seen(contrast_run(a_study(), DisclosureLevel.STAFF), team=False)
    assert tables["contrasts"].records()[0]["low_x"] == 4
    assert tables["contrasts"].place("largest_units") is None
    assert tables["units"].rows == []
    assert "row per unit" in tables["units"].withheld


def test_cells_about_persons_are_hidden_and_say_why() -> None:
    table = seen(contrast_run(a_study(), DisclosureLevel.PERSONS), team=False)["contrasts"]
    assert str(table.records()[0]["low_x"]) == "hidden (protects a number below 5)"
    assert table.records()[1]["low_x"] == 18


@pytest.mark.parametrize("level", [DisclosureLevel.STAFF, DisclosureLevel.PERSONS])
def test_scores_by_unit_stay_with_the_team(level: str) -> None:
    assert seen(score_run(a_study(), level), team=False)["scores"].rows == []
    assert seen(score_run(a_study(), level), team=True)["scores"].rows == SCORE_ROWS


def test_figures_printed_in_a_public_report_are_not_hidden() -> None:
    study = a_study(figures_published=True)
    assert seen(contrast_run(study, DisclosureLevel.PERSONS), team=False)["contrasts"].records()[0]["low_x"] == 4
    assert seen(score_run(study, DisclosureLevel.STAFF), team=False)["scores"].rows == SCORE_ROWS


@pytest.mark.parametrize(
    ("level", "rows"), [(DisclosureLevel.ORGANISATION, 2), (DisclosureLevel.STAFF, 0), (DisclosureLevel.PERSONS, 0)]
)
def test_what_single_units_answered_was_not_printed_and_follows_the_rule(level: str, rows: int) -> None:
    run = contrast_run(a_study(figures_published=True), level)
    assert len(seen(run, team=False)["units"].rows) == rows
    assert len(seen(run, team=True)["units"].rows) == 2


@pytest.mark.parametrize(
    ("level", "words"),
    [(DisclosureLevel.STAFF, "about persons at work,"), (DisclosureLevel.PERSONS, "about persons,")],
)
def test_a_withheld_table_says_whom_it_is_about(level: str, words: str) -> None:
    assert words in seen(score_run(a_study(), level), team=False)["scores"].withheld


def test_what_follows_from_hidden_counts_is_not_called_a_small_number() -> None:
    run = contrast_run(a_study(), DisclosureLevel.PERSONS)
    table = run.tables.get(name="contrasts")
    table.protection = protection(DisclosureLevel.PERSONS, hidden=[[0, 6], [0, 11]])
    record = disclosure.visible(table, study=run.study, team=False).records()[0]
    assert str(record["low_x"]) == "hidden (protects a number below 5)"
    assert str(record["difference"]) == "hidden (follows from hidden figures)"


def test_notes_that_follow_from_hidden_figures_stay_with_the_team() -> None:
    tie = {"code": "item_dropped_tie", "params": {"items": "M02"}}
    run = contrast_run(a_study(), DisclosureLevel.PERSONS, notes=["A note on method.", tie])
    assert disclosure.visible_notes(run, team=True) == ["A note on method.", tie]
    assert disclosure.visible_notes(run, team=False) == ["A note on method."]
    assert tie in disclosure.visible_notes(contrast_run(a_study(), notes=[tie]), team=False)


@pytest.mark.parametrize("team", [True, False])
def test_no_share_is_given_below_the_minimum_n_to_anyone(team: bool) -> None:
    records = seen(contrast_run(a_study(figures_published=True)), team=team)["contrasts"].records()
    assert [record["high_share"] for record in records] == [None, 0.8]
    assert [record["difference"] for record in records] == [0.3888888888888889, 0.2]


def test_a_share_without_an_n_is_not_given() -> None:
    run = score_run(a_study())
    table = run.tables.get()
    table.columns = [*table.columns, {"name": "of_answered", "title": {}, "kind": "share", "role": "measure"}]
    table.rows = [[*row, 0.9] for row in table.rows]
    shown = disclosure.visible(table, study=run.study, team=True)
    assert [record["of_answered"] for record in shown.records()] == [None, None, None]


def test_a_table_that_does_not_say_whom_it_is_about_is_withheld() -> None:
    run = score_run(a_study())
    run.tables.update(protection={})
    assert seen(run, team=False)["scores"].withheld != ""
    assert seen(run, team=True)["scores"].withheld == ""


@pytest.mark.parametrize(
    ("level", "hidden_table"), [(DisclosureLevel.STAFF, "units"), (DisclosureLevel.PERSONS, "contrasts")]
)
def test_a_level_raised_after_the_run_holds_at_once(level: str, hidden_table: str) -> None:
    run = contrast_run(a_study())
    collect(run.study, level)
    assert seen(run, team=False)[hidden_table].withheld != ""


def test_another_questionnaires_level_does_not_matter() -> None:
    run = contrast_run(a_study(), parameters={"questionnaire": "other"})
    collect(run.study, DisclosureLevel.PERSONS)
    assert seen(run, team=False)["contrasts"].withheld == ""


def test_case_selection_is_as_strict_as_the_strictest_survey() -> None:
    run = make_run(a_study(), procedure="case_selection", parameters={})
    collect(run.study, DisclosureLevel.STAFF)
    assert disclosure.level_now(run) == DisclosureLevel.STAFF
    pairing = make_run(run.study, procedure="pairing", parameters={})
    assert disclosure.level_now(pairing) == DisclosureLevel.ORGANISATION


def test_a_larger_minimum_cell_withholds_what_was_protected_for_a_smaller_one() -> None:
    run = contrast_run(a_study(minimum_cell=6), DisclosureLevel.PERSONS)
    assert "Run it again" in seen(run, team=False)["contrasts"].withheld


@pytest.mark.parametrize("role", Role.values)
def test_each_role_finds_the_runs_it_may_see(role: str) -> None:
    membership = MembershipFactory(role=role)
    shown, internal = make_run(membership.study), make_run(membership.study, published_at=None)
    make_run(membership.study, status="failed")
    failed = membership.study.runs.get(status="failed")
    expected = {
        Role.OWNER: {shown, internal, failed},
        Role.RESEARCHER: {shown, internal, failed},
        Role.ANALYST: {shown, internal, failed},
        Role.READER: {shown},
        Role.CODER: set(),
        Role.INTERVIEWER: set(),
    }
    assert set(disclosure.visible_runs(membership.user, membership.study)) == expected[Role(role)]


def test_a_stranger_finds_no_run() -> None:
    study: Study = a_study()
    make_run(study, published_at=timezone.now())
    assert not disclosure.visible_runs(MembershipFactory().user, study).exists()


def test_the_strictest_level_counts() -> None:
    assert disclosure.strictest(["organisation", "persons", "staff"]) == "persons"
    assert disclosure.strictest([]) == "organisation"


def test_protect_needs_no_arithmetic_for_organisations() -> None:
    table = contrast_run(a_study()).tables.get(name="contrasts")
    assert disclosure.protect(table, level="organisation", by_unit=False, k=5) == protection()
