"""Candidates from the database: computed beside stated, exclusions apart, decisions shown, nothing decided."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from analysis import selectors
from analysis.disclosure import VisibleTable
from analysis.formatting import sentence, title
from analysis.management.terminal import as_text
from analysis.models import Criterion, Met, Run, StatedCriterion
from studies import services as studies
from studies.models import Case, Group, Study, Unit, Variable, VariableValue
from surveys.models import Questionnaire
from tests.analysis.printed import printed, records
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire, make_set
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    """Three pairs: H01 agrees with the majority, H02 too, H03 is silent; stars at 5, none, 20 percent."""
    study, _user = make_study()
    make_pairs(study, pairs=3, middle=1)
    form = make_questionnaire(study, choices={"q1": ("1", "5", "9"), "q2": ("1", "5", "9")})
    make_set(form, "score", [make_item(form, f"M0{n}", f"q{n}", yes=["5"], no=["1"]) for n in (1, 2)])
    collection = make_collection(form)
    answer(collection, "H01", {"q1": "5", "q2": "5"})
    answer(collection, "H02", {"q1": "5", "q2": "5"})
    for name, values in (
        ("indicator", {"H01": -1.5, "H02": -0.5, "H03": -0.9}),
        ("significance_level_pct", {"H01": 5, "H03": 20}),
    ):
        variable = Variable.objects.create(study=study, name=name)
        for code, value in values.items():
            VariableValue.objects.create(variable=variable, unit=study.units.get(code=code), number=value)
    return study


def _state(study: Study, code: str, unit: str, met: str, value: str = "", *, is_exclusion: bool = False) -> None:
    criterion, _made = Criterion.objects.get_or_create(
        study=study, code=code, defaults={"label": {"en": f"Criterion {code}"}, "is_exclusion": is_exclusion}
    )
    StatedCriterion.objects.create(
        criterion=criterion,
        unit=Unit.objects.get(study=study, code=unit),
        met=met,
        value={"en": value} if value else {},
        source={"en": "p. 12"},
    )


def _by_unit(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["unit"]: row for row in records(found, "candidates")}


def test_the_stars_level_says_what_is_significant(study: Study) -> None:
    found = _by_unit(printed(study.slug, "case_selection"))
    assert {unit: row["indicator_p_computed"] for unit, row in found.items()} == {
        "H01": "yes",
        "H02": "no",
        "H03": "yes",
    }
    unknown = _by_unit(printed(study.slug, "case_selection", "--set", "blank_level=unknown"))
    assert unknown["H02"]["indicator_p_computed"] == "unknown"


def test_scores_are_computed_afresh_and_stand_beside(study: Study) -> None:
    found = _by_unit(printed(study.slug, "case_selection"))
    assert (found["H01"]["score_manager"], found["H01"]["maximum_manager"], found["H01"]["rank_manager"]) == (2, 2, 1)
    assert found["H01"]["manager_score_high_computed"] == "yes"
    assert (found["H03"]["score_manager"], found["H03"]["manager_score_high_computed"]) == (None, "unknown")
    assert found["H01"]["partner"] == "L01"
    assert found["H03"]["score_note_manager"].startswith("Not ranked")
    assert found["H03"]["why_not"] == "Took no part in any of the surveys."
    assert found["H01"]["manager_score_high_computed_value"] == "2 of 2"


def test_a_score_is_called_by_who_answered_in_the_readers_language(study: Study) -> None:
    printed(study.slug, "case_selection")
    run = Run.objects.get()
    cut = "Upper half of the scores (managers): at or above 2, the median of the 2 ranked units."
    assert cut in [sentence(note) for note in run.notes]
    with translation.override("da"):
        assert any("(chefer)" in sentence(note) for note in run.notes)
        columns = run.tables.get(name="candidates").columns
        assert "Høj surveyscore: chefer (beregnet)" in [title(column) for column in columns]


def test_two_questionnaires_of_one_audience_are_told_apart(study: Study) -> None:
    form = make_questionnaire(study, form_id="leaders", choices={"q1": ("1", "5", "9")})
    make_set(form, "second", [make_item(form, "L01", "q1", yes=["5"], no=["1"])])
    Questionnaire.objects.update(audience="manager")
    answer(make_collection(form, name="second"), "H01", {"q1": "5"})
    notes = printed(study.slug, "case_selection")["notes"]
    assert {note.split(":")[0] for note in notes if note.startswith("Upper half")} == {
        "Upper half of the scores (managers, manager)",
        "Upper half of the scores (managers, leaders)",
    }


def test_a_stated_criterion_without_a_label_is_called_by_its_code(study: Study) -> None:
    _state(study, "near_border", "H01", Met.YES)
    Criterion.objects.update(label={})
    found = printed(study.slug, "case_selection")
    assert "near_border" in {row["label"] for row in records(found, "criteria")}


def test_stated_criteria_stand_beside_what_is_computed(study: Study) -> None:
    _state(study, "indicator_p", "H02", Met.YES, "-0.5 (20 %)")
    _state(study, "continuous_exit", "H01", Met.PARTLY)
    found = printed(study.slug, "case_selection")
    row = _by_unit(found)["H02"]
    assert (row["indicator_p_computed"], row["indicator_p_stated"], row["indicator_p_stated_value"]) == (
        "no",
        "yes",
        "-0.5 (20 %)",
    )
    assert row["disagree"] == 1
    lines = [line for line in records(found, "criteria") if line["unit"] == "H02" and line["origin"] == "stated"]
    assert (lines[0]["met"], lines[0]["source"], lines[0]["label"]) == ("yes", "p. 12", "Criterion indicator_p")
    assert _by_unit(found)["H01"]["continuous_exit_stated"] == "partly"


def test_no_two_columns_carry_the_same_heading(study: Study) -> None:
    for code in ("indicator_p", "score_high", "continuous_exit"):
        _state(study, code, "H02", Met.YES)
    printed(study.slug, "case_selection")
    for table in Run.objects.get().tables.all():
        for language in ("en", "da"):
            titles = [column["title"][language] for column in table.columns]
            assert len(set(titles)) == len(titles), table.name


def test_a_stated_rule_stands_beside_what_is_stated_by_it(study: Study) -> None:
    _state(study, "continuous_exit", "H01", Met.PARTLY)
    Criterion.objects.update(rule={"en": "people go on leaving"})
    lines = records(printed(study.slug, "case_selection"), "criteria")
    rules = {(line["criterion"], line["origin"]): line["rule"] for line in lines}
    assert rules["continuous_exit", "stated"] == "people go on leaving"
    assert rules["indicator_p", "computed"] == "p < 0.2"


def test_exclusions_stand_apart(study: Study) -> None:
    _state(study, "used_before", "H01", Met.YES, "another study", is_exclusion=True)
    _state(study, "used_before", "H02", Met.NO, is_exclusion=True)
    found = records(printed(study.slug, "case_selection"), "exclusions")
    assert [(row["unit"], row["exclusion"], row["origin"]) for row in found] == [
        ("H01", "used_before", "stated"),
        ("H03", "no_answers", "computed"),
    ]
    assert [(row["unit_name"], row["label"]) for row in found] == [
        ("Unit H01", "Criterion used_before"),
        ("Unit H03", "No answers"),
    ]
    assert found[0]["reason"] == "Criterion used_before: another study"
    assert found[1]["reason"] == "Took no part in any of the surveys."


def test_a_unit_chosen_though_there_is_a_reason_against_it_is_counted(study: Study) -> None:
    _state(study, "used_before", "H01", Met.YES, "another study", is_exclusion=True)
    said = "Candidates chosen by a person though there is a reason against them: 1."
    assert said not in printed(study.slug, "case_selection")["notes"]
    studies.choose_case(study=study, unit=study.units.get(code="H01"), reason={"en": "highest"}, by=None)
    found = printed(study.slug, "case_selection")
    assert said in found["notes"]
    assert found["excluded"] == {"excluded": 2}


def test_values_and_reasons_are_said_in_the_language_of_the_page(study: Study) -> None:
    _state(study, "used_before", "H01", Met.YES, "another study", is_exclusion=True)
    printed(study.slug, "case_selection")
    tables = {table.name: table for table in Run.objects.get().tables.all()}
    rows = [dict(zip([c["name"] for c in t.columns], t.rows[0], strict=True)) for t in tables.values()]
    assert rows[0]["why_not"] == {"en": "Criterion used_before: another study"}
    assert rows[0]["manager_score_high_computed_value"]["en"] == "2 of 2"
    assert rows[1]["rule"] == {"en": "p < 0.2", "da": "p < 0,2"}


def test_a_decision_is_shown_with_reason_and_partner_and_none_is_made(study: Study) -> None:
    units = {unit.code: unit for unit in study.units.all()}
    studies.choose_case(study=study, unit=units["H01"], reason={"en": "highest"}, partner=units["L02"], by=None)
    row = _by_unit(printed(study.slug, "case_selection"))["H01"]
    assert (row["status"], row["reason"], row["partner"], row["rematched"]) == ("chosen", "highest", "L02", True)
    assert Case.objects.count() == 1


def test_any_set_of_units(study: Study) -> None:
    assert set(_by_unit(printed(study.slug, "case_selection", "--set", "units=L01,M01"))) == {"L01", "M01"}
    assert len(_by_unit(printed(study.slug, "case_selection", "--set", "units=all"))) == 7
    with pytest.raises(CommandError, match="units: There are no units X1"):
        call_command("analyse", study.slug, "case_selection", "--set", "units=X1")


def test_candidates_outside_the_groups_are_scored_by_their_own_answers(study: Study) -> None:
    study.groupings.get().members.filter(unit__code="M01").update(group=Group.EXCLUDED)
    Unit.objects.create(study=study, code="Z01", name="Unit Z01")
    Unit.objects.create(study=study, code="Z02", name="Unit Z02")
    collection = study.collections.get()
    answer(collection, "M01", {"q1": "5", "q2": "1"})
    answer(collection, "Z01", {"q1": "5", "q2": "5"})
    inside = _by_unit(printed(study.slug, "case_selection", "--set", "units=H01"))
    run = printed(study.slug, "case_selection", "--set", "units=H01,M01,Z01,Z02")
    found = _by_unit(run)
    assert {code: (row["score_manager"], row["respondents_manager"]) for code, row in found.items()} == {
        "H01": (2, 1), "M01": (1, 1), "Z01": (2, 1), "Z02": (None, 0)
    }  # fmt: skip
    assert [found[code]["manager_score_high_computed"] for code in ("M01", "Z01", "Z02")] == ["no", "yes", "unknown"]
    assert [found[code]["rank_manager"] for code in ("M01", "Z01")] == [None, None]
    assert found["H01"] == inside["H01"]
    assert [row["unit"] for row in records(run, "exclusions")] == ["Z02"]
    assert run["excluded"] == {"excluded": 1}


def test_a_study_without_groups_lists_candidates_by_criteria_alone(study: Study) -> None:
    study.groupings.update(is_active=False)
    found = _by_unit(printed(study.slug, "case_selection", "--set", "units=all"))
    assert found["H01"]["indicator_p_computed"] == "yes"
    assert "score_manager" not in found["H01"]


def test_a_study_with_other_variables_takes_no_default_that_it_does_not_have(study: Study) -> None:
    study.variables.all().delete()
    Variable.objects.create(study=study, name="visits")
    found = printed(study.slug, "case_selection")
    assert {name: found["parameters"][name] for name in ("indicator", "p", "star_level")} == {
        "indicator": None, "p": None, "star_level": None
    }  # fmt: skip
    assert "indicator_p_computed" not in _by_unit(found)["H01"]
    assert not selectors.is_stale(Run.objects.get())


def test_levels_that_no_star_has_are_refused(study: Study) -> None:
    Variable.objects.create(study=study, name="visits")
    VariableValue.objects.create(
        variable=study.variables.get(name="visits"), unit=study.units.get(code="H01"), number=12.5
    )
    with pytest.raises(CommandError, match=r"star_level: visits holds 12\.5, and a star's level is 5, 10 or 20"):
        call_command("analyse", study.slug, "case_selection", "--set", "star_level=visits")


def test_without_any_criterion_the_run_says_so() -> None:
    study, _user = make_study()
    make_pairs(study, pairs=1)
    found = printed(study.slug, "case_selection")
    assert any(note.startswith("There is no criterion yet") for note in found["notes"])


def test_a_new_statement_or_score_makes_it_stale(study: Study) -> None:
    printed(study.slug, "case_selection")
    run = Run.objects.get()
    assert selectors.is_stale(run) is False
    _state(study, "indicator_p", "H02", Met.YES)
    assert selectors.sources_changed(run) == ["criteria"]
    printed(study.slug, "agreement_score", "--set", "denominator=answered")
    assert set(selectors.sources_changed(run)) == {"criteria", "scores"}


def test_status_reason_and_origin_are_printed_where_there_is_one() -> None:
    columns = [
        {"name": "unit", "role": "unit"},
        {"name": "status", "role": "note"},
        {"name": "origin", "role": "note"},
    ]
    table = VisibleTable(
        "candidates", {}, [*columns, {"name": "reason", "role": "note"}], [["A", "chosen", "stated", ""]], []
    )
    printed_lines = as_text(table).splitlines()
    assert printed_lines[2].split() == ["unit", "status", "origin"]
    assert printed_lines[4].split() == ["A", "chosen", "stated"]
