"""A contrast from answers in the database to rows of a stored table."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from analysis import selectors, services
from analysis.models import Plan, Run, RunStatus
from studies import services as studies
from studies.models import Group, Grouping, Study, Unit
from surveys.models import SecondRule
from tests.analysis.printed import printed as _printed
from tests.analysis.printed import records as _records
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire, make_set
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


def _study() -> Study:
    """8 of 9 high units answer 5, 4 of 8 low units do; the ninth low unit says it does not know."""
    study, _user = make_study()
    make_pairs(study, pairs=10, middle=2)
    questionnaire = make_questionnaire(study)
    make_item(questionnaire, "M01", "q1")
    collection = make_collection(questionnaire)
    for number in range(1, 10):
        answer(collection, f"H{number:02}", {"q1": "1" if number == 9 else "5"})
        answer(collection, f"L{number:02}", {"q1": "9" if number == 9 else "5" if number <= 4 else "2"})
    answer(collection, "M01", {"q1": "4"})
    return study


def test_contrast_counts_8_of_9_against_4_of_8() -> None:
    row = _records(_printed(_study().slug, "contrast"), "contrasts")[0]
    assert (row["high_x"], row["high_n"], row["low_x"], row["low_n"]) == (8, 9, 4, 8)
    assert (row["middle_x"], row["middle_n"], row["missing"]) == (1, 1, 1)
    assert row["difference"] == pytest.approx(8 / 9 - 4 / 8)
    assert (row["class"], row["level"], row["test"], row["reported"]) == ("clear", "respondents", "sign_flip", False)


@pytest.mark.parametrize("rule", [SecondRule.REFUSE, SecondRule.LATEST])
def test_two_collections_that_add_up_where_one_is_expected_are_one_sentence(rule: SecondRule) -> None:
    study = _study()
    first = study.collections.get()
    first.second_rule = rule
    first.save()
    again = make_collection(study.questionnaires.get(), name="again")
    for number in range(1, 10):
        answer(again, f"H{number:02}", {"q1": "5"})
    with pytest.raises(CommandError) as refused:
        call_command("analyse", study.slug, "contrast")
    lines = str(refused.value).splitlines()
    assert lines[0].startswith(
        "9 units have several respondents where one is expected: H01, H02, H03, H04, H05, …. "
        f"The answers to “manager” come from: “manager 2004” ({rule.label}), “again” (many respondents a unit). "
        "Open Surveys, then each collection's page"
    )
    assert len(lines) == 2
    study.collections.update(second_rule=SecondRule.MEAN)
    assert _printed(study.slug, "contrast")["n_used"] == 28


@pytest.mark.parametrize("words", [["questionnaire"], ["seed=1", "--set", "seed=2"], ["seed=abc"]])
def test_every_refused_parameter_ends_with_what_was_saved(words: list[str]) -> None:
    study = _study()
    with pytest.raises(CommandError) as refused:
        call_command("analyse", study.slug, "contrast", "--set", *words)
    assert str(refused.value).splitlines()[1:] == ["Nothing was saved."]
    assert not Plan.objects.exists()


def test_json_says_what_was_asked_and_of_what() -> None:
    study = _study()
    printed = _printed(study.slug, "contrast", "--set", "test=fisher")
    assert list(printed) == [
        "procedure",
        "parameters",
        "grouping",
        "digest",
        "n_used",
        "excluded",
        "notes",
        "tables",
    ]
    assert printed["procedure"] == "contrast"
    assert printed["parameters"]["questionnaire"] == "manager"
    assert printed["parameters"]["test"] == "fisher"
    assert printed["grouping"] == study.groupings.get(is_active=True).name
    assert printed["n_used"] == 19
    assert len(printed["digest"]) == 64


def test_the_same_again_has_the_same_digest_and_the_same_plan() -> None:
    study = _study()
    first, second = _printed(study.slug, "contrast"), _printed(study.slug, "contrast")
    assert first == second
    assert Plan.objects.count() == 1
    assert Run.objects.count() == 2


def test_digest_changes_with_an_answer_and_with_a_parameter_alone() -> None:
    study = _study()
    first = _printed(study.slug, "contrast")["digest"]
    assert _printed(study.slug, "contrast", "--set", "needed=6")["digest"] != first
    response = study.collections.get().responses.get(unit__code="H01")
    response.answers = {"q1": "3"}
    response.save()
    assert _printed(study.slug, "contrast")["digest"] != first


def test_unit_level_takes_the_majority_of_each_unit() -> None:
    study = _study()
    collection = study.collections.get()
    for respondent in ("a", "b"):
        answer(collection, "H09", {"q1": "5"}, respondent=respondent)
    row = _records(_printed(study.slug, "contrast", "--set", "level=units"), "contrasts")[0]
    assert (row["high_x"], row["high_n"]) == (9, 9)


def test_headings_say_when_units_are_counted_and_shares_are_means() -> None:
    study = _study()
    headings = {}
    for level in ("respondents", "units"):
        _printed(study.slug, "contrast", "--set", f"level={level}")
        columns = Run.objects.latest("pk").tables.get(name="contrasts").columns
        headings[level] = [
            next(column["title"]["en"] for column in columns if column["name"] == name)
            for name in ("high_x", "high_share", "difference")
        ]
    assert headings == {
        "respondents": ["High: yes", "High: share", "Difference"],
        "units": ["High: units with mostly yes", "High: mean of the units' shares", "Difference of mean shares"],
    }


def test_contrast_of_a_set_leaves_the_other_items_out() -> None:
    study = _study()
    questionnaire = study.questionnaires.get()
    make_item(questionnaire, "M02", "q1", yes=["5"], no=["1", "2", "3", "4"])
    make_set(questionnaire, "score", [questionnaire.items.get(code="M02")])
    rows = _records(_printed(study.slug, "contrast", "--set", "item_set=score"), "contrasts")
    assert [row["item"] for row in rows] == ["M02"]


@pytest.mark.parametrize("output", ["table", "csv"])
def test_every_format_prints_the_counts(output: str) -> None:
    out = StringIO()
    call_command("analyse", _study().slug, "contrast", "--format", output, stdout=out)
    assert ("8 of 9" if output == "table" else "M01,,Item M01,respondents,8,9,4,8,1,1,1") in out.getvalue()


def test_unknown_names_and_values_are_refused_together_and_nothing_is_saved() -> None:
    study = _study()
    with pytest.raises(CommandError) as refusal:
        call_command("analyse", study.slug, "contrast", "--set", "tset=fisher", "--set", "level=both")
    said = str(refusal.value)
    assert "contrast has no parameter tset. Its parameters are: questionnaire, item_set, grouping, level" in said
    assert "level: both is not known here. Known are: respondents, units." in said
    assert Plan.objects.count() == 0
    assert Run.objects.count() == 0


def test_several_questionnaires_are_named() -> None:
    study = _study()
    make_questionnaire(study, form_id="caseworker")
    with pytest.raises(CommandError, match="There are several: caseworker, manager"):
        call_command("analyse", study.slug, "contrast")


def test_a_run_that_fails_while_computing_is_kept_as_failed() -> None:
    study = _study()
    answer(study.collections.get(), "H10", {"q1": "77"})
    with pytest.raises(CommandError, match="code 77 is not a choice"):
        call_command("analyse", study.slug, "contrast")
    run = Run.objects.get()
    assert run.status == RunStatus.FAILED
    assert "77" in run.error
    assert run.tables.count() == 0


def test_a_study_without_groups_is_refused() -> None:
    study, _user = make_study()
    make_item(make_questionnaire(study), "M01", "q1")
    with pytest.raises(CommandError, match="no active grouping"):
        call_command("analyse", study.slug, "contrast")


def test_runs_use_up_the_grouping_and_say_when_they_are_stale() -> None:
    study = _study()
    call_command("analyse", study.slug, "contrast", stdout=StringIO())
    run = Run.objects.get()
    assert study.groupings.get().used_at
    assert selectors.is_stale(run) is False
    other = make_pairs_of(study)
    studies.activate_grouping(grouping=other, by=None)
    assert selectors.is_stale(run) is True
    assert selectors.sources_changed(run) == ["grouping"]


def make_pairs_of(study: Study) -> Grouping:
    """The same units with high and low exchanged."""
    units = {unit.code: unit for unit in study.units.all()}
    members: dict[Unit, tuple[str, dict[str, str]]] = {
        unit: (Group.LOW if code.startswith("H") else Group.HIGH if code.startswith("L") else Group.MIDDLE, {})
        for code, unit in units.items()
    }
    pairs = [
        studies.PairSpec(code=f"P{number:02}", high=units[f"L{number:02}"], low=units[f"H{number:02}"])
        for number in range(1, 11)
    ]
    return studies.create_grouping(study=study, name="exchanged", members=members, pairs=pairs, by=None)


def test_a_run_counts_by_the_new_grouping() -> None:
    study = _study()
    studies.activate_grouping(grouping=make_pairs_of(study), by=None)
    row = _records(_printed(study.slug, "contrast"), "contrasts")[0]
    assert (row["high_x"], row["high_n"], row["low_x"], row["low_n"]) == (4, 8, 8, 9)


def test_a_plan_with_its_own_grouping_stays_fresh() -> None:
    study = _study()
    name = study.groupings.get(is_active=True).name
    _printed(study.slug, "contrast", "--set", f"grouping={name}")
    studies.activate_grouping(grouping=make_pairs_of(study), by=None)
    assert selectors.is_stale(Run.objects.get()) is False


def test_new_answers_and_changed_items_make_a_run_stale() -> None:
    study = _study()
    _printed(study.slug, "contrast")
    run = Run.objects.get()
    item = study.items.get()
    services.report_item(item=item, reported=True, reason={"en": "It is what the report says."}, by=None)
    assert selectors.is_stale(run) is False
    answer(study.collections.get(), "H10", {"q1": "5"})
    assert selectors.sources_changed(run) == ["answers:manager"]
    item.save()
    assert set(selectors.sources_changed(run)) == {"answers:manager", "items:manager"}


def test_staleness_of_many_runs_takes_a_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    study = _study()
    for needed in range(1, 6):
        _printed(study.slug, "contrast", "--set", f"needed={needed}")
    runs = list(selectors.runs(study))
    with django_assert_max_num_queries(8):
        assert selectors.stale_ids(runs) == set()


def test_a_figure_is_drawn_in_both_languages() -> None:
    study = _study()
    _printed(study.slug, "contrast")
    figures = Run.objects.get().figures.filter(public=False)
    assert {figure.language for figure in figures} == {"da", "en"}
    assert all("<svg" in figure.svg for figure in figures)


def test_a_setting_given_twice_is_refused() -> None:
    with pytest.raises(CommandError, match="--set test: given more than once"):
        call_command("analyse", _study().slug, "contrast", "--set", "test=fisher", "--set", "test=none")
