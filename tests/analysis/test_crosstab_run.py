"""Crosstabs of a stored survey: routing, bases in words, backgrounds, refusals, protection."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from analysis import selectors
from analysis.models import Run
from studies.models import Role, Study, Variable, VariableValue
from surveys.models import Collection, DisclosureLevel, Question
from tests.analysis.printed import printed, records
from tests.analysis.surveys import answer, make_collection, make_questionnaire
from tests.factories import MembershipFactory, UserFactory, make_pairs, make_study

pytestmark = pytest.mark.django_db
QUESTIONS = {
    "move": ("yes", "no", "9"),
    "why": ("job", "family", "9"),
    "many_plans": ("study", "work", "none", "9"),
}
# unit, move, why, many_plans, age: of six who want to move one says nothing of why
PEOPLE: list[tuple[str | None, dict[str, Any]]] = [
    ("H01", {"move": "yes", "why": "job", "many_plans": ["study", "work"], "age": 20}),
    ("H01", {"move": "yes", "why": "job", "many_plans": ["work"], "age": 30}),
    ("H02", {"move": "yes", "why": "family", "many_plans": ["none"], "age": 40}),
    ("L01", {"move": "yes", "why": "9", "many_plans": [], "age": 41}),
    ("L01", {"move": "yes", "why": "job", "many_plans": ["none", "work"], "age": 99}),
    ("L02", {"move": "yes", "why": "job", "many_plans": ["work"]}),
    ("L02", {"move": "no", "many_plans": ["9"], "age": 35}),
    (None, {"move": "no", "why": "job", "many_plans": ["study"], "age": 50}),
]


@pytest.fixture
def collection() -> Collection:
    study, _user = make_study()
    study.minimum_n = 3
    study.save()
    make_pairs(study, pairs=2)
    form = make_questionnaire(study, form_id="resident", choices=QUESTIONS, numbers=["age"])
    Question.objects.filter(name="why").update(relevant="${move} = 'yes'")
    Question.objects.filter(name="move").update(label={"en": "Would you like to move?", "da": "Vil du flytte?"})
    found = make_collection(form)
    for number, (unit, given) in enumerate(PEOPLE):
        answer(found, unit, given, respondent=f"p{number}")
    return found


@pytest.fixture
def study(collection: Collection) -> Study:
    return collection.study


def rows(found: dict[str, Any], question: str) -> dict[str, dict[str, Any]]:
    return {row["choice"] or row["row"]: row for row in records(found, "answers") if row["question"] == question}


def told(study: Study, *settings: str) -> dict[str, Any]:
    return printed(study.slug, "crosstab", *(f"--set={setting}" for setting in settings))


def test_bases_are_those_routed_in_and_are_said_in_words(study: Study) -> None:
    found = told(study)
    why = rows(found, "why")

    assert (why["job"]["all_x"], why["job"]["all_n"]) == (4, 5)
    assert (why["missing"]["all_x"], why["missing"]["all_n"]) == (1, 6)
    assert why["job"]["base"] == (
        "base: respondents who answered “answer yes” to “Would you like to move?”, n=5 of 6 asked"
    )
    assert rows(found, "move")["yes"]["base"] == "base: all respondents, n=8"
    assert why["family"]["base"] is None


def test_answers_that_cannot_be_are_listed_and_counted(study: Study) -> None:
    found = told(study)

    assert [tuple(row.values()) for row in records(found, "errors")] == [
        ("why", "p7", "not_asked", "job"),
        ("many_plans", "p4", "contradictory", "none work"),
    ]
    assert found["excluded"] == {"answers_not_asked": 1, "answers_contradictory": 1}
    assert any("listed and left out: 1" in note for note in found["notes"])


def test_several_choices_stand_on_those_who_marked_one(study: Study) -> None:
    plans = rows(told(study, "questions=many_plans"), "many_plans")

    assert {code: (plans[code]["all_x"], plans[code]["all_n"]) for code in ("study", "work", "none")} == {
        "study": (2, 5), "work": (3, 5), "none": (1, 5),
    }  # fmt: skip
    assert plans["work"]["responses_n"] == 6
    assert plans["work"]["responses_percent"] == 0.5


def test_percent_of_all_asked_and_other_choices_that_stand_alone(study: Study) -> None:
    plans = rows(told(study, "questions=many_plans", "denominator=asked", "exclusive=study"), "many_plans")

    assert (plans["none"]["all_x"], plans["none"]["all_n"]) == (2, 8)
    assert (plans["missing"]["all_x"], plans["missing"]["all_n"]) == (3, 8)


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("move", ["answer yes", "answer no"]),
        ("group", ["high score", "low score", "not known"]),
        ("region", ["north", "not known"]),
        ("size", ["small", "large", "not known"]),
    ],
)
def test_backgrounds(study: Study, by: str, titles: list[str]) -> None:
    size = Variable.objects.create(study=study, name="size", kind="text", label={"en": "Size"})
    for unit in study.units.all():
        VariableValue.objects.create(variable=size, unit=unit, text="small" if unit.code < "L" else "large")
    told(study, f"by={by}")

    table = Run.objects.get().tables.get(name="answers")

    found = [column["title"]["en"] for column in table.columns if column["role"] == "x"]
    assert sorted(found) == sorted(["All", *titles])


def test_numbers_are_cut_where_it_is_said(study: Study) -> None:
    found = told(study, "by=age", "cuts=40, 30", "questions=move")

    yes = rows(found, "move")["yes"]
    assert [(yes[f"g{place}_x"], yes[f"g{place}_n"]) for place in (1, 2, 3)] == [(1, 1), (1, 2), (2, 3)]
    assert (yes["unknown_x"], yes["unknown_n"]) == (2, 2)
    titles = [column["title"]["en"] for column in Run.objects.get().tables.get(name="answers").columns]
    assert {"below 30", "30 to below 40", "40 or more"} <= set(titles)


def test_no_percentage_below_the_minimum_n(study: Study) -> None:
    yes = rows(told(study, "by=age", "cuts=30,40", "questions=move"), "move")["yes"]

    assert yes["g2_percent"] is None
    assert yes["g3_percent"] == pytest.approx(2 / 3)


def test_tests_are_made_when_asked_for_and_called_exploratory(study: Study) -> None:
    assert "p" not in records(told(study, "by=move"), "answers")[0]
    found = told(study, "by=group", "test=fisher", "questions=move")

    assert rows(found, "move")["yes"]["p"] == 1.0
    assert any("exploratory" in note for note in found["notes"])


def test_questions_speak_the_language_asked_for(study: Study) -> None:
    move = rows(told(study, "language=da", "questions=move"), "move")["yes"]

    assert move["label"] == "Vil du flytte?"
    with pytest.raises(CommandError, match="no texts in “fr”"):
        call_command("analyse", study.slug, "crosstab", "--set=language=fr")


def test_every_wrong_name_is_said_at_once_and_nothing_is_saved(study: Study) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("analyse", study.slug, "crosstab", "--set=questions=move,gone,age", "--set=by=nothing")

    assert str(refused.value).splitlines() == [
        "questions: gone is not known here. Known are: move, why, many_plans.",
        "questions: age is not known here. Known are: move, why, many_plans.",
        "by: nothing is not known here. Known are: move, why, age, group, region.",
        "Nothing was saved.",
    ]
    assert not Run.objects.exists()


def test_numbers_that_nobody_cut_are_refused(study: Study, collection: Collection) -> None:
    for number in range(7):
        answer(collection, None, {"move": "no", "age": 60 + number}, respondent=f"q{number}")

    with pytest.raises(CommandError, match="cuts: age has 13 different numbers"):
        call_command("analyse", study.slug, "crosstab", "--set=by=age")


def test_few_different_numbers_need_no_cuts(study: Study, collection: Collection) -> None:
    collection.responses.filter(respondent__in=["p3", "p7"]).delete()

    titles = [
        column["title"]["en"]
        for column in (told(study, "by=age"), Run.objects.get().tables.get(name="answers").columns)[1]
        if column["role"] == "x"
    ]
    assert titles == ["All", "20", "30", "35", "40", "not known"]


def test_a_run_is_stale_when_an_answer_or_its_background_changes(study: Study, collection: Collection) -> None:
    size = Variable.objects.create(study=study, name="size", label={"en": "Size"})
    value = VariableValue.objects.create(variable=size, unit=study.units.get(code="H01"), number=1)
    told(study, "by=size")
    run = Run.objects.get()
    assert not selectors.is_stale(run)

    value.number = 2
    value.save()
    assert selectors.is_stale(run)


def test_the_same_answers_give_the_same_digest(study: Study, collection: Collection) -> None:
    first = told(study, "by=move")["digest"]
    assert told(study, "by=move")["digest"] == first
    answer(collection, None, {"move": "no"}, respondent="new")
    assert told(study, "by=move")["digest"] != first


def test_outside_the_team_persons_are_protected_and_errors_withheld(study: Study, client: Client) -> None:
    study.collections.update(disclosure=DisclosureLevel.PERSONS)
    told(study)
    run = Run.objects.get()
    MembershipFactory(study=study, user=(user := UserFactory()), role=Role.ANALYST)
    client.force_login(user)

    page = client.get(run.get_absolute_url()).content.decode()

    assert "hidden (protects a number below 5)" in page
    assert "n=5 of 6 asked" not in page
    assert "answered without having been asked" not in page


def test_the_page_and_the_form_of_a_plan_are_there(study: Study, client: Client) -> None:
    told(study, "by=move", "test=chi2")
    client.force_login(study.memberships.get(role=Role.OWNER).user)

    page = client.get(Run.objects.get().get_absolute_url()).content.decode()

    assert "base: all respondents, n=8" in page
    assert "4 of 5" in page


def test_a_plain_terminal_prints_the_base_whole(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("analyse", study.slug, "crosstab")

    out = capsys.readouterr().out
    assert "base: respondents who answered “answer yes” to “Would you like to move?”, n=5 of 6 asked" in out
    assert "80\xa0%" in out


def test_a_condition_that_is_not_plain_is_said_as_it_is_written(study: Study) -> None:
    Question.objects.filter(name="why").update(relevant="${age} > 25 and ${move} = 'yes'")

    base = rows(told(study, "questions=why"), "why")["job"]["base"]

    assert base.startswith("base: respondents who were asked (condition: ${age} > 25 and ${move} = 'yes'), n=")


def test_a_questionnaire_without_choices_is_refused(study: Study) -> None:
    make_questionnaire(study, form_id="numbers", choices={}, numbers=["age"]).versions.get().questions.filter(
        type="select_one"
    ).delete()

    with pytest.raises(CommandError, match="no question of choices"):
        call_command("analyse", study.slug, "crosstab", "--set=questionnaire=numbers")


def test_more_categories_than_can_stand_side_by_side_are_refused(study: Study) -> None:
    with pytest.raises(CommandError, match="by: age has 13 categories; 1 to 12 can stand side by side"):
        call_command("analyse", study.slug, "crosstab", "--set=by=age", "--set=cuts=1,2,3,4,5,6,7,8,9,10,11,12")


def test_nothing_marked_is_said_where_no_choice_says_none(study: Study) -> None:
    Question.objects.get(name="many_plans").choices.filter(name="none").delete()
    study.collections.get().responses.filter(respondent__in=["p2", "p4"]).delete()

    plans = rows(told(study, "questions=many_plans", "denominator=asked"), "many_plans")

    assert (plans["nothing"]["answer"], plans["nothing"]["all_x"], plans["nothing"]["all_n"]) == (
        "Nothing marked", 1, 6,
    )  # fmt: skip


def test_a_question_that_one_version_lacks_was_asked_of_those_who_met_it(study: Study) -> None:
    Question.objects.filter(name="why").update(relevant="")
    form = study.questionnaires.get()
    first = form.versions.get()
    first.status = "retired"
    first.save()
    newer = form.versions.create(number=2, status="published", published_at=first.published_at, languages=["en"])
    section = newer.sections.create(order=1, name="all")
    added = Question.objects.create(version=newer, section=section, order=1, name="added", type="select_one")
    added.choices.create(order=0, name="yes", label={"en": "Yes"})
    later = Collection.objects.create(study=study, version=newer, name="later")
    answer(later, None, {"added": "yes"}, respondent="n1")

    base = rows(told(study, "questions=added"), "added")["yes"]["base"]

    assert base == "base: respondents who were asked, n=1"
