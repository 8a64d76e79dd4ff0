"""Beside the answers: modes, sample variables, what came of each invitation, in the language asked for."""

import csv
import zipfile
from pathlib import Path

import pyreadstat
import pytest

from surveys import exports, services
from surveys.links import reference_of
from surveys.models import Anonymity, Collection, Invitation
from tests.surveys.answered import answer
from tests.surveys.telephone import called, interviewer_of, person, telephone_collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return telephone_collection(tmp_path)[0]


def written(collection: Collection, path: Path, format_: str, language: str = "") -> Path:
    questionnaire = collection.version.questionnaire
    exports.write(path, questionnaire=questionnaire, format_=format_, recipient="the team", language=language)
    return path


def answered(collection: Collection, number: int = 1, **sample: object) -> Invitation:
    """Begun on the web, ended on the telephone."""
    invitation = person(collection, number, sample=sample)
    made = answer(collection, f"p{number}", move="no", age=40)
    made.invitation, made.modes = invitation, {"age": "telephone", "move": "web"}
    made.save()
    return invitation


def test_answers_have_every_mode_and_the_sample_variables(collection: Collection, tmp_path: Path) -> None:
    answered(collection, 1, region="North", hours=12.5)
    answered(collection, 2)
    answer(collection, "p3", age=20)
    with written(collection, tmp_path / "a.csv", "csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["modes"] for row in rows] == ["web telephone", "web telephone", "web"]
    assert [(row["sample_region"], row["sample_hours"]) for row in rows] == [("North", "12.5"), ("", ""), ("", "")]


def test_words_of_the_file_s_own_columns_follow_the_language(collection: Collection, tmp_path: Path) -> None:
    answered(collection)
    _rows, danish = pyreadstat.read_sav(written(collection, tmp_path / "a.sav", "sav", language="da"))
    _rows, english = pyreadstat.read_sav(written(collection, tmp_path / "b.sav", "sav", language="en"))
    assert (danish.column_names_to_labels["unit_name"], english.column_names_to_labels["unit_name"]) == (
        "enhedens navn", "unit's name",
    )  # fmt: skip
    assert "telefon" in danish.variable_value_labels["mode"].values()
    assert english.variable_value_labels["counted"] == {0: "does not count", 1: "counts"}


def test_each_invitation_has_its_disposition_and_no_name(collection: Collection, tmp_path: Path) -> None:
    user = interviewer_of(collection)
    refusing, silent = person(collection, 1), person(collection, 2)
    called(refusing, user, "3.13")
    called(refusing, user, "2.112")
    gone = answered(collection, 3)
    services.move_invitation(gone, "complete")  # type: ignore[arg-type]
    with zipfile.ZipFile(written(collection, tmp_path / "a.zip", "zip", language="en")) as archive:
        text = archive.read("dispositions.csv").decode("utf-8-sig")
    rows = {row["reference"]: row for row in csv.DictReader(text.splitlines())}
    told = [
        [rows[reference_of(each.public_id)][name] for name in ("code", "class", "attempts", "mode")]
        for each in (refusing, silent, gone)
    ]
    assert told == [
        ["2.112", "refusal", "2", "telephone"],
        ["3.19", "unknown whether to be asked", "0", ""],
        ["1.1", "interview", "0", "web"],
    ]
    assert "Person" not in text
    Collection.objects.update(anonymity=Anonymity.ANONYMOUS)
    with zipfile.ZipFile(written(collection, tmp_path / "a.zip", "zip")) as archive:
        assert len(archive.read("dispositions.csv").decode().splitlines()) == 1
