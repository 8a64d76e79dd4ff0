"""A name that versions ask in different ways: the answers are kept apart, never read as what they are not."""

from pathlib import Path

import pandas as pd
import pytest

from studies.models import Study
from surveys import frames, selectors
from surveys.imports import import_responses, import_xlsform
from tests.factories import make_pairs, make_study
from tests.surveys.files import small_form, write_csv

pytestmark = pytest.mark.django_db


def _fielded(tmp_path: Path, *types: tuple[str, str]) -> Study:
    """A version for each type of the question q, each with one answer."""
    study: Study
    study, user = make_study()
    make_pairs(study, pairs=len(types))
    for number, (type_, answer) in enumerate(types, start=1):
        file = small_form(tmp_path / "form.xlsx", [type_, "q", "Q?"], ["integer", "n", "N?"])
        import_xlsform(study=study, file=file, by=user, publish=True)
        path = write_csv(
            tmp_path / "a.csv", ["unit", "respondent", "q", "n"], [f"H0{number}", f"r{number}", answer, number]
        )
        import_responses(study=study, form_id="small", file=path, by=None, collection=f"round {number}")
    return study


def test_older_answers_stand_in_a_column_of_their_own(tmp_path: Path) -> None:
    questionnaire = _fielded(tmp_path, ("text", "many"), ("integer", "3"), ("decimal", "4.5")).questionnaires.get()
    infos = {info.name: info for info in selectors.data_dictionary(questionnaire)}
    assert list(infos) == ["q", "q_v1", "n"]
    assert (infos["q"].versions, infos["q_v1"].versions, infos["q_v1"].type) == ((2, 3), (1,), "text")
    read = frames.read(questionnaire)
    assert read.answers["q"].tolist()[1:] == [3.0, 4.5]
    assert pd.isna(read.answers["q"][0])
    assert read.answers["q_v1"].tolist()[0] == "many"
    assert read.answers["q_v1"].isna().tolist() == [False, True, True]
    assert read.asked["q"].tolist() == [False, True, True]
    assert read.asked["q_v1"].tolist() == [True, False, False]
    assert read.answers["n"].tolist() == [1.0, 2.0, 3.0]


def test_numbers_of_any_type_are_one_question(tmp_path: Path) -> None:
    questionnaire = _fielded(tmp_path, ("integer", "3"), ("decimal", "4.5")).questionnaires.get()
    assert [info.name for info in selectors.data_dictionary(questionnaire)] == ["q", "n"]
    assert frames.answers(questionnaire)["q"].tolist() == [3.0, 4.5]


def test_one_choice_that_became_several(tmp_path: Path) -> None:
    questionnaire = _fielded(
        tmp_path, ("select_one yn", "yes"), ("select_multiple yn", "yes no")
    ).questionnaires.get()
    answers = frames.answers(questionnaire)
    assert answers["q"].isna().tolist() == [True, False]
    assert answers["q"][1] == "yes no"
    assert answers["q_v1"].astype(object).where(answers["q_v1"].notna(), "").tolist() == ["yes", ""]
