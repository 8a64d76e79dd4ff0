"""Pairs proposed from the database, and the grouping a person makes of them."""

import pytest
from django.core.management import CommandError, call_command

from analysis import services
from analysis.models import Run
from studies.models import Group, Study, Unit, Variable, VariableValue
from studies.problems import Refused
from tests.analysis.printed import printed, records
from tests.factories import make_study

pytestmark = pytest.mark.django_db
# One region each half; negative = sooner than expected = high.
INDICATORS = {"A": -2.0, "B": -1.0, "C": 1.5, "D": 0.5, "E": -3.0, "F": 2.5, "G": None}
REGIONS = {"A": "north", "B": "north", "C": "north", "D": "north", "E": "south", "F": "south", "G": "south"}


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    variable = Variable.objects.create(study=study, name="indicator")
    for code, value in INDICATORS.items():
        unit = Unit.objects.create(study=study, code=code, name=f"Unit {code}", region=REGIONS[code])
        if value is not None:
            VariableValue.objects.create(variable=variable, unit=unit, number=value)
    return study


def _pairs(study: Study, *given: str) -> list[tuple[str, str]]:
    options = [part for setting in given for part in ("--set", setting)]
    found = records(printed(study.slug, "pairing", *options), "pairs")
    return sorted((row["high_unit"], row["low_unit"]) for row in found)


def test_the_largest_differences_within_regions_are_proposed(study: Study) -> None:
    assert _pairs(study, "pairs=2") == [("A", "C"), ("E", "F")]
    assert _pairs(study, "pairs=3") == [("A", "C"), ("B", "D"), ("E", "F")]


def test_fewer_than_wanted_are_said_and_all_units_add_up(study: Study) -> None:
    found = printed(study.slug, "pairing", "--set", "pairs=5")
    assert any(note.startswith("Only 3 of 5 pairs can be made") for note in found["notes"])
    groups = {row["unit"]: row["group"] for row in records(found, "members")}
    assert groups == {
        "A": "high", "B": "high", "C": "low", "D": "low", "E": "high", "F": "low", "G": None
    }  # fmt: skip


def test_units_are_left_out_with_a_reason_and_forced_in(study: Study) -> None:
    assert _pairs(study, "pairs=1", "excluded=E: the largest city") == [("A", "C")]
    assert _pairs(study, "pairs=1", "forced_pairs=B + D") == [("B", "D")]
    assert _pairs(study, "pairs=2", "forced_units=B") == [("B", "C"), ("E", "F")]


def test_a_pair_by_hand_needs_a_reason_and_says_what_it_costs(study: Study) -> None:
    found = printed(study.slug, "pairing", "--set", "pairs=1", "--set", "overrides=P01 = A + C: they know each other")
    row = records(found, "pairs")[0]
    assert (row["high_unit"], row["manual"], row["reason"]) == ("A", True, "they know each other")
    assert row["gain_loss"] == pytest.approx(5.5 - 3.5)
    with pytest.raises(CommandError, match="overrides: “P01 = A” cannot be read"):
        call_command("analyse", study.slug, "pairing", "--set", "overrides=P01 = A")


def test_a_pair_across_regions_needs_a_tick(study: Study) -> None:
    crossing = "overrides=P01 = E + C: neighbours across the border"
    with pytest.raises(CommandError, match="lie in different regions"):
        call_command("analyse", study.slug, "pairing", "--set", "pairs=1", "--set", crossing)
    assert _pairs(study, "pairs=1", crossing, "across_regions=yes") == [("E", "C")]


def test_similarity_pairs_the_most_alike(study: Study) -> None:
    population = Variable.objects.create(study=study, name="population")
    for code, size in {"A": 10, "B": 1000, "C": 1100, "D": 11, "E": 50, "F": 50, "G": 50}.items():
        VariableValue.objects.create(variable=population, unit=study.units.get(code=code), number=size)
    assert _pairs(study, "pairs=3", "similarity=population", "log=population") == [("A", "D"), ("B", "C"), ("E", "F")]


def test_a_study_without_the_indicator_is_refused(study: Study) -> None:
    study.variables.all().delete()
    with pytest.raises(CommandError, match="indicator: The study has no variable that is a number"):
        call_command("analyse", study.slug, "pairing")


def test_the_only_number_is_the_indicator_whatever_its_name(study: Study) -> None:
    study.variables.update(name="months_saved")
    Variable.objects.create(study=study, name="comment", kind="text")
    assert _pairs(study, "pairs=2") == [("A", "C"), ("E", "F")]
    run = Run.objects.get()
    assert run.parameters["indicator"] == "months_saved"
    assert run.notes[-1]["en"] == "The indicator is months_saved: below 0 is a high score, above 0 a low one."


def test_of_several_numbers_the_refusal_names_those_that_there_are(study: Study) -> None:
    study.variables.update(name="months_saved")
    Variable.objects.create(study=study, name="population")
    Variable.objects.create(study=study, name="comment", kind="text")
    with pytest.raises(CommandError, match=r"Say which variable\. The study's numbers are: months_saved, population"):
        call_command("analyse", study.slug, "pairing")
    with pytest.raises(CommandError, match="indicator: comment is a text, and a number is needed"):
        call_command("analyse", study.slug, "pairing", "--set", "indicator=comment")


def test_a_person_makes_a_grouping_of_a_run(study: Study) -> None:
    printed(study.slug, "pairing", "--set", "pairs=2", "--set", "excluded=D: answered another survey")
    assert study.groupings.count() == 0
    run = Run.objects.get()
    grouping = services.grouping_from_run(run=run, name="from pairing", by=None)
    assert (grouping.is_active, grouping.origin["en"]) == (False, f"pairing, run {run.pk}")
    members = {member.unit.code: member for member in grouping.members.select_related("unit")}
    assert {code: member.group for code, member in members.items() if member.group == Group.HIGH} == {
        "A": "high",
        "E": "high",
    }
    assert members["D"].reason == {"da": "answered another survey"}
    assert "G" not in members  # without an indicator a unit is in no group: it is not excluded
    assert services.left_out_of_grouping(run=run) == ["Unit G"]
    assert sorted((pair.high.code, pair.low.code) for pair in grouping.pairs.all()) == [("A", "C"), ("E", "F")]


def test_only_a_finished_pairing_becomes_a_grouping(study: Study) -> None:
    plan = services.create_plan(study=study, procedure="pairing", parameters={}, by=None)
    run = services.request_run(plan=plan, by=None)
    with pytest.raises(Refused, match="Only a finished pairing"):
        services.grouping_from_run(run=run, name="too soon", by=None)
