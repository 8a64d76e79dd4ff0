"""What `analyse` and `runs` print for reading and for other programs."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command

from analysis.models import Run
from studies.models import Study
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=6)
    form = make_questionnaire(study)
    make_item(form, "M01", "q1")
    collection = make_collection(form)
    for number in range(1, 7):
        answer(collection, f"H{number:02}", {"q1": "5"})
        answer(collection, f"L{number:02}", {"q1": "1"})
    return study


def _said(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_several_tables_as_csv_are_each_under_their_name(study: Study) -> None:
    lines = _said("analyse", study.slug, "contrast", "--format", "csv").splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# contrasts", "# leave_largest_out", "# units"]
    assert lines[0] == "# contrasts"


def test_one_table_as_csv_is_a_file_as_it_stands(study: Study) -> None:
    text = _said("analyse", study.slug, "contrast", "--format", "csv", "--table", "units")
    assert [row["unit"] for row in csv.DictReader(io.StringIO(text))][:2] == ["H01", "H02"]


def test_a_table_that_is_not_there_is_refused_with_those_that_are(study: Study) -> None:
    with pytest.raises(CommandError, match="The run has: contrasts, leave_largest_out, units"):
        call_command("analyse", study.slug, "contrast", "--table", "pairs")


def test_the_terminal_shows_what_was_reported_tested_and_missing(study: Study) -> None:
    text = _said("analyse", study.slug, "contrast", "--table", "contrasts")
    for heading in ("Without an answer", "Test", "Pairs compared", "Smallest p possible", "Reported as a difference"):
        assert heading in text


def test_runs_are_listed_with_their_state(study: Study) -> None:
    call_command("analyse", study.slug, "contrast", stdout=io.StringIO())
    run = Run.objects.get()
    first = _said("runs", study.slug).splitlines()
    assert first[0].split() == ["run", "procedure", "questionnaire", "grouping", "done", "state"]
    assert first[1].split()[:3] == [str(run.pk), "contrast", "manager"]
    assert first[1].split()[-1] == "done"
    response = study.collections.get().responses.get(unit__code="H01")
    response.answers = {"q1": "3"}
    response.save()
    assert _said("runs", study.slug).splitlines()[1].split()[-1] == "stale"
    with pytest.raises(CommandError, match="There is no study other"):
        call_command("runs", "other")
