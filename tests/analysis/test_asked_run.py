"""Routing in contrasts: whoever was not asked is not *without an answer*. Counted by hand."""

import pytest

from studies.models import Study
from surveys.models import Question, SecondRule
from tests.analysis.printed import printed, records
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


def _study() -> Study:
    """q1 opens q2: of 4 high managers 3 are asked q2 and 2 answer; of 4 low ones 1 is asked, and says nothing."""
    study, _user = make_study()
    make_pairs(study, pairs=4)
    questionnaire = make_questionnaire(study, choices={"q1": ("1", "2"), "q2": ("1", "2", "9")})
    Question.objects.filter(name="q2").update(relevant="${q1} = '1'")
    make_item(questionnaire, "M01", "q1", yes=["1"], no=["2"])
    make_item(questionnaire, "M02", "q2", yes=["1"], no=["2"])
    both = make_item(questionnaire, "M03", "q2", yes=["1"], no=["2"])
    both.questions = ["q1", "q2"]
    both.save()
    collection = make_collection(questionnaire)
    for unit, answers in (
        ("H01", {"q1": "1", "q2": "1"}),
        ("H02", {"q1": "1", "q2": "2"}),
        ("H03", {"q1": "1"}),
        ("H04", {"q1": "2"}),
        ("L01", {"q1": "1", "q2": "9"}),
        ("L02", {"q1": "2"}),
        ("L03", {"q1": "2"}),
        ("L04", {}),
    ):
        answer(collection, unit, answers)
    return study


def test_missing_counts_those_asked_alone() -> None:
    study = _study()
    found = {row["item"]: row for row in records(printed(study.slug, "contrast"), "contrasts")}
    counts = {
        name: [
            row[column] for column in ("high_asked", "high_x", "high_n", "high_missing", "low_asked", "low_missing")
        ]
        for name, row in found.items()
    }
    assert counts == {
        "M01": [4, 3, 4, 0, 4, 1],
        "M02": [3, 1, 2, 1, 1, 1],
        "M03": [4, 3, 3, 1, 4, 3],
    }
    assert [found[name]["missing"] for name in ("M01", "M02", "M03")] == [1, 2, 4]


def test_units_behind_an_item_say_who_was_asked() -> None:
    rows = records(printed(_study().slug, "contrast"), "units")
    missing = {row["unit"]: row["missing"] for row in rows if row["item"] == "M02"}
    assert missing == {"H01": 0, "H02": 0, "H03": 1, "H04": 0, "L01": 1, "L02": 0, "L03": 0, "L04": 0}


def test_another_path_through_the_questionnaire_is_another_input() -> None:
    study = _study()
    first = printed(study.slug, "contrast")["digest"]
    Question.objects.filter(name="q2").update(relevant="${q1} != ''")
    study.questionnaires.get().versions.update(published_at="2026-01-01T00:00:00Z")
    assert printed(study.slug, "contrast")["digest"] != first


@pytest.mark.parametrize(("level", "said"), [("respondents", "each of them counts"), ("units", "by the mean")])
def test_the_mean_of_several_says_what_it_means(level: str, said: str) -> None:
    study, _user = make_study()
    make_pairs(study, pairs=2)
    questionnaire = make_questionnaire(study)
    make_item(questionnaire, "M01", "q1")
    collection = make_collection(questionnaire, second_rule=SecondRule.MEAN)
    for unit, code in (("H01", "5"), ("H01", "1"), ("H01", "5"), ("H02", "5"), ("L01", "1"), ("L02", "1")):
        answer(collection, unit, {"q1": code})
    run = printed(study.slug, "contrast", "--set", f"level={level}", "--set", "needed=1")
    (row,) = records(run, "contrasts")
    assert [row["high_x"], row["high_n"]] == ([3, 4] if level == "respondents" else [2, 2])
    assert row["difference"] == pytest.approx(3 / 4 if level == "respondents" else (2 / 3 + 1) / 2)
    assert any("where one is expected" in note and said in note for note in run["notes"])
