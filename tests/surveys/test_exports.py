"""Answers out as CSV and XLSX, and which columns they have; read back by other programs' readers."""

import csv
import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction

from studies.models import AuditEntry, Study
from studies.problems import Refused
from surveys import exports
from surveys.exports.columns import Joined, columns_of
from surveys.exports.layout import layout_of
from surveys.exports.records import Record
from surveys.models import Anonymity, Collection, DataExport
from surveys.services import request_export
from tests.factories import make_pairs, make_study
from tests.surveys.answered import answer, collect, publish, question, questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection() -> Collection:
    study, _user = make_study()
    make_pairs(study, pairs=1)
    made = collect(publish(study, *questions()))
    answer(made, "r1", "H01", attention="1", means=["job"], contracts=1200, share=0.5, why="=1+1", since="2004-05-31")
    answer(made, "r2", "L01", attention="9", means=[], contracts=-1, share=-2.25, why="Æblegrød; og, mere\nto linjer")
    answer(made, "r3")
    return made


def written(collection: Collection, path: Path, format_: str, **options: Any) -> Path:
    questionnaire = collection.version.questionnaire
    exports.write(path, questionnaire=questionnaire, format_=format_, recipient="the team", **options)
    return path


def rows(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(newline="", encoding=encoding) as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def picked(row: dict[str, Any], *names: str) -> list[Any]:
    return [row[name] for name in names]


def test_csv_has_codes_a_column_per_choice_and_blanks_where_nothing_was_answered(
    collection: Collection, tmp_path: Path
) -> None:
    first, second, third = rows(written(collection, tmp_path / "a.csv", "csv"))
    own = ("attention", "means_plan", "means_job", "contracts", "share", "since")
    assert picked(first, *own) == ["1", "0", "1", "1200", "0.5", "2004-05-31"]
    assert picked(second, *own) == ["9", "0", "0", "-1", "-2.25", ""]
    assert picked(third, *own) == [""] * 6


def test_csv_says_whose_answers_they_are(collection: Collection, tmp_path: Path) -> None:
    first, _second, third = rows(written(collection, tmp_path / "a.csv", "csv"))
    names = ("unit", "unit_name", "group", "pair", "respondent", "collection", "version", "audience", "counted")
    assert picked(first, *names) == ["H01", "Unit H01", "high", "P01", "r1", "2004", "1", "manager", "1"]
    assert picked(third, *names) == ["", "", "", "", "r3", "2004", "1", "manager", "1"]


def test_csv_with_labels_in_a_chosen_language(collection: Collection, tmp_path: Path) -> None:
    danish = rows(written(collection, tmp_path / "a.csv", "csv", labels=True))
    english = rows(written(collection, tmp_path / "b.csv", "csv", labels=True, language="en"))
    assert [row["attention"] for row in danish] == ["I høj grad", "Ved ikke", ""]
    assert [row["attention"] for row in english] == ["To a high degree", "Don't know", ""]
    assert [row["group"] for row in english] == ["high score", "low score", ""]


def test_danish_csv_has_semicolons_decimal_commas_and_a_byte_order_mark(
    collection: Collection, tmp_path: Path
) -> None:
    path = written(collection, tmp_path / "a.csv", "csv-da")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = rows(path, encoding="utf-8-sig", delimiter=";")
    assert [row["share"] for row in found] == ["0,5", "-2,25", ""]
    assert found[1]["why"] == "Æblegrød; og, mere\nto linjer"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'=1"])
def test_texts_that_look_like_formulas_are_made_harmless_and_come_back(
    collection: Collection, tmp_path: Path, text: str
) -> None:
    answer(collection, "r4", why=text)
    assert rows(written(collection, tmp_path / "a.csv", "csv"))[-1]["why"] == f"'{text}"
    book = openpyxl.load_workbook(written(collection, tmp_path / "a.xlsx", "xlsx"))
    sheet = book.worksheets[0]
    place = [cell.value for cell in sheet[1]].index("why")
    assert (sheet[5][place].value, sheet[5][place].data_type) == (text, "s")


def test_xlsx_has_numbers_dates_texts_and_the_dictionary(collection: Collection, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(collection, tmp_path / "a.xlsx", "xlsx"))
    header, *cells = book.worksheets[0].iter_rows(values_only=True)
    first = dict(zip(header, cells[0], strict=True))
    assert (first["attention"], first["contracts"], first["means_job"]) == ("1", 1200, 1)
    assert first["since"] == dt.datetime(2004, 5, 31)  # noqa: DTZ001 -- a worksheet knows no zones
    assert first["why"] == "=1+1"
    described = {row[0] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert described == set(header)


def test_package_holds_answers_dictionary_versions_and_status(collection: Collection, tmp_path: Path) -> None:
    with zipfile.ZipFile(written(collection, tmp_path / "a.zip", "zip")) as archive:
        assert set(archive.namelist()) == {
            "answers.csv", "answers.sav", "answers.dta", "dictionary.xlsx", "dictionary.csv", "status.csv",
            "dispositions.csv", "versions/version-1.json", "README.txt",
        }  # fmt: skip
        version = json.loads(archive.read("versions/version-1.json"))
        status = archive.read("status.csv").decode("utf-8-sig").splitlines()
        readme = archive.read("README.txt").decode()
    assert [each["name"] for each in version["sections"][0]["questions"]] == [each.name for each in questions()]
    assert status == ["collection,of,status,count", "2004,responses,complete,3"]
    assert "the team" in readme


def test_one_collection_alone_and_practice_only_when_it_is_asked_for(collection: Collection, tmp_path: Path) -> None:
    practice = collect(collection.version, "practice", is_practice=True)
    answer(practice, "try", attention="2")
    everything = rows(written(collection, tmp_path / "a.csv", "csv"))
    file = tmp_path / "b.csv"
    questionnaire = collection.version.questionnaire
    exports.write(file, questionnaire=questionnaire, format_="csv", recipient="x", collection=practice)
    alone = rows(file)
    assert [row["respondent"] for row in everything] == ["r1", "r2", "r3"]
    assert [row["respondent"] for row in alone] == ["try"]


def test_versions_are_joined_by_name_and_what_changed_is_kept_apart_and_said(
    collection: Collection, tmp_path: Path
) -> None:
    changed = [each for each in questions() if each.name not in {"share", "why"}]
    changed[0].choices = {**changed[0].choices, "2": {"da": "Slet ikke", "en": "Not at all"}}
    changed[2] = question("contracts", "text")
    changed.append(question("reason", "text", label={"da": "Spørgsmål why", "en": "Question why"}))
    second = publish(collection.study, *changed)
    answer(collect(second, "2005"), "s1", attention="2", contracts="mange", reason="derfor")
    layout = layout_of(second.questionnaire)
    found = rows(written(collection, tmp_path / "a.csv", "csv"))
    assert [row["attention"] for row in found] == ["1", "9", "", "2"]
    assert [row["contracts_v1"] for row in found] == ["1200", "-1", "", ""]
    assert [row["contracts_v2"] for row in found] == ["", "", "", "mange"]
    assert [row["reason"] for row in found] == ["", "", "", "derfor"]
    assert layout.notes == (
        (
            "“contracts” changed its type and is kept apart: text in version 2 (contracts_v2), "
            "whole number in version 1 (contracts_v1)."
        ),
        "“reason” was asked in version 2 only. “why” has the same text in version 1; the two are kept apart.",
        "“share” was asked in version 1 only.",
        "“why” was asked in version 1 only. “reason” has the same text in version 2; the two are kept apart.",
        "The words of 2 in “attention” changed between versions; the newest are shown.",
    )


def test_names_never_stand_twice(tmp_path: Path) -> None:
    study, _user = make_study()
    asked = [
        question("q", "select_multiple", choices={"1": {"da": "en"}}),
        question("q_1", "integer"),
        question("mode", "text"),
    ]
    names = [column.name for column in layout_of(publish(study, *asked).questionnaire).columns]
    assert names[-3:] == ["q_1", "q_1_", "mode"]
    assert "k_mode" in names


def test_anonymous_answers_leave_without_respondent_time_or_a_unit_that_few_share(tmp_path: Path) -> None:
    study, _user = make_study(minimum_cell=3)
    make_pairs(study, pairs=1)
    made = collect(publish(study, *questions()), anonymity=Anonymity.ANONYMOUS)
    for number in range(3):
        answer(made, f"r{number}", "H01", attention="1")
    answer(made, "r9", "L01", attention="2")
    found = rows(written(made, tmp_path / "a.csv", "csv"))
    assert {(row["respondent"], row["completed"]) for row in found} == {("", "")}
    assert sorted((row["unit"], row["attention"]) for row in found) == [("", "2"), *[("H01", "1")] * 3]


def test_an_anonymous_answer_from_a_small_unit_leaves_with_its_group(tmp_path: Path) -> None:
    study, _user = make_study()
    make_pairs(study, pairs=1)
    made = collect(publish(study, *questions()), anonymity=Anonymity.ANONYMOUS)
    answer(made, attention="1")
    made.responses.update(group="high")
    (found,) = rows(written(made, tmp_path / "a.csv", "csv"))
    assert (found["unit"], found["group"]) == ("", "high")


def test_command_writes_a_file_and_the_audit_log_says_for_whom(
    collection: Collection, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = collection.study.slug
    call_command("export_responses", slug, "manager", tmp_path / "a.sav", "--recipient", "Statistics office")
    entry = AuditEntry.objects.get(action="responses.exported")
    assert entry.details == {
        "form_id": "manager", "collection": "", "recipient": "Statistics office", "format": "sav", "rows": 3,
    }  # fmt: skip
    assert "3 answers" in capsys.readouterr().out
    assert (tmp_path / "a.sav").read_bytes().startswith(b"$FL2")


@pytest.mark.parametrize(
    ("form_id", "file", "recipient", "said"),
    [
        ("manager", "a.doc", "x", "“.doc” is no format of answers"),
        ("manager", "elsewhere/a.csv", "x", "There is no folder “.*elsewhere” to put the file in"),
        ("boss", "a.csv", "x", "There is no questionnaire “boss”"),
        ("manager", "a.csv", " ", "Nobody is named who gets the answers"),
        ("manager", "a.csv", "010203-1234", "personal number"),
    ],
)
def test_command_refuses_with_a_sentence_and_writes_nothing(
    collection: Collection, tmp_path: Path, form_id: str, file: str, recipient: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("export_responses", collection.study.slug, form_id, tmp_path / file, "--recipient", recipient)
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(action="responses.exported").exists()


def test_database_refuses_an_export_without_a_recipient(collection: Collection) -> None:
    with pytest.raises(IntegrityError, match="data_export_has_recipient"), transaction.atomic():
        DataExport.objects.create(
            study=collection.study, questionnaire=collection.version.questionnaire, format="csv", recipient=""
        )


def test_export_of_a_questionnaire_without_answers_has_its_columns(tmp_path: Path) -> None:
    study: Study = make_study()[0]
    version = publish(study, *questions())
    for format_ in ("csv", "xlsx", "sav", "dta", "zip"):
        exports.write(tmp_path / "a", questionnaire=version.questionnaire, format_=format_, recipient="x")
    exports.write(tmp_path / "a", questionnaire=version.questionnaire, format_="csv", recipient="x")
    assert (tmp_path / "a").read_text().startswith("unit,unit_name,group,pair,respondent")


def test_request_is_refused_without_a_recipient(collection: Collection) -> None:
    with pytest.raises(Refused, match="Nobody is named"):
        request_export(questionnaire=collection.version.questionnaire, format_="csv", recipient="", by=None)


@pytest.mark.parametrize(
    ("type_", "given", "columns"),
    [
        ("rank", [["b", "a"], ["a"], None], {"q_a": [2, 1, None], "q_b": [1, None, None]}),
        ("range", [3, 0, None], {"q": [3, 0, None]}),
        ("calculate", ["x", 2.5, None], {"q": ["x", 2.5, None]}),
        ("select_multiple", [["b"], [], None], {"q_a": [0, 0, None], "q_b": [1, 0, None]}),
    ],
)
def test_each_type_of_question_has_its_columns(type_: str, given: list[Any], columns: dict[str, list[Any]]) -> None:
    asked = Joined("q", "q", type_, {"en": "Q"}, {"a": {"en": "A"}, "b": {"en": "B"}}, (), (1,))
    records = [
        Record(None, "", "r", 1, "", "", "web", None, 1, 1, {} if answered is None else {"q": answered})
        for answered in given
    ]
    assert {column.name: column.read(records) for column in columns_of(asked)} == columns
