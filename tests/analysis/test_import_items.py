"""Items from a file: every problem with row and column, then all of it or nothing; the same again changes nothing."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from analysis import services
from analysis.imports import Imported, import_items
from analysis.models import Item, ItemSet
from studies.models import AuditEntry, Study
from studies.problems import Problem, Refused
from surveys.models import Questionnaire
from tests.analysis.surveys import make_questionnaire
from tests.factories import make_study

pytestmark = pytest.mark.django_db
HEAD = "item,questionnaire,question,yes,no,missing,label,theme,direction,set,combine"
GOOD = "M01,manager,q1,4 5,1 2 3,9,Political attention,Politics,high,score,"


@pytest.fixture
def form() -> Questionnaire:
    study, _user = make_study()
    choices = {"q1": ("1", "2", "3", "4", "5", "8", "9"), "q2": ("yes", "no", "9"), "many1": ("a", "b", "c")}
    return make_questionnaire(study, choices=choices, numbers=["n1"])


def _load(study: Study, *rows: str, head: str = HEAD) -> Imported:
    return import_items(study=study, file=BytesIO("\n".join((head, *rows)).encode()), by=None, name="items.csv")


def _problems(study: Study, *rows: str, head: str = HEAD) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        _load(study, *rows, head=head)
    assert Item.objects.count() == 0
    assert ItemSet.objects.count() == 0
    return refusal.value.problems


def _places(problems: Iterable[Problem]) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.message) for problem in problems]


def test_a_file_makes_items_theme_and_set(form: Questionnaire) -> None:
    done = _load(form.study, GOOD, "M02,manager,q2,yes,no,,Written policy,Politics,,score,")
    assert (done.created, done.changed, done.same, done.themes, done.sets) == (2, 0, 0, 1, ["score"])
    item = Item.objects.get(code="M01")
    assert (item.questions, item.yes, item.no, item.missing) == (["q1"], ["4", "5"], ["1", "2", "3"], ["9"])
    assert (item.direction, item.combine, item.label) == ("high", "any", {"da": "Political attention"})
    assert item.theme is not None
    assert item.theme.name == {"da": "Politics"}
    assert list(ItemSet.objects.get().members.values_list("question", flat=True)) == ["q1", "q2"]


def test_a_code_that_no_address_can_hold_is_refused(form: Questionnaire) -> None:
    wrong = _problems(form.study, GOOD.replace("M01", "M/01", 1))
    assert _places(wrong) == [(2, "item", "“M/01” cannot stand in an address.")]


def test_the_same_file_again_changes_nothing(form: Questionnaire) -> None:
    _load(form.study, GOOD)
    before, entries = Item.objects.get().updated_at, AuditEntry.objects.count()
    done = _load(form.study, GOOD)
    assert (done.created, done.changed, done.same, done.themes) == (0, 0, 1, 0)
    assert Item.objects.get().updated_at == before
    assert AuditEntry.objects.count() == entries


def test_a_theme_is_found_by_code_or_by_name_in_any_language(form: Questionnaire) -> None:
    theme = form.study.themes.create(code="T1", name={"da": "Politik", "en": "Politics"})
    _load(form.study, GOOD, GOOD.replace("M01", "M02").replace("Politics", "T1").replace("score", ""))
    assert {item.theme_id for item in Item.objects.all()} == {theme.pk}


def test_labels_by_language(form: Questionnaire) -> None:
    _load(
        form.study,
        "M01,manager,q2,yes,no,A label,Et navn",
        head="item,questionnaire,question,yes,no,label::en,label::da",
    )
    assert Item.objects.get().label == {"en": "A label", "da": "Et navn"}


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("M01,nobody,q1,4,1,,,,,,", "questionnaire", "There is no questionnaire nobody."),
        ("M01,manager,q7,4,1,,,,,,", "question", "There is no question q7 in the questionnaire manager."),
        ("M01,manager,q2,yes maybe,no,,,,,,", "yes", "The code maybe is not a choice of q2."),
        ("M01,manager,q2,yes no,no,,,,,,", "yes", "The code no is in both yes and no."),
        ("M01,manager,q2,yes 9,no,,,,,,", "yes", "The code 9 is in both yes and missing."),
        ("M01,manager,q1,4 5,1 2,,,,,,", "no", "The code 3 of q1 is assigned nowhere."),
        ("M01,manager,q1,,1 2 3 4 5,,,,,,", "yes", "No answer counts."),
        ("M01,manager,n1,>=30,<40,,,,,,", "yes", ">=30 in yes and <40 in no cover the same numbers."),
        ("M01,manager,n1,many,<40,,,,,,", "yes", "many is not a number or a range."),
        ("M01,manager,n1,>=30,,,,,,,", "no", "It is not said which numbers do not count."),
        ("M01,manager,q1 n1,4,1,,,,,,", "question", "The questions are of different types."),
        ("M01,manager,q2,yes,no,,,,up,,", "direction", "up is not known here."),
        ("M01,manager,q2,yes,no,,,,,,some", "combine", "some is not known here."),
        (",manager,q2,yes,no,,,,,,", "item", "The item has no name."),
        (
            "M01,manager,q2,yes,no,,Ring 010190-1234,,,,",
            "label",
            "This looks like a personal number or a case number.",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_column(form: Questionnaire, row: str, column: str, message: str) -> None:
    problems = _problems(form.study, "M00,manager,q2,yes,no,,,,,,", row)
    assert (3, column, message) in _places(problems)
    assert all(problem.remedy for problem in problems)


def test_every_problem_is_told_at_once(form: Questionnaire) -> None:
    problems = _problems(
        form.study, "M01,manager,q2,yes no,no,,,,,,", "M02,manager,q9,yes,no,,,,,,", "M03,x,q2,yes,no,,,,,,"
    )
    assert [problem.row for problem in problems] == [2, 3, 4]
    assert problems[0].file == "items.csv"


def test_an_item_twice_and_two_items_on_one_question_in_a_set(form: Questionnaire) -> None:
    problems = _problems(form.study, GOOD, GOOD, GOOD.replace("M01", "M02"))
    assert (3, "item", "The item M01 stands in row 2 already.") in _places(problems)
    assert (4, "set", "The items M01, M02 of the set score rest on the same question q1.") in _places(problems)


def test_a_set_holds_items_of_one_questionnaire(form: Questionnaire) -> None:
    make_questionnaire(form.study, form_id="caseworker")
    row = "C01,caseworker,q1,4 5,1 2 3,,,,,score,"
    assert (3, "set", "The set score belongs to the questionnaire manager.") in _places(
        _problems(form.study, GOOD, row)
    )


def test_missing_and_unknown_columns_and_no_rows(form: Questionnaire) -> None:
    problems = _problems(form.study, "M01,manager,q1,red", head="item,questionnaire,question,colour")
    assert [problem.message for problem in problems] == [
        "The column yes is missing.",
        "The column colour is not known here.",
    ]
    assert _problems(form.study)[0].message == "The table has headers and no rows."


def test_numbers_and_several_choices(form: Questionnaire) -> None:
    done = _load(
        form.study,
        "M01,manager,n1,>=30,<10 10..29,99,,,,,",
        "M02,manager,many1,a b,,,,,,,",
        "M03,manager,q2 q1,5 yes,no 1 2 3 4,,,,,,all",
    )
    assert done.created == 3
    assert Item.objects.get(code="M03").combine == "all"


def test_an_item_of_a_frozen_set_keeps_its_answers(form: Questionnaire) -> None:
    _load(form.study, GOOD)
    services.freeze(item_set_ids=[ItemSet.objects.get().pk])
    done = _load(form.study, GOOD.replace("Political attention", "Attention"))
    assert done.changed == 1
    with pytest.raises(Refused, match="A score has used item M01 in the set score"):
        _load(form.study, GOOD.replace("4 5,1 2 3", "5,1 2 3 4"))
    with pytest.raises(Refused, match="A score has used the item set score"):
        _load(form.study, "M09,manager,q2,yes,no,,,,,score,")
    assert Item.objects.get().yes == ["4", "5"]


def test_xlsx_and_danish_files_are_read(form: Questionnaire, tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEAD, GOOD):
        book.worksheets[0].append(row.split(","))
    book.save(tmp_path / "items.xlsx")
    (tmp_path / "items.csv").write_bytes(
        f"{HEAD}\n{GOOD}\n".replace(",", ";").replace("Politics", "Målsætning").encode("cp1252")
    )
    call_command("import_items", form.study.slug, str(tmp_path / "items.xlsx"))
    call_command("import_items", form.study.slug, str(tmp_path / "items.csv"))
    theme = Item.objects.get().theme
    assert theme is not None
    assert theme.name == {"da": "Målsætning"}


def test_the_command_refuses_with_every_problem(form: Questionnaire, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(f"{HEAD}\nM01,manager,q2,yes no,no,,,,,,\nM02,manager,q9,yes,no,,,,,,\n")
    with pytest.raises(CommandError) as refusal:
        call_command("import_items", form.study.slug, str(tmp_path / "items.csv"))
    assert "items.csv, row 2, column yes: The code no is in both yes and no." in str(refusal.value)
    assert "items.csv, row 3, column question: There is no question q9" in str(refusal.value)
    assert "Nothing was saved." in str(refusal.value)


@pytest.mark.parametrize(
    ("study", "file", "said"), [("nowhere", "items.csv", "no study “nowhere”"), ("", "gone.csv", "no file")]
)
def test_the_command_needs_a_study_and_a_file(form: Questionnaire, study: str, file: str, said: str) -> None:
    with pytest.raises(CommandError, match=said) as refusal:
        call_command("import_items", study or form.study.slug, file)
    assert str(refusal.value).endswith("\nNothing was saved.")


def test_personal_numbers_are_refused_in_the_files_name_and_nothing_is_logged(
    form: Questionnaire, tmp_path: Path
) -> None:
    (tmp_path / "items_010190-1234.csv").write_text(f"{HEAD}\n{GOOD}\n")
    before = AuditEntry.objects.count()
    with pytest.raises(CommandError) as refusal:
        call_command("import_items", form.study.slug, str(tmp_path / "items_010190-1234.csv"))
    assert "The file's name looks like a personal number" in str(refusal.value)
    assert "010190-1234" not in str(refusal.value)
    assert (Item.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_texts_of_items_and_sets_hold_no_personal_numbers(form: Questionnaire) -> None:
    _load(form.study, GOOD)
    item = Item.objects.get()
    with pytest.raises(Refused, match="column reason"):
        services.report_item(item=item, reported=True, reason={"en": "Says 010190-1234"}, by=None)
    with pytest.raises(Refused, match="column name"):
        services.create_item_set(study=form.study, questionnaire=form, name="010190-1234", items=[item], by=None)
