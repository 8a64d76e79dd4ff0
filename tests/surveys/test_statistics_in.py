"""SPSS and Stata files in: what they become, what is refused, and that they go out as they came."""

import contextlib
import datetime as dt
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
from django.core.management import CommandError, call_command

from studies.models import Study
from studies.problems import Refused
from surveys import exports
from surveys.imports.statistics import SurveyImport, import_survey
from surveys.imports.statistics_file import opened
from surveys.imports.statistics_mapping import SurveyMapping, guess
from surveys.models import Question, Questionnaire, Response, VersionStatus
from tests.factories import UnitFactory, make_pairs, make_study

pytestmark = pytest.mark.django_db
EDATE = (dt.date(2004, 5, 31) - dt.date(1582, 10, 14)).days * 86_400.0  # as SPSS counts


@pytest.fixture
def study() -> Study:
    made: Study = make_study(slug="s", languages=["da", "en"])[0]
    make_pairs(made, pairs=2)
    return made


def frame() -> pd.DataFrame:
    return pd.DataFrame({
        "kom": ["H01", "L01", "H02", "X99"],
        "resp": [11.0, 12.0, 13.0, 14.0],
        "stilling": [1.0, 1.0, 2.0, 1.0],
        "v1": [1.0, 2.0, 9.0, None],
        "alder": [34.0, 999.0, 51.0, 28.0],
        "andel": [0.5, None, 2.25, 1.0],
        "hvorfor": ["Æblegrød", "", "fordi", "nej"],
        "dato": [EDATE, None, EDATE, None],
    })  # fmt: skip


LABELS = {
    "stilling": {1.0: "Leder", 2.0: "Sagsbehandler"},
    "v1": {1.0: "I høj grad", 2.0: "I ringe grad", 9.0: "Ved ikke"},
    "alder": {999.0: "Vil ikke svare"},
}


def write_sav(path: Path, data: pd.DataFrame | None = None, **options: Any) -> Path:
    options = {
        "column_labels": {"v1": "Er der politisk opmærksomhed?"},
        "variable_value_labels": LABELS,
        "missing_ranges": {"v1": [9], "alder": [999]},
        "variable_format": {"dato": "EDATE10"},
        "file_label": "Lederundersøgelse",
        **options,
    }
    pyreadstat.write_sav(frame() if data is None else data, path, **options)
    return path


def imported(study: Study, path: Path, **mapping: Any) -> SurveyImport:
    given = {"unit": "kom", "respondent": "resp", "form_id": "leder", "study_units_only": True, **mapping}
    with opened(path, path.name) as file:
        return import_survey(study=study, file=file, mapping=SurveyMapping.of(given), by=None)


def problems(study: Study, path: Path, **mapping: Any) -> str:
    with pytest.raises(Refused) as refused:
        imported(study, path, **mapping)
    assert not Questionnaire.objects.exists()
    assert not Response.objects.exists()
    return str(refused.value)


def answers() -> dict[str, dict[str, object]]:
    return dict(Response.objects.values_list("respondent", "answers"))


def test_variables_become_questions_with_choices_and_missing_codes(study: Study, tmp_path: Path) -> None:
    imported(study, write_sav(tmp_path / "a.sav"))
    version = Questionnaire.objects.get(form_id="leder").versions.get()
    assert (version.status, version.questionnaire.title) == (VersionStatus.PUBLISHED, {"da": "Lederundersøgelse"})
    found = {question.name: question for question in version.questions.all()}
    assert {name: question.type for name, question in found.items()} == {
        "stilling": "select_one", "v1": "select_one", "alder": "integer", "andel": "decimal", "hvorfor": "text",
        "dato": "date",
    }  # fmt: skip
    assert found["v1"].label == {"da": "Er der politisk opmærksomhed?"}
    assert [(choice.name, choice.label) for choice in found["v1"].choices.all()] == [
        ("1", {"da": "I høj grad"}), ("2", {"da": "I ringe grad"}), ("9", {"da": "Ved ikke"}),
    ]  # fmt: skip
    assert (found["v1"].missing_codes, found["alder"].missing_codes) == (["9"], ["999"])


def test_answers_are_stored_with_their_units_and_others_are_counted(study: Study, tmp_path: Path) -> None:
    made = imported(study, write_sav(tmp_path / "a.sav"))
    assert (made.created, made.counts.kept_out, made.counts.unknown_units) == (3, 1, {"X99"})
    assert dict(Response.objects.values_list("respondent", "unit__code")) == {"11": "H01", "12": "L01", "13": "H02"}
    assert answers()["11"] == {
        "stilling": "1", "v1": "1", "alder": 34, "andel": 0.5, "hvorfor": "Æblegrød", "dato": "2004-05-31",
    }  # fmt: skip
    assert answers()["12"] == {"stilling": "1", "v1": "2", "alder": 999}


def test_units_outside_the_study_are_problems_unless_they_are_kept_out(study: Study, tmp_path: Path) -> None:
    said = problems(study, write_sav(tmp_path / "a.sav"), study_units_only=False)
    assert "a.sav, row 4, column unit: There is no unit “X99” in the study." in said


@pytest.mark.parametrize(
    ("codes", "labels"),
    [
        ([101.0, 147.0, 999.0, 101.0], {}),
        (["0101", "147", "999", "0101"], {}),
        (["Københavns Kommune", "frederiksberg", "Andet", "KØBENHAVNS"], {}),
        ([1.0, 2.0, 3.0, 1.0], {1.0: "Københavns", 2.0: "Frederiksberg Kommune", 3.0: "Andet"}),
    ],
)
def test_units_are_found_by_code_by_name_and_by_words(
    tmp_path: Path, codes: list[Any], labels: dict[float, str]
) -> None:
    study, _user = make_study()
    UnitFactory(study=study, code="0101", name="Københavns Kommune")
    UnitFactory(study=study, code="147", name="Frederiksberg")
    path = write_sav(tmp_path / "a.sav", frame().assign(kom=codes), variable_value_labels={**LABELS, "kom": labels})
    made = imported(study, path)
    assert list(Response.objects.order_by("pk").values_list("unit__code", flat=True)) == ["0101", "147", "0101"]
    assert made.counts.kept_out == 1


def test_one_audience_of_several_is_taken(study: Study, tmp_path: Path) -> None:
    made = imported(study, write_sav(tmp_path / "a.sav"), audience_column="stilling", audience="leder")
    assert (made.created, made.others) == (2, 1)
    assert set(answers()) == {"11", "12"}
    assert not Question.objects.filter(name="stilling").exists()
    assert Questionnaire.objects.get().audience == "leder"


def test_cases_are_numbered_where_no_variable_names_the_respondent(study: Study, tmp_path: Path) -> None:
    imported(study, write_sav(tmp_path / "a.sav"), respondent="", leave_out=["resp"])
    assert set(answers()) == {"1", "2", "3"}


def test_same_file_again_changes_nothing_when_it_may_replace(study: Study, tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav")
    imported(study, path)
    again = imported(study, path, replace=True)
    assert (again.created, again.replaced, again.unchanged) == (0, 0, 3)
    with pytest.raises(Refused, match="3 respondents have answered in this collection already"):
        imported(study, path)


def test_another_file_for_the_same_collection_is_refused_before_anything_is_stored(
    study: Study, tmp_path: Path
) -> None:
    imported(study, write_sav(tmp_path / "a.sav"))
    with pytest.raises(Refused, match="belongs to another questionnaire, or to another version"):
        imported(study, write_sav(tmp_path / "b.sav", frame().drop(columns="andel")), replace=True)
    assert Questionnaire.objects.get().versions.count() == 1


def test_stata_file_with_its_missing_values(study: Study, tmp_path: Path) -> None:
    data = frame().drop(columns="dato")
    data["v1"] = pd.Series([1, 2, "a", None], dtype=object)
    data["alder"] = pd.Series([34, "b", 51, 28], dtype=object)
    words: dict[Any, str] = {1: "I høj grad", 2: "I ringe grad", "a": "Ved ikke"}
    pyreadstat.write_dta(
        data, tmp_path / "a.dta",
        variable_value_labels={"v1": words},
        missing_user_values={"v1": ["a"], "alder": ["b"]},
    )  # fmt: skip
    made = imported(study, tmp_path / "a.dta")
    first = Question.objects.get(name="v1")
    assert ([choice.name for choice in first.choices.all()], first.missing_codes) == (["-1", "1", "2"], ["-1"])
    assert {respondent: (given.get("v1"), given.get("alder")) for respondent, given in answers().items()} == {
        "11": ("1", 34), "12": ("2", -1), "13": ("-1", 51),
    }  # fmt: skip
    assert "Stata's missing values of “v1” are missing codes here: .a = -1." in made.notes


def test_partly_labelled_scales_and_numbers_with_words(study: Study, tmp_path: Path) -> None:
    data = frame().assign(v1=[1.0, 4.0, 7.0, 2.0], alder=[0.0, 1200.0, 35.5, 12.0])
    labels: dict[str, dict[float, str]] = {
        **LABELS,
        "v1": {1.0: "Slet ikke", 7.0: "Helt"},
        "alder": {0.0: "Ingen", 999.0: "Vil ikke svare"},
    }
    made = imported(
        study, write_sav(tmp_path / "a.sav", data, variable_value_labels=labels, missing_ranges={"alder": [999]})
    )
    found = {question.name: question for question in Question.objects.all()}
    assert found["v1"].type == "select_one"
    assert [choice.name for choice in found["v1"].choices.all()] == ["1", "2", "4", "7"]
    assert (found["alder"].type, found["alder"].missing_codes) == ("decimal", ["999"])
    assert "Values of “v1” have no words and are choices as they stand: 2, 4." in made.notes
    assert "“alder” becomes a number: only some of its values have words." in made.notes


def test_missing_ranges_declare_every_value_in_them(study: Study, tmp_path: Path) -> None:
    data = frame().assign(v1=[1.0, 97.0, 98.0, 99.0])
    labels = {"v1": {1.0: "ja", 97.0: "a", 98.0: "b", 99.0: "c"}}
    imported(
        study,
        write_sav(
            tmp_path / "a.sav", data, variable_value_labels=labels, missing_ranges={"v1": [{"lo": 97, "hi": 99}]}
        ),
    )
    assert Question.objects.get(name="v1").missing_codes == ["97", "98", "99"]


def test_names_that_questions_cannot_have_are_changed_and_said(study: Study, tmp_path: Path) -> None:
    made = imported(study, write_sav(tmp_path / "a.sav", frame().rename(columns={"andel": "unit", "hvorfor": "a$b"})))
    assert {"unit_", "a_b"} <= set(Question.objects.values_list("name", flat=True))
    assert "The variable “unit” is called “unit_” here." in made.notes


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hvorfor": ["a", "ring 010203-1234", "", ""]}, "a.sav, row 2, column hvorfor: This looks like a personal"),
        (
            {"resp": [101203.0, 102034567.0, 101202345.0, 3103033333.0]},
            "row 4, column resp: This looks like a personal",
        ),
        (
            {"andel": [101031234.0, 201031234.0, 301031234.0, 311031234.0]},
            "column andel: The column looks like personal",
        ),
        ({"resp": [1.0, 1.0, 2.0, 3.0]}, "The respondent “1” stands in row 1 already."),
        ({"resp": [1.0, None, 2.0, 3.0]}, "row 2, column respondent: The respondent is blank."),
    ],
)
def test_what_is_wrong_with_answers_is_said_with_its_place(
    study: Study, tmp_path: Path, changes: dict[str, list[Any]], said: str
) -> None:
    assert said in problems(study, write_sav(tmp_path / "a.sav", frame().assign(**changes)))


def test_personal_numbers_in_labels_are_refused(study: Study, tmp_path: Path) -> None:
    path = write_sav(tmp_path / "a.sav", column_labels={"v1": "Sag om 010203-1234"})
    assert "column v1: This looks like a personal number" in problems(study, path)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"unit": "kommune"}, "The file has no variable “kommune”."),
        ({"leave_out": ["kom"]}, "The variable is both used and left out."),
        ({"form_id": "Æ Ø"}, "cannot be a form id"),
        ({"language": "xx"}, "“xx” is no language code."),
        ({"disclosure": "secret"}, "“secret” is no disclosure level."),
        ({"audience_column": "stilling"}, "It is not said which audience"),
        (
            {"audience_column": "stilling", "audience": "borger"},
            "No case of the file belongs to a unit of the study.",
        ),
    ],
)
def test_mapping_that_cannot_be_is_refused(study: Study, tmp_path: Path, mapping: dict[str, Any], said: str) -> None:
    assert said in problems(study, write_sav(tmp_path / "a.sav"), **mapping)


def damaged(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_files_that_are_not_what_they_claim_or_damaged_are_refused(study: Study, tmp_path: Path) -> None:
    whole = write_sav(tmp_path / "a.sav").read_bytes()
    assert "neither an SPSS file" in problems(study, damaged(tmp_path / "b.sav", b"kom,resp\n1,2\n"))
    assert "neither an SPSS file" in problems(study, damaged(tmp_path / "c.dta", b""))
    for size in range(100, len(whole), 307):
        assert "damaged or not complete" in problems(study, damaged(tmp_path / "d.sav", whole[:size]))
    assert "damaged" in problems(study, damaged(tmp_path / "e.dta", b"<stata_dta><header>" + bytes(200)))


def test_mutated_files_never_break_the_program(study: Study, tmp_path: Path) -> None:
    whole, draw = bytearray(write_sav(tmp_path / "a.sav").read_bytes()), random.Random(1)
    for number in range(12):
        content = bytearray(whole)
        for _byte in range(8):
            content[draw.randrange(4, len(content))] = draw.randrange(256)
        with contextlib.suppress(Refused):
            imported(study, damaged(tmp_path / "m.sav", bytes(content)), form_id=f"f{number}")
        assert set(Response.objects.values_list("status", flat=True)) <= {"complete"}


def test_guesses_name_the_unit_and_the_respondent(study: Study, tmp_path: Path) -> None:
    data = frame().rename(columns={"resp": "respnr"})
    with opened(write_sav(tmp_path / "Leder 2004.sav", data), "Leder 2004.sav") as file:
        found = guess(file, study)
    assert (found.unit, found.respondent, found.form_id, found.language) == ("kom", "respnr", "leder-2004", "da")


def test_command_imports_and_says_what_it_did(study: Study, tmp_path: Path) -> None:
    out, path = StringIO(), write_sav(tmp_path / "leder.sav")
    call_command(
        "import_survey", "s", path, "--unit", "kom", "--respondent", "resp", "--study-units-only", stdout=out
    )
    assert "leder: 6 questions, version 1, published." in out.getvalue()
    assert "leder: 3 new, 0 replaced, 0 unchanged." in out.getvalue()
    assert "1 row of a unit outside the study was kept out." in out.getvalue()


def test_command_prints_every_problem_and_saves_nothing(study: Study, tmp_path: Path) -> None:
    path = write_sav(tmp_path / "leder.sav", frame().assign(resp=[1.0, 1.0, float("nan"), 4.0]))
    with pytest.raises(CommandError) as error:
        call_command("import_survey", "s", path, "--unit", "kom", "--respondent", "resp")
    said = str(error.value)
    assert "row 2" in said
    assert "row 3" in said
    assert "or import with “--study-units-only”" in said
    assert said.endswith("Nothing was saved.")
    assert not Questionnaire.objects.exists()


def large(path: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """500 variables with words, of all kinds, and 40 cases."""
    draw = random.Random(7)
    columns: dict[str, list[Any]] = {}
    about: dict[str, Any] = {
        "column_labels": {},
        "variable_value_labels": {},
        "missing_ranges": {},
        "variable_format": {},
    }
    for number in range(500):
        name = f"sp_{number:03}"
        about["column_labels"][name] = f"Spørgsmål nr. {number} – æøå?"
        if number % 10 == 3:
            columns[name] = [draw.choice([round(draw.uniform(-50, 50), 3), 999.0, None]) for _case in range(40)]
            about["variable_value_labels"][name] = {999.0: "Ikke oplyst"}
            about["missing_ranges"][name] = [999]
        elif number % 10 == 7:
            columns[name] = [draw.choice(["", "Et svar", "=SUM(A1)", "عربي"]) for _case in range(40)]
        else:
            codes = [float(code) for code in range(1, 3 + number % 7)]
            columns[name] = [draw.choice([*codes, 98.0, 99.0, None]) for _case in range(40)]
            about["variable_value_labels"][name] = {code: f"Svar {code:.0f} på {number}" for code in codes} | {
                98.0: "Ved ikke", 99.0: "Vil ikke svare",
            }  # fmt: skip
            about["missing_ranges"][name] = [98, 99]
            about["variable_format"][name] = "F8.0"
    data = pd.DataFrame(columns)
    pyreadstat.write_sav(data, path, **about)
    return data, about


def test_500_labelled_variables_come_in_and_go_out_equal(study: Study, tmp_path: Path) -> None:
    large(tmp_path / "in.sav")
    imported(study, tmp_path / "in.sav", unit="", respondent="", form_id="large")
    exports.write(tmp_path / "out.sav", questionnaire=Questionnaire.objects.get(), format_="sav", recipient="x")
    before, then = pyreadstat.read_sav(tmp_path / "in.sav", output_format="dict", user_missing=True)
    after, now = pyreadstat.read_sav(tmp_path / "out.sav", output_format="dict", user_missing=True)
    assert len(before) == 500
    assert {name: after[name] for name in before} == dict(before)
    assert {name: now.column_names_to_labels[name] for name in before} == then.column_names_to_labels
    assert {
        name: now.variable_value_labels[name] for name in then.variable_value_labels
    } == then.variable_value_labels
    assert now.missing_ranges == then.missing_ranges


def test_what_went_out_to_stata_comes_in_again(study: Study, tmp_path: Path) -> None:
    imported(study, write_sav(tmp_path / "a.sav"))
    first = answers()
    exports.write(tmp_path / "b.dta", questionnaire=Questionnaire.objects.get(), format_="dta", recipient="x")
    with opened(tmp_path / "b.dta", "b.dta") as file:
        left_out = guess(file, study).leave_out
    imported(study, tmp_path / "b.dta", unit="unit", respondent="respondent", form_id="again", leave_out=left_out)
    again = dict(Response.objects.filter(collection__name="again").values_list("respondent", "answers"))
    assert again["11"] == first["11"]
    assert again["13"] == {**first["13"], "v1": "-1"}
    assert [q.name for q in Question.objects.filter(version__questionnaire__form_id="again")] == [
        "stilling", "v1", "alder", "andel", "hvorfor", "dato",
    ]  # fmt: skip
