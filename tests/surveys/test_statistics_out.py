"""Answers out as SPSS and Stata files, read back by pyreadstat: labels, missing values and values are equal."""

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from studies.models import Study
from surveys import exports
from surveys.exports.coding import coding_of, spss_missing
from surveys.exports.columns import Column, Kind
from surveys.exports.variable_names import spss_names, stata_names
from tests.factories import make_pairs, make_study
from tests.surveys.answered import answer, collect, publish, question, questions

pytestmark = pytest.mark.django_db
PSPP = shutil.which("pspp")


@pytest.fixture
def study() -> Study:
    made: Study = make_study()[0]
    make_pairs(made, pairs=1)
    collection = collect(publish(made, *questions()))
    answer(
        collection,
        "r1",
        "H01",
        attention="1",
        means=["job"],
        contracts=1200,
        share=0.5,
        why="Æblegrød",
        since="2004-05-31",
    )
    answer(
        collection, "r2", "L01", attention="9", means=[], contracts=-1, share=-2.25, why="=1+1", since="1999-12-31"
    )
    answer(collection, "r3")
    return made


def sav(study: Study, folder: Path, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    write(study, folder / "a.sav", "sav", **options)
    return pyreadstat.read_sav(folder / "a.sav", output_format="dict", user_missing=True)


def dta(study: Study, folder: Path, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    write(study, folder / "a.dta", "dta", **options)
    return pyreadstat.read_dta(folder / "a.dta", output_format="dict", user_missing=True)


def write(study: Study, path: Path, format_: str, **options: Any) -> None:
    questionnaire = study.questionnaires.get(form_id="manager")
    exports.write(path, questionnaire=questionnaire, format_=format_, recipient="x", **options)


def test_spss_file_has_the_values(study: Study, tmp_path: Path) -> None:
    found, _meta = sav(study, tmp_path)
    assert found["attention"] == [1, 9, None]
    assert (found["means_plan"], found["means_job"]) == ([0, 0, None], [1, 0, None])
    assert (found["contracts"], found["share"]) == ([1200, -1, None], [0.5, -2.25, None])
    assert found["why"] == ["Æblegrød", "=1+1", ""]
    assert found["since"] == [dt.date(2004, 5, 31), dt.date(1999, 12, 31), None]
    assert found["unit"] == ["H01", "L01", ""]


def test_spss_file_has_labels_in_the_language_asked_for(study: Study, tmp_path: Path) -> None:
    _found, danish = sav(study, tmp_path)
    _found, english = sav(study, tmp_path, language="en")
    assert danish.column_names_to_labels["attention"] == "Spørgsmål attention"
    assert danish.column_names_to_labels["means_job"] == "Spørgsmål means: Løntilskud"
    assert danish.variable_value_labels["attention"] == {1: "I høj grad", 2: "I ringe grad", 9: "Ved ikke"}
    assert english.variable_value_labels["attention"] == {
        1: "To a high degree",
        2: "To a low degree",
        9: "Don't know",
    }
    assert english.variable_measure["attention"] == "nominal"
    assert english.file_label == "Form"


def test_spss_file_declares_what_is_missing(study: Study, tmp_path: Path) -> None:
    _found, meta = sav(study, tmp_path)
    assert meta.missing_ranges == {"attention": [{"lo": 9, "hi": 9}], "contracts": [{"lo": -1, "hi": -1}]}
    plain, _meta = pyreadstat.read_sav(tmp_path / "a.sav", output_format="dict")
    assert (plain["attention"], plain["contracts"]) == ([1, None, None], [1200, None, None])


def test_stata_file_has_extended_missing_values_labelled(study: Study, tmp_path: Path) -> None:
    found, meta = dta(study, tmp_path, language="en")
    assert found["attention"] == [1, "a", None]
    assert meta.variable_value_labels["attention"] == {1: "To a high degree", 2: "To a low degree", "a": "Don't know"}
    assert (found["contracts"], found["share"]) == ([1200, "a", None], [0.5, -2.25, None])
    assert found["since"] == [dt.date(2004, 5, 31), dt.date(1999, 12, 31), None]
    assert found["why"] == ["Æblegrød", "=1+1", ""]
    assert meta.column_names_to_labels["means_plan"] == "Question means: Plan"


def test_codes_that_are_no_numbers_get_numbers_that_the_dictionary_tells(tmp_path: Path) -> None:
    made, _user = make_study()
    words = {"yes": {"en": "Yes"}, "no": {"en": "No"}, "dk": {"en": "Don't know"}}
    collection = collect(publish(made, question("job", "select_one", choices=words, missing=["dk"])))
    for given in ("no", "dk", "yes"):
        answer(collection, job=given)
    found, meta = sav(made, tmp_path, language="en")
    assert (found["job"], meta.variable_value_labels["job"]) == ([2, 3, 1], {1: "Yes", 2: "No", 3: "Don't know"})
    assert meta.missing_ranges["job"] == [{"lo": 3, "hi": 3}]
    assert dta(made, tmp_path)[0]["job"] == [2, "a", 1]


def coded(*codes: str, missing: tuple[str, ...] = (), kind: Kind = Kind.CODE) -> Column:
    return Column("q", kind, {}, lambda _records: [], choices={code: {"en": code} for code in codes}, missing=missing)


@pytest.mark.parametrize(
    ("codes", "numbers"),
    [
        (("1", "2", "9"), [1, 2, 9]),
        (("1", "2", "dk"), [1, 2, 3]),
        (("-1", "0"), [-1, 0]),
        (("01", "1"), [1, 2]),
        (("1.5", "2"), [1.5, 2]),
        (("yes", "no"), [1, 2]),
    ],
)
def test_codes_keep_their_numbers_where_they_can(codes: tuple[str, ...], numbers: list[float]) -> None:
    assert list(coding_of(coded(*codes)).numbers.values()) == numbers


def test_stata_needs_whole_numbers() -> None:
    assert coding_of(coded("1.5", "2"), whole=True).numbers == {"1.5": 3, "2": 2}


def test_a_number_never_becomes_another_for_a_code_that_is_none() -> None:
    assert coding_of(coded(missing=("dk", "99"), kind=Kind.NUMBER)).numbers == {"99": 99}


@pytest.mark.parametrize(
    ("codes", "missing", "declared", "left"),
    [
        (("1", "7", "8", "9"), ("7", "8", "9"), [7, 8, 9], []),
        (("1", "6", "7", "8", "9"), ("6", "7", "8", "9"), [{"lo": 6, "hi": 9}], []),
        (("1", "-1", "7", "8", "9"), ("-1", "7", "8", "9"), [{"lo": 7, "hi": 9}, -1], []),
        (("0", "2", "4", "-1", "1", "3", "5"), ("-1", "1", "3", "5"), [{"lo": -1, "hi": -1}, 1], [3, 5]),
    ],
)
def test_spss_takes_three_missing_values_or_a_range_and_one(
    codes: tuple[str, ...], missing: tuple[str, ...], declared: list[Any], left: list[int]
) -> None:
    assert spss_missing(coding_of(coded(*codes, missing=missing))) == (declared, left)


def test_names_are_such_as_the_programs_take() -> None:
    long = "a" * 70
    names = ["and", "1st", "års_løn", "in", "Age", "age", long, f"{long}b", "a-b", "a.b"]
    assert spss_names(names) == {
        "and": "v_and", "1st": "v_1st", "års_løn": "års_løn", "in": "in", "Age": "Age", "age": "age_2",
        long: "a" * 64, f"{long}b": f"{'a' * 62}_2", "a-b": "a_b", "a.b": "a.b",
    }  # fmt: skip
    assert stata_names(names) == {
        "and": "and", "1st": "v_1st", "års_løn": "aars_loen", "in": "v_in", "Age": "Age", "age": "age_2",
        long: "a" * 32, f"{long}b": f"{'a' * 30}_2", "a-b": "a_b", "a.b": "a_b_2",
    }  # fmt: skip


def test_text_that_is_too_long_for_spss_is_cut_and_said(tmp_path: Path) -> None:
    made, _user = make_study()
    answer(collect(publish(made, question("why", "text"))), why="æ" * 20_000)
    export = exports.write(
        tmp_path / "a.sav", questionnaire=made.questionnaires.get(), format_="sav", recipient="x", language="en"
    )
    assert export.notes == ["1 text was cut: the format holds no longer ones."]
    assert dta(made, tmp_path)[0]["why"] == ["æ" * 20_000]


@pytest.mark.skipif(PSPP is None, reason="the Debian package pspp is not installed")
def test_pspp_lists_the_same_frequencies(study: Study, tmp_path: Path) -> None:
    collection = study.collections.get()
    for number in range(7):
        answer(collection, f"m{number}", attention="2" if number < 5 else "1")
    write(study, tmp_path / "a.sav", "sav", language="en")
    (tmp_path / "a.sps").write_text("GET FILE='a.sav'.\nFREQUENCIES attention.\n")
    done = subprocess.run(
        [str(PSPP), "a.sps", "-O", "format=csv"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    lines = re.findall(r'^.*?,?"?(To a high degree|To a low degree|Don\'t know)"?,(\d+),', done.stdout, re.MULTILINE)
    assert dict(lines) == {"To a high degree": "3", "To a low degree": "5", "Don't know": "1"}
    assert ",To a low degree,5,50.0%,62.5%,100.0%" in done.stdout
    assert ",Don't know,1,10.0%,,\n" in done.stdout  # no valid percent: it is declared missing
