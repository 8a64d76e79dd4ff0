"""Any other study, by commands alone: 20 pairs, 19 middle units, 17 + 38 items coded 1-5, groups that change."""

import csv
import random
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from analysis import selectors
from analysis.models import Run
from studies.models import Study
from tests.analysis.printed import printed, records

pytestmark = pytest.mark.django_db
MANAGER, CASEWORKER = 17, 38


def _run(*args: str) -> None:
    call_command(*args, stdout=StringIO(), stderr=StringIO())


def _write(path: Path, rows: list[list[str]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def _units(*, swapped: bool = False) -> list[list[str]]:
    """H01-H20 with L01-L20, M01-M19; swapped: the first pair has changed sides."""
    rows = [["code", "name", "region", "group", "pair"]]
    for pair in range(1, 21):
        high, low = ("low", "high") if swapped and pair == 1 else ("high", "low")
        rows.append([f"H{pair:02}", f"High {pair}", f"region {pair % 4}", high, f"P{pair:02}"])
        rows.append([f"L{pair:02}", f"Low {pair}", f"region {pair % 4}", low, f"P{pair:02}"])
    return rows + [[f"M{unit:02}", f"Middle {unit}", "region 0", "middle", ""] for unit in range(1, 20)]


def _form(path: Path, form_id: str, questions: int) -> str:
    book = Workbook()
    survey, choices, settings = book.worksheets[0], book.create_sheet("choices"), book.create_sheet("settings")
    survey.title = "survey"
    survey.append(["type", "name", "label", "missing"])
    for number in range(1, questions + 1):
        survey.append(["select_one scale", f"q{number}", f"Question {number}", "8 9"])
    choices.append(["list_name", "name", "label"])
    for code in ("1", "2", "3", "4", "5", "8", "9"):
        choices.append(["scale", code, f"Answer {code}"])
    settings.append(["form_id", "form_title", "default_language"])
    settings.append([form_id, form_id, "en"])
    book.save(path)
    return str(path)


def _answers(path: Path, questions: int, *, per_unit: int, seed: int) -> str:
    draw = random.Random(seed)
    rows = [["unit", "respondent", *(f"q{number}" for number in range(1, questions + 1))]]
    for unit in [row[0] for row in _units()[1:]]:
        likely = "4455312893" if unit.startswith("H") else "1122345289"
        rows += [
            [unit, f"{unit}-{person}", *(draw.choice(likely) for _ in range(questions))] for person in range(per_unit)
        ]
    return _write(path, rows)


def _items(path: Path, form_id: str, questions: int) -> str:
    rows = [["item", "questionnaire", "question", "yes", "no", "missing", "label", "theme", "set"]]
    initial, name = form_id[0].upper(), f"{form_id} score"
    rows += [
        [f"{initial}{number:02}", form_id, f"q{number}", "4 5", "1 2 3", "8 9", f"Item {number}", "T1", name]
        for number in range(1, questions + 1)
    ]
    return _write(path, rows)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    _run("create_study", "other", "--title", "Another study")
    _run("import_units", "other", _write(tmp_path / "units.csv", _units()))
    for form_id, questions, per_unit in (("manager", MANAGER, 1), ("caseworker", CASEWORKER, 2)):
        _run(
            "import_xlsform",
            "other",
            _form(tmp_path / f"{form_id}.xlsx", form_id, questions),
            "--audience",
            form_id,
            "--publish",
        )
        _run(
            "import_responses",
            "other",
            form_id,
            _answers(tmp_path / f"{form_id}.csv", questions, per_unit=per_unit, seed=7),
        )
        _run("import_items", "other", _items(tmp_path / f"{form_id}_items.csv", form_id, questions))
    return Study.objects.get(slug="other")


def _counted(path: Path, question: str, groups: dict[str, str]) -> dict[str, tuple[int, int]]:
    """x and n by group, counted from the file with nothing of ours."""
    found = {"high": [0, 0], "low": [0, 0], "middle": [0, 0]}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row[question] not in "89":
                found[groups[row["unit"]]][0] += row[question] in "45"
                found[groups[row["unit"]]][1] += 1
    return {group: (x, n) for group, (x, n) in found.items()}


def _groups(*, swapped: bool = False) -> dict[str, str]:
    return {row[0]: row[3] for row in _units(swapped=swapped)[1:]}


@pytest.mark.parametrize(("form_id", "prefix", "items"), [("manager", "M", MANAGER), ("caseworker", "C", CASEWORKER)])
def test_every_count_is_that_of_the_file(study: Study, tmp_path: Path, form_id: str, prefix: str, items: int) -> None:
    rows = records(printed("other", "contrast", "--set", f"questionnaire={form_id}"), "contrasts")
    assert [row["item"] for row in rows] == [f"{prefix}{number:02}" for number in range(1, items + 1)]
    for number, row in enumerate(rows, start=1):
        counts = _counted(tmp_path / f"{form_id}.csv", f"q{number}", _groups())
        assert {g: (row[f"{g}_x"], row[f"{g}_n"]) for g in ("high", "low", "middle")} == counts
        assert row["missing"] == (59 if form_id == "manager" else 118) - sum(n for _x, n in counts.values())


def test_scores_have_the_whole_set_as_their_maximum(study: Study) -> None:
    found = records(printed("other", "agreement_score", "--set", "questionnaire=caseworker"), "scores")
    ranked = [row for row in found if row["rank"] is not None]
    assert len(ranked) == 20
    assert {row["maximum"] for row in found} <= set(range(CASEWORKER - 3, CASEWORKER + 1))
    assert [row["rank"] for row in ranked] == sorted(row["rank"] for row in ranked)


def test_groups_changed_after_the_answers_make_old_runs_stale_and_new_ones_count_anew(
    study: Study, tmp_path: Path
) -> None:
    before = printed("other", "contrast", "--set", "questionnaire=manager")
    old = Run.objects.get()
    _run("import_units", "other", _write(tmp_path / "swapped.csv", _units(swapped=True)))
    new_grouping = study.groupings.exclude(pk=old.grouping_id or 0).get()
    if not new_grouping.is_active:
        from studies import services

        services.activate_grouping(grouping=new_grouping, by=None)
    assert selectors.is_stale(old) is True
    after = printed("other", "contrast", "--set", "questionnaire=manager")
    assert after["grouping"] != before["grouping"]
    assert after["digest"] != before["digest"]
    for number, row in enumerate(records(after, "contrasts"), start=1):
        counts = _counted(tmp_path / "manager.csv", f"q{number}", _groups(swapped=True))
        assert (row["high_x"], row["high_n"]) == counts["high"]
        assert (row["low_x"], row["low_n"]) == counts["low"]
    assert selectors.is_stale(Run.objects.exclude(pk=old.pk).get()) is False
    assert old.tables.get(name="contrasts").rows[0][4:8] == [
        before["tables"]["contrasts"]["rows"][0][place] for place in range(4, 8)
    ]


def test_the_order_of_rows_in_the_file_is_no_matter(study: Study, tmp_path: Path) -> None:
    first = printed("other", "contrast", "--set", "questionnaire=manager")
    lines = (tmp_path / "manager.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([lines[0], *reversed(lines[1:])]), encoding="utf-8")
    study.collections.all().delete()
    _run("import_responses", "other", "manager", str(tmp_path / "turned.csv"))
    assert printed("other", "contrast", "--set", "questionnaire=manager")["digest"] == first["digest"]
