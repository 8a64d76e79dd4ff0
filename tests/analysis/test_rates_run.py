"""Who answered of those asked."""

from io import StringIO

import pytest
from django.core.management import call_command

from analysis import disclosure
from analysis.models import Run
from analysis.pages import tables
from analysis.pages.tables import Asked
from studies.models import Study, Unit
from surveys.models import DisclosureLevel, Question, SecondRule
from tests.analysis.printed import printed, records
from tests.analysis.surveys import answer, make_collection, make_questionnaire
from tests.factories import make_pairs, make_study
from tests.surveys.fieldwork_data import invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=2, middle=1)
    managers = make_collection(make_questionnaire(study), second_rule=SecondRule.REFUSE)
    for unit in ("H01", "L01", "M01"):
        answer(managers, unit, {"q1": "5"})
    workers = make_collection(make_questionnaire(study, form_id="caseworker"), disclosure=DisclosureLevel.STAFF)
    for person in "abc":
        answer(workers, "H01", {"q1": "5"}, respondent=person)
    answer(workers, None, {"q1": "5"}, respondent="d")
    return study


def test_units_answering_of_units_asked_by_audience(study: Study) -> None:
    found = {row["audience"]: row for row in records(printed(study.slug, "response_rates"), "audiences")}
    assert (found["manager"]["units_answering"], found["manager"]["units_asked"], found["manager"]["eligible"]) == (
        3,
        5,
        5,
    )
    caseworker = found["caseworker"]
    assert (caseworker["units_answering"], caseworker["units_asked"], caseworker["respondents"]) == (1, 5, 3)
    assert (caseworker["largest"], caseworker["without_unit"], caseworker["eligible"]) == (3, 1, None)


def test_a_response_without_any_answer_is_counted_apart(study: Study) -> None:
    managers = study.collections.get(version__questionnaire__form_id="manager")
    answer(managers, "L02", {})
    found = printed(study.slug, "response_rates", "--set", "questionnaire=manager")
    assert (records(found, "audiences")[0]["units_answering"], found["excluded"]) == (3, {"blank": 1})
    assert {row["unit"] for row in records(found, "units") if row["answered"]} == {"H01", "L01", "M01"}
    out = StringIO()
    call_command("analyse", study.slug, "response_rates", stdout=out)
    assert "- responses without any answer: 1" in out.getvalue()


def test_what_was_calculated_is_no_answer(study: Study) -> None:
    managers = study.collections.get(version__questionnaire__form_id="manager")
    section = managers.version.sections.get()
    Question.objects.create(
        version=managers.version, section=section, order=9, name="made", type="calculate", calculation="1", label={}
    )
    answer(managers, "L02", {"made": 1})
    found = printed(study.slug, "response_rates", "--set", "questionnaire=manager")
    assert found["excluded"] == {"blank": 1}


def test_by_group_and_by_unit(study: Study) -> None:
    found = printed(study.slug, "response_rates", "--set", "questionnaire=manager")
    groups = {row["group"]: (row["units_answering"], row["units_asked"]) for row in records(found, "groups")}
    assert groups == {"high": (1, 2), "low": (1, 2), "middle": (1, 1)}
    assert {row["unit"] for row in records(found, "units") if row["answered"]} == {"H01", "L01", "M01"}


def test_the_strictest_collection_protects_all_of_it(study: Study) -> None:
    printed(study.slug, "response_rates")
    protection = {table.name: table.protection for table in Run.objects.get().tables.all()}
    assert {table["level"] for table in protection.values()} == {"staff"}
    assert protection["units"]["by_unit"] is True


def test_answers_of_a_unit_that_was_not_asked_are_not_said_to_be_none(study: Study) -> None:
    unit = Unit.objects.create(study=study, code="Z01", name="Unit Z01")
    answer(make_collection(study.questionnaires.get(form_id="manager"), name="late"), unit.code, {"q1": "5"})
    printed(study.slug, "response_rates", "--set", "questionnaire=manager")
    run = Run.objects.get()
    shown = tables.shown(run, disclosure.visible_tables(run, team=True, names=["groups"]), Asked())[0]
    line = next(row for body in shown.bodies for row in body.rows if row[1].text == "in no group")
    assert [cell.text for cell in line[:3]] == ["managers", "in no group", "no unit was asked"]


def test_rates_by_aapor_stand_where_people_were_invited(study: Study) -> None:
    assert "rates" not in printed(study.slug, "response_rates")["tables"]
    workers = study.collections.get(version__questionnaire__form_id="caseworker")
    for code, status in (("H01", "complete"), ("H01", "created"), ("L01", "declined")):
        invite(workers, Unit.objects.get(study=study, code=code), status)
    found = records(printed(study.slug, "response_rates"), "rates")
    assert [(row["group"], row["interviews"], row["base"]) for row in found if row["audience"] == "caseworker"] == [
        ("high", 1, 2),
        ("low", 0, 1),
        ("all", 1, 3),
    ]
