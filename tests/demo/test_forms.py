"""The two XLSForms: valid for the standard's own converter, complete in both languages, at one with the answers."""

import logging
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from demo import forms
from demo.plan import MISSING, NUMBER, ORIGIN_NOTES, Plan
from tests.demo import count

SURVEYS = ("manager", "caseworker")


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_stored_form_has_the_cells_it_was_made_of(questionnaire: str) -> None:
    book = load_workbook(count.STUDY / f"{questionnaire}.xlsx")

    stored = {
        sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book
    }

    assert stored == forms.sheets(Plan(), questionnaire)


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_the_standards_own_converter_accepts_the_form(questionnaire: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)

    form = convert(Path(count.STUDY / f"{questionnaire}.xlsx"), validate=False)

    assert f'id="{questionnaire}"' in form.xform
    assert form.warnings == []


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_every_question_and_choice_is_worded_in_both_languages(questionnaire: str) -> None:
    sheets = forms.sheets(Plan(), questionnaire)
    survey = [row for row in sheets["survey"][1:] if row[0] != "end_group"]

    assert [row for row in survey + sheets["choices"][1:] if not (row[2] and row[3])] == []


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_answers_use_only_questions_and_choices_of_the_form(questionnaire: str) -> None:
    plan = Plan()
    rows = count.table(f"responses_{questionnaire}")

    assert list(rows[0]) == ["unit", "respondent", *(question.name for question in plan.questions_of(questionnaire))]
    for question in plan.questions_of(questionnaire):
        given = {code for row in rows for code in row[question.name].split()}
        known = (
            {code for code in given if code.isdigit()} if question.scale == NUMBER else plan.scales[question.scale]
        )
        assert given <= set(known) | set(MISSING), question.name


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_every_choice_is_counted_not_counted_or_missing_exactly_once(questionnaire: str) -> None:
    plan = Plan()
    for item in plan.items_of(questionnaire):
        codes = [*item.yes, *item.no]
        assert len(codes) == len(set(codes)), item.id
        if item.no and item.question.scale != NUMBER:
            assert set(codes) == set(plan.scales[item.question.scale]), item.id


def test_what_is_not_in_the_report_says_so_in_both_languages() -> None:
    rows = [row for name in SURVEYS for row in count.table(f"items_{name}") if row["item"][0] == "X"]
    hints = {row[1]: row[4:6] for name in SURVEYS for row in forms.sheets(Plan(), name)["survey"]}

    assert sorted(row["item"] for row in rows) == ["X01", "X02", "X03", "X04", "X05"]
    for row in rows:
        assert row["label::en"].endswith("(invented)")
        assert row["label::da"].endswith("(opdigtet)")
        assert hints[row["question"]] == [ORIGIN_NOTES["invented"]["da"], ORIGIN_NOTES["invented"]["en"]]
    assert hints["language_teaching"][1].startswith("Reconstructed")


def test_items_are_those_of_the_published_table_and_the_invented_ones() -> None:
    ids = {row["item"] for name in SURVEYS for row in count.table(f"items_{name}")}

    assert ids - {f"X{number:02}" for number in range(1, 6)} == set(count.printed()) | {
        "C01_opposite",
        "C11_opposite",
    }
