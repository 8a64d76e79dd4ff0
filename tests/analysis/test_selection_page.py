"""Case selection: criteria with their origin, scores in words, exclusions apart, a choice with its reason."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analysis.models import ResultTable, Run
from studies.models import Case, Role, Study
from studies.models.cases import CaseStatus
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, column, make_run, protection
from tests.factories import MembershipFactory, UserFactory, make_pairs

pytestmark = pytest.mark.django_db
SCORES = ("score_manager", "maximum_manager", "respondents_manager", "score_note_manager")
EXIT, RULE = {"en": "Continuous exits"}, {"en": "people go on leaving"}
SOURCE = {"en": "The report, line 1686", "da": "Rapporten, linje 1686"}


def _column(name: str) -> dict[str, Any]:
    if name == "score_manager":
        return {**column(name, "number"), "title": {"en": "Score: managers"}}
    return column(name)


def table(run: Run, name: str, columns: list[str], rows: list[list[Any]], level: str) -> None:
    ResultTable.objects.create(
        run=run, name=name, columns=[_column(each) for each in columns], rows=rows,
        protection=protection(level, by_unit=True),
    )  # fmt: skip


def selection_run(study: Study, level: str = DisclosureLevel.ORGANISATION) -> Run:
    """H01 meets both criteria, H02 one of one known; H03 is excluded by its source."""
    grouping = make_pairs(study, pairs=3)
    run = make_run(study, procedure="case_selection", parameters={}, grouping=grouping)
    candidates: list[list[Any]] = [
        ["H01", "Unit H01", "high", 2, 2, "L01", 14.0, 17, 1, {"en": "The answers of one person."}],
        ["H02", "Unit H02", "high", 1, 1, "L02", None, 17, 0, {"en": "Not ranked: nobody answered."}],
        ["H03", "Unit H03", "high", 2, 2, "L03", 9.0, 17, 4, {}],
    ]
    found = ["unit", "unit_name", "group", "met", "known", "partner", *SCORES]
    table(run, "candidates", found, candidates, level)
    criteria: list[list[Any]] = [
        ["H01", "p", {"en": "Significant indicator"}, "computed", "p < 0.05", "p < 0.20", "yes", None],
        ["H01", "exit", EXIT, "stated", "yes", RULE, "yes", SOURCE],
        ["H02", "p", {"en": "Significant indicator"}, "computed", "p < 0.05", "p < 0.20", "yes", None],
        ["H02", "exit", EXIT, "stated", "", RULE, "unknown", SOURCE],
        ["H03", "p", {"en": "Significant indicator"}, "computed", "p < 0.01", "p < 0.20", "yes", None],
    ]
    names = ["unit", "criterion", "label", "origin", "value", "rule", "met", "source"]
    table(run, "criteria", names, criteria, level)
    exclusions: list[list[Any]] = [["H03", "before", {"en": "Used as a case before"}, SOURCE, "stated"]]
    table(run, "exclusions", ["unit", "exclusion", "reason", "source", "origin"], exclusions, level)
    return run


@pytest.fixture
def study() -> Study:
    study = a_study()
    selection_run(study)
    return study


def as_member(client: Client, study: Study, role: str = Role.OWNER) -> Client:
    user = UserFactory()
    MembershipFactory(study=study, user=user, role=role)
    client.force_login(user)
    return client


def page(client: Client, study: Study) -> str:
    response = client.get(reverse("analysis:selection", args=[study.slug]))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def post(client: Client, study: Study, name: str, *args: Any, **data: str) -> Any:
    return client.post(reverse(f"analysis:{name}", args=[study.slug, *args]), data, follow=True)


def test_each_criterion_shows_its_value_and_where_it_comes_from(client: Client, study: Study) -> None:
    shown = page(as_member(client, study), study)
    for words in ("Significant indicator", "p &lt; 0.05", "computed", "stated", "The report, line 1686", "2 of 2"):
        assert words in shown
    assert "Continuous exits: people go on leaving." in shown


def test_scores_stand_beside_and_the_unranked_are_said_in_words(client: Client, study: Study) -> None:
    shown = page(as_member(client, study), study)
    assert "Score: managers" in shown
    assert "14 of 17" in shown
    assert "one person" in shown
    assert "Not ranked: nobody answered." in shown
    assert "Some scores are the answers of one person." in shown


def test_exclusions_stand_apart_with_their_source(client: Client, study: Study) -> None:
    candidates, _heading, excluded = page(as_member(client, study), study).partition("<h2>Excluded</h2>")
    assert "Unit H03" not in candidates
    for words in ("Used as a case before", "The report, line 1686", "p &lt; 0.01", "9 of 17"):
        assert words in excluded


def test_a_person_chooses_with_a_reason_and_the_partner_comes_along(client: Client, study: Study) -> None:
    as_member(client, study)
    post(client, study, "choose_case", unit="H01", reason="Meets both.", partner="L01", decision="choose")
    case = Case.objects.get(study=study)
    assert (case.unit.code, case.partner and case.partner.code, case.status) == ("H01", "L01", CaseStatus.CHOSEN)
    assert case.reason == {"en": "Meets both."}
    assert "Meets both." in page(client, study)


def test_a_choice_without_a_reason_is_refused(client: Client, study: Study) -> None:
    response = post(as_member(client, study), study, "choose_case", unit="H01", reason=" ", decision="choose")
    assert "A choice needs a reason." in response.content.decode()
    assert not Case.objects.exists()


def test_a_person_excludes_and_takes_it_back(client: Client, study: Study) -> None:
    as_member(client, study)
    post(client, study, "choose_case", unit="H02", reason="Declined before.", decision="exclude")
    case = Case.objects.get(study=study)
    assert case.status == CaseStatus.EXCLUDED
    assert "Declined before." in page(client, study).partition("<h2>Excluded</h2>")[2]
    post(client, study, "case_status", case.pk, status="candidate")
    case.refresh_from_db()
    assert case.status == CaseStatus.CANDIDATE


def test_a_case_is_asked_and_accepts_but_skips_no_step(client: Client, study: Study) -> None:
    as_member(client, study)
    post(client, study, "choose_case", unit="H01", reason="Meets both.", decision="choose")
    case = Case.objects.get(study=study)
    assert "cannot become" in post(client, study, "case_status", case.pk, status="accepted").content.decode()
    for status in ("asked", "accepted"):
        post(client, study, "case_status", case.pk, status=status)
    case.refresh_from_db()
    assert case.status == CaseStatus.ACCEPTED


def test_a_candidate_again_stands_among_the_candidates(client: Client, study: Study) -> None:
    as_member(client, study)
    post(client, study, "choose_case", unit="H03", reason="All the same.", decision="choose")
    case = Case.objects.get(study=study)
    post(client, study, "case_status", case.pk, status="candidate")
    shown = page(client, study)
    assert "<h2>Excluded</h2>" not in shown
    assert 'class="excluded"' not in shown
    assert "Used as a case before" in shown


def test_a_criterion_stated_otherwise_than_computed_is_marked(client: Client, study: Study) -> None:
    as_member(client, study)
    assert "differs" not in page(client, study)
    criteria = ResultTable.objects.get(name="criteria")
    label = {"en": "Significant indicator"}
    criteria.rows.append(["H01", "p", label, "stated", "p = 0.5", "p < 0.20", "no", SOURCE])
    criteria.save()
    shown = page(client, study)
    assert "computed, counts<" in shown
    assert "stated, <strong>differs</strong>" in shown
    assert shown.count("computed, counts<") == 1
    assert "the computed one counts in “met”" in shown


def line(shown: str, unit: str) -> str:
    row = shown.partition(f'id="unit-{unit}"')[2].partition("</tr>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", row.partition(">")[2]).split())


def test_a_candidate_is_one_line_with_a_mark_and_the_number_behind_it(client: Client, study: Study) -> None:
    shown = page(as_member(client, study), study)
    assert line(shown, "H01") == ("Unit H01 2 of 2 met p &lt; 0.05 met yes 14 of 17 Unit L01 Unit H01: decide")
    assert line(shown, "H02").startswith("Unit H02 1 of 1 met p &lt; 0.05 not known not ranked Unit L02")
    assert line(shown, "H03") == (
        "Unit H03 2 of 2 met p &lt; 0.01 – 9 of 17 Unit L03 Used as a case before Unit H03: decide"
    )


def test_what_differs_is_marked_on_the_line_by_what_counts(client: Client, study: Study) -> None:
    criteria = ResultTable.objects.get(name="criteria")
    criteria.rows.append(["H01", "p", {"en": "Significant indicator"}, "stated", "p = 0.5", "p < 0.20", "no", SOURCE])
    criteria.save()
    assert "met p &lt; 0.05 ≠ differs met yes" in line(page(as_member(client, study), study), "H01")


def test_the_chosen_stand_first_with_their_partners_and_what_is_next(client: Client, study: Study) -> None:
    as_member(client, study)
    assert "chosen case" not in page(client, study)
    post(client, study, "choose_case", unit="H01", reason="Meets both.", partner="L01", decision="choose")
    shown = page(client, study).partition("1 chosen case<")[2].partition("<h2>Candidates</h2>")[0]
    for words in ("Unit H01", "Unit L01", "Chosen", "2 of 2", "Meets both.", "Has been asked"):
        assert words in shown
    assert "Unit H02" not in shown
    assert line(page(client, study), "H01").endswith("Unit L01 chosen Unit H01: details")


def test_a_score_that_a_criterion_shows_has_no_second_column(client: Client, study: Study) -> None:
    as_member(client, study)
    assert ">Score: managers</th>" in page(client, study)
    criteria = ResultTable.objects.get(name="criteria")
    label = {"en": "High score, managers"}
    criteria.rows.append(["H01", "manager_score_high", label, "computed", "14 of 17", "", "yes", None])
    criteria.save()
    shown = page(client, study)
    assert ">High score, managers</th>" in shown
    assert ">Score: managers</th>" not in shown
    assert "<dt>Score: managers</dt>" in shown


@pytest.mark.parametrize("data", [{}, {"unit": "H01", "decision": "sell"}])
def test_a_decision_nobody_made_is_refused(client: Client, study: Study, data: dict[str, str]) -> None:
    response = post(as_member(client, study), study, "choose_case", **data)
    assert "Say which unit" in response.content.decode()


def test_an_unknown_step_or_unit_is_refused(client: Client, study: Study) -> None:
    as_member(client, study)
    post(client, study, "choose_case", unit="H01", reason="Meets both.", decision="choose")
    case = Case.objects.get(study=study)
    assert "Say what has happened." in post(client, study, "case_status", case.pk, status="x").content.decode()
    assert post(client, study, "choose_case", unit="nothing", reason="r", decision="choose").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER])
def test_only_the_team_chooses(client: Client, study: Study, role: str) -> None:
    as_member(client, study, role)
    assert 'name="decision"' not in page(client, study)
    assert post(client, study, "choose_case", unit="H01", reason="r", decision="choose").status_code == 403


def test_when_all_are_decided_the_page_says_how_to_decide_anew(client: Client, study: Study) -> None:
    as_member(client, study)
    for unit, decision in (("H01", "choose"), ("H02", "exclude")):
        post(client, study, "choose_case", unit=unit, reason="r", decision=decision)
    assert "Every candidate has been decided on" not in page(client, study)
    post(client, study, "choose_case", unit="H03", reason="r", decision="exclude")
    assert "Every candidate has been decided on" in page(client, study)
    as_member(client, study, Role.ANALYST)
    assert "Every candidate has been decided on" not in page(client, study)


def test_the_tables_behind_the_page_can_be_downloaded(client: Client, study: Study) -> None:
    run = Run.objects.get()
    shown = page(as_member(client, study, Role.ANALYST), study)
    for format_ in ("xlsx", "docx", "json"):
        assert reverse("analysis:run_file", args=[study.slug, run.pk, format_]) in shown


def test_criteria_of_staff_answers_are_for_the_team(client: Client) -> None:
    study = a_study()
    selection_run(study, DisclosureLevel.STAFF)
    shown = page(as_member(client, study, Role.ANALYST), study)
    assert "Shown to the team only" in shown
    assert "Unit H01" not in shown


def test_without_a_run_the_page_says_what_to_do_first(client: Client) -> None:
    study = a_study()
    assert "Look at the candidates" in page(as_member(client, study), study)


def test_the_page_keeps_its_query_budget(client: Client, study: Study, django_assert_max_num_queries: Any) -> None:
    as_member(client, study)
    page(client, study)
    with django_assert_max_num_queries(12):
        page(client, study)
