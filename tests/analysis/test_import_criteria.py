"""Criteria from a file: stated with their source, beside what is computed; every problem at once, nothing by half."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from analysis.models import Criterion, StatedCriterion
from studies.models import AuditEntry, Study
from tests.analysis.printed import printed, records
from tests.factories import make_pairs, make_study

pytestmark = pytest.mark.django_db
FILE = """criterion;unit;met;value;source;label::da;label::en;rule::en;excludes
near_border;H01;yes;4 km;the atlas, p. 3;Nær grænsen;Near the border;within 10 km;
near_border;H02;no;60 km;the atlas, p. 3;;;;
used_before;H03;yes;another study;a letter;;Used before;;yes
"""


@pytest.fixture
def study() -> Study:
    study, _user = make_study()
    make_pairs(study, pairs=3)
    return study


def load(study: Study, folder: Path, text: str) -> None:
    (folder / "criteria.csv").write_text(text, encoding="utf-8")
    call_command("import_criteria", study.slug, str(folder / "criteria.csv"))


def test_what_is_stated_reaches_the_candidates(study: Study, tmp_path: Path) -> None:
    load(study, tmp_path, FILE)
    found = printed(study.slug, "case_selection")
    rows = {row["unit"]: row for row in records(found, "candidates")}
    assert (rows["H01"]["near_border_stated"], rows["H01"]["near_border_stated_value"]) == ("yes", "4 km")
    assert (rows["H02"]["near_border_stated"], rows["H03"]["near_border_stated"]) == ("no", "unknown")
    assert rows["H03"]["why_not"] == "Used before: another study"
    lines = {line["unit"]: line for line in records(found, "criteria")}
    assert (lines["H01"]["label"], lines["H01"]["rule"]) == ("Near the border", "within 10 km")
    assert lines["H01"]["source"] == "the atlas, p. 3"


def test_what_a_statement_rests_on_may_be_said_in_both_languages(study: Study, tmp_path: Path) -> None:
    long = "x" * 201
    with pytest.raises(CommandError, match="value::en: The text is longer than 200 characters"):
        load(study, tmp_path, f"criterion,unit,met,source,value::en\nnear,H01,yes,p. 1,{long}\n")
    text = "criterion,unit,met,source,value::da,value::en\nnear,H01,partly,p. 1,begrænset,limited\n"
    load(study, tmp_path, text)
    assert StatedCriterion.objects.get().value == {"da": "begrænset", "en": "limited"}
    for language, said in (("da", "begrænset"), ("en", "limited")):
        with translation.override(language):
            rows = records(printed(study.slug, "case_selection"), "candidates")
        assert rows[0]["near_stated_value"] == said


def test_the_same_file_again_says_the_same_and_a_row_replaces_its_own(study: Study, tmp_path: Path) -> None:
    load(study, tmp_path, FILE)
    load(study, tmp_path, FILE)
    assert (Criterion.objects.count(), StatedCriterion.objects.count()) == (2, 3)
    load(study, tmp_path, "criterion,unit,met,source\nnear_border,H02,unknown,nobody knows\n")
    stated = StatedCriterion.objects.get(unit__code="H02")
    assert (stated.met, stated.value, stated.source) == ("unknown", {}, {"da": "nobody knows"})
    assert stated.criterion.label == {"da": "Nær grænsen", "en": "Near the border"}
    assert StatedCriterion.objects.count() == 3
    assert AuditEntry.objects.filter(action="criteria.imported").count() == 3


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",H01,yes,p. 1,,", "row 3, column criterion: The criterion has no name."),
        ("c,H09,yes,p. 1,,", "row 3, column unit: There is no unit H09."),
        ("c,H02,maybe,p. 1,,", "row 3, column met: maybe is not known here. Known are: yes, partly, no, unknown."),
        ("c,H02,yes,,,", "row 3, column source: The statement has no source."),
        ("c,H02,yes,p. 1,,sure", "row 3, column excludes: sure is neither yes nor no."),
        ("c,H02,yes,p. 1,,yes", "row 3, column excludes: c excludes in one row and not in another."),
        ("c,H01,no,p. 1,,", "row 3, column unit: This unit and criterion stand in row 2 already."),
        (f"c,H02,yes,p. 1,{'x' * 201},", "row 3, column value: The text is longer than 200 characters."),
        ("c,H02,yes,p. 1,010170-1234,", "row 3, column value: This looks like a personal number"),
    ],
)
def test_a_wrong_row_is_told_with_its_place_and_nothing_is_saved(
    study: Study, tmp_path: Path, row: str, said: str
) -> None:
    with pytest.raises(CommandError) as caught:
        load(study, tmp_path, f"criterion,unit,met,source,value,excludes\nc,H01,yes,p. 1,,\n{row}\n")
    assert said in str(caught.value)
    assert not Criterion.objects.exists()


def test_a_missing_and_an_unknown_column_are_named(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        load(study, tmp_path, "criterion,unit,met,colour\nc,H01,yes,red\n")
    assert "The column source is missing." in str(caught.value)
    assert "The column colour is not known here." in str(caught.value)
