"""Units from files on the command line."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from studies.models import Role, Study, Unit
from tests import factories
from tests.studies.unit_files import PAIRS

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_commands_make_a_study_and_its_units(tmp_path: Path) -> None:
    factories.UserFactory(email="owner@example.org")
    (tmp_path / "units.csv").write_text(PAIRS)
    told = run("create_study", "akf", "--title", "AKF", "--languages", "da,en", "--owner", "Owner@example.org")
    assert told == "Study akf made.\n"
    told = run("import_units", "akf", str(tmp_path / "units.csv"), "--year", "1999-2002", "--source", "R")
    assert "Units: 4 new, 0 changed, 0 unchanged, 0 not in the file." in told
    assert "1 high, 1 low, 1 middle, 1 excluded; 1 pairs." in told
    study = Study.objects.get(slug="akf")
    assert study.memberships.get().role == Role.OWNER
    assert (study.variables.get().year_from, study.variables.get().year_to) == (1999, 2002)
    assert "same as" in run("import_units", "akf", str(tmp_path / "units.csv"))


def test_command_says_what_would_change_and_saves_nothing(tmp_path: Path) -> None:
    study = factories.StudyFactory(slug="akf")
    (tmp_path / "units.csv").write_text("code,name,group\nX,x,excluded\n")
    told = run("import_units", "akf", str(tmp_path / "units.csv"), "--dry-run")
    assert "1 new" in told
    assert "Note: 1 unit is excluded without a reason." in told
    assert study.units.count() == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["create_study", "akf", "--title", "T"], "There is a study “akf” already."),
        (["create_study", "b", "--title", "T", "--owner", "x@y.dk"], "no account with the address"),
        (["import_units", "nowhere", "x.csv"], "There is no study “nowhere”. Studies: akf."),
        (["import_units", "akf", "no-such-file.csv"], "There is no file"),
        (["import_units", "akf", "FILE", "--year", "soon"], "“soon” is no year."),
        (["import_units", "akf", "."], ". is a folder. Name the file that lies in it."),
        (
            ["import_units", "akf", "FILE", "--source", "010170-1234"],
            "column source: This looks like a personal number",
        ),
        (["import_units", "akf", "FILE", "--grouping", "010170-1234"], "column grouping: This looks like a personal"),
        (["create_study", "b", "--title", "T 010170-1234"], "column title: This looks like a personal number"),
        (
            ["create_study", "b", "--title", "T", "--languages", "xx,da,yy"],
            "The study's languages are not language codes: xx, yy. Give",
        ),
        (["import_units", "akf", "FILE"], "row 2, column group: There is no group “best”."),
    ],
)
def test_commands_refuse_in_sentences(words: list[str], sentence: str, tmp_path: Path) -> None:
    factories.StudyFactory(slug="akf")
    file = tmp_path / "units.csv"
    file.write_text("code,name,group\nA,x,best\n")
    with pytest.raises(CommandError, match=re.escape(sentence)) as caught:
        run(*(str(file) if word == "FILE" else word for word in words))
    assert str(caught.value).endswith("\nNothing was saved.")
    assert not Unit.objects.exists()
