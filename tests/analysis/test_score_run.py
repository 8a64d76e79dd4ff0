"""Agreement scores from the database: sets, frozen by their use, and what is told of units without a rank."""

import pytest
from django.core.management import CommandError, call_command

from analysis import disclosure, services
from analysis.models import ItemSet, Run
from analysis.pages import tables
from analysis.pages.tables import Asked
from studies.models import Study
from studies.problems import Refused
from surveys.models import SecondRule
from tests.analysis.printed import printed, records
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire, make_set
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    """Two questions; three of four high units say 5 to both, the fourth to none; H05 is silent."""
    study, _user = make_study()
    make_pairs(study, pairs=5)
    form = make_questionnaire(study, choices={"q1": ("1", "5", "9"), "q2": ("1", "5", "9")})
    items = [make_item(form, f"M0{n}", f"q{n}", yes=["5"], no=["1"]) for n in (1, 2)]
    make_set(form, "score", items)
    collection = make_collection(form)
    for number in range(1, 5):
        said = "1" if number == 4 else "5"
        answer(collection, f"H{number:02}", {"q1": said, "q2": said})
        answer(collection, f"L{number:02}", {"q1": "1", "q2": "5"})
    return study


def test_units_are_ranked_by_their_agreement(study: Study) -> None:
    found = {row["unit"]: row for row in records(printed(study.slug, "agreement_score"), "scores")}
    assert [
        (found[f"H0{n}"]["score"], found[f"H0{n}"]["maximum"], found[f"H0{n}"]["rank"]) for n in (1, 2, 3, 4)
    ] == [
        (2, 2, 1),
        (2, 2, 1),
        (2, 2, 1),
        (0, 2, 4),
    ]
    assert (found["H05"]["score"], found["H05"]["rank"], found["H05"]["note"]) == (
        None,
        None,
        "Not ranked: nobody answered.",
    )
    assert (found["L01"]["score"], found["L01"]["rank"], found["L01"]["group"]) == (1, None, "low")


def test_a_note_is_stored_in_both_languages(study: Study) -> None:
    printed(study.slug, "agreement_score")
    table = Run.objects.get().tables.get(name="scores")
    place = [column["name"] for column in table.columns].index("note")
    assert all(set(row[place]) == {"da", "en"} for row in table.rows)


def test_the_set_is_frozen_by_its_use(study: Study) -> None:
    printed(study.slug, "agreement_score")
    item_set = ItemSet.objects.get()
    assert item_set.frozen_at
    with pytest.raises(Refused, match="A score has used the item set score"):
        services.set_members(item_set=item_set, items=[], by=None)


def test_several_sets_are_named_and_none_is_said(study: Study) -> None:
    make_set(study.questionnaires.get(), "other", [])
    with pytest.raises(CommandError, match="item_set: There are several: other, score"):
        call_command("analyse", study.slug, "agreement_score")
    ItemSet.objects.all().delete()
    with pytest.raises(CommandError, match="item_set: There is none"):
        call_command("analyse", study.slug, "agreement_score")


def test_a_set_of_another_questionnaire_is_refused(study: Study) -> None:
    other = make_questionnaire(study, form_id="caseworker")
    make_set(other, "theirs", [])
    with pytest.raises(CommandError, match="The set theirs belongs to another questionnaire than manager"):
        call_command(
            "analyse", study.slug, "agreement_score", "--set", "questionnaire=manager", "--set", "item_set=theirs"
        )


def test_other_groups_are_ranked_when_asked_for(study: Study) -> None:
    found = records(printed(study.slug, "agreement_score", "--set", "rank_groups=high,low"), "scores")
    assert {row["rank"] for row in found if row["unit"] == "L01"} == {4}


def test_reference_answers_say_what_does_not_separate(study: Study) -> None:
    found = {row["item"]: row for row in records(printed(study.slug, "agreement_score"), "reference")}
    assert (found["M01"]["reference"], found["M01"]["same_in_low"]) == ("yes", False)
    assert (found["M02"]["reference"], found["M02"]["same_in_low"]) == ("yes", True)


def test_means_show_one_decimal_and_say_that_ranks_come_before_rounding(study: Study) -> None:
    form = study.questionnaires.get()
    many = make_collection(form, name="many", second_rule=SecondRule.MANY)
    for person, said in (("b", "5"), ("c", "1")):
        answer(many, "H01", {"q1": said, "q2": said}, respondent=person)
    printed(study.slug, "agreement_score")
    run = Run.objects.get()
    table = tables.shown(run, disclosure.visible_tables(run, team=True, names=["scores"]), Asked())[0]
    titles = [heading.title for heading in table.headings]
    cells = {
        row[0].text: {title: cell.text for title, cell in zip(titles, row, strict=True)}
        for body in table.bodies
        for row in body.rows
    }
    assert (cells["Unit H01"]["Score"], cells["Unit H02"]["Score"]) == ("1.3", "2")
    assert cells["Unit H02"]["Items answered"] == "2"
    assert table.notes[0].startswith("Ranks follow the scores before rounding")


def test_whole_scores_need_no_word_on_rounding(study: Study) -> None:
    printed(study.slug, "agreement_score")
    codes = [note["code"] for note in Run.objects.get().tables.get(name="scores").notes]
    assert codes == ["outside_ranked"]
