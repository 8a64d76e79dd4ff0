"""ti2002: the printed percentages, from the stored answers, one by one; and proof that the others cannot hold."""

import logging
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from demo.ti2002 import build, form
from demo.ti2002.survey import Survey
from tests.demo import residents

FIGURES = residents.figures()
MISFITS = {row["figure"] for row in residents.table("not_holding")}
ROWS = residents.table("responses_resident")


@pytest.mark.parametrize("figure", [each for each in FIGURES if each[0] not in MISFITS], ids=lambda each: each[0])
def test_a_printed_percentage_holds(figure: tuple[str, str, str, str, int]) -> None:
    _id, name, code, work, printed = figure
    rows = residents.by_work(ROWS, work) if work else ROWS

    assert residents.percent(*residents.share(rows, name, code)) == printed


def test_nine_in_ten_hold_and_the_others_are_listed_with_a_reason() -> None:
    listed = residents.table("not_holding")
    of_answers = {row["figure"] for row in listed if not row["figure"].endswith("in words")}

    assert of_answers - {"supported_work yes"} == {
        *("move no", "mv05 no", "st02 no", "st11 no", "mv06 yes employed", "mv06 yes unemployed"),
    }
    assert len(Survey().figures) == 100
    assert len(listed) == 10
    assert all(row["why::da"] and row["why::en"] for row in listed)


def test_what_is_listed_does_not_hold() -> None:
    for _id, name, code, work, printed in [each for each in FIGURES if each[0] in MISFITS]:
        rows = residents.by_work(ROWS, work) if work else ROWS
        assert residents.percent(*residents.share(rows, name, code)) != printed


def test_percentages_said_in_the_text_hold() -> None:
    whose_task = residents.question("Q5")["groupings_in_text"]

    assert residents.percent(*residents.share(ROWS, "whose_task", "rs1", "rs2")) == whose_task[0]["pct"] == 52
    assert residents.percent(*residents.share(ROWS, "whose_task", "rs3", "rs4", "rs5")) == whose_task[1]["pct"] == 43


def test_the_sample_is_the_printed_one() -> None:
    sample = residents.printed()["sample"]
    countries = Counter(row["country"] for row in ROWS)
    employed = residents.by_work(ROWS, "employed")

    assert len(ROWS) == residents.printed()["fieldwork"]["respondents"] == 81
    assert {row["id"]: countries[row["id"]] for row in sample["by_nationality"]} == {
        row["id"]: row["persons"] for row in sample["by_nationality"]
    }
    assert countries["another_country"] == 3  # the nation and the persons that the report does not name
    assert residents.percent(*residents.share(ROWS, "in_work", "yes")) == 46
    assert residents.percent(*residents.share(employed, "sex", "man")) == 62
    assert 0.60 < sum(int(row["years_in_denmark"]) < 9 for row in ROWS) / 81 < 0.65
    assert 0.50 < residents.share(ROWS, "town_size", "over_50000")[0] / 81 < 0.55


def test_the_derived_bases_are_those_of_the_reference() -> None:
    derived = residents.printed()["derived_not_printed"]
    cells = Counter((row["move"], row["in_work"]) for row in ROWS)

    assert cells == {
        ("yes", "yes"): derived["employed_want_to_move"],
        ("yes", "no"): derived["unemployed_want_to_move"],
        ("no", "yes"): derived["employed_want_to_stay"],
        ("no", "no"): derived["unemployed_want_to_stay"],
    }


def test_most_are_thirty_to_thirty_nine_and_the_young_answer_as_printed() -> None:
    ages = [int(row["age"]) for row in ROWS]
    young = [row for row in ROWS if row["move"] == "yes" and int(row["age"]) <= 20]

    assert Counter(age // 10 for age in ages).most_common(1)[0][0] == 3
    assert len(young) == residents.printed()["sample"]["age_groups_named"][0]["persons_who_want_to_move"] == 5
    assert residents.percent(*residents.share(young, "mv04", "yes")) == 80
    assert min(ages) >= 15
    assert all(int(row["years_in_denmark"]) <= int(row["age"]) for row in ROWS)


def test_nobody_answers_what_was_not_asked_and_no_unit_is_named() -> None:
    for row in ROWS:
        assert row["unit"] == row["municipality"] == ""
        closed = "st" if row["move"] == "yes" else "mv"
        assert not any(row[f"{closed}{number:02}"] for number in range(1, 12))
        assert bool(row["supported_work"]) == (row["in_work"] == "yes")


def test_choices_that_stand_alone_stand_alone() -> None:
    for row in ROWS:
        for name in ("work_reasons", "barriers"):
            codes = set(row[name].split())
            assert len(codes) == 1 or not codes & {"none", "dont_know"}


def test_at_most_two_are_silent_and_only_where_it_helps() -> None:
    asked = {"mv": 37, "st": 44}
    silent = {
        name: asked.get(name[:2], 81) - residents.share(ROWS, name, "")[1]
        for name in [name for name, *_ in ((each[1],) for each in FIGURES)]
    }

    assert {name: count for name, count in silent.items() if count} == {
        "mv01": 2,
        "st01": 1,
        "st03": 1,
        "barriers": 2,
    }


@pytest.mark.parametrize(("name", "size"), [("mv05", 37), ("st02", 44), ("st11", 44)])
def test_no_answers_show_both_printed_percentages(name: str, size: int) -> None:
    """Every number of yes, with up to two silent."""
    item = next(
        item for id_ in ("Q2", "Q3") for item in residents.question(id_)["items"] if item["id"] == name.upper()
    )
    ways = [(x, n) for n in range(size - 2, size + 1) for x in range(n + 1)]

    assert not [
        way
        for way in ways
        if residents.percent(*way) == item["yes_pct"] and residents.percent(way[1] - way[0], way[1]) == item["no_pct"]
    ]


def test_transport_fits_only_with_its_columns_swapped() -> None:
    """T15: of 13 and 24 with up to two silent, 25 and 23 percent never come together with 24 percent of all."""
    found = set()
    for silent_employed, silent_unemployed in product(range(3), range(3)):
        if silent_employed + silent_unemployed > 2:
            continue
        n = (13 - silent_employed, 24 - silent_unemployed)
        for x in product(range(n[0] + 1), range(n[1] + 1)):
            shown = (residents.percent(x[0], n[0]), residents.percent(x[1], n[1]))
            if residents.percent(sum(x), sum(n)) == 24 and residents.percent(sum(n) - sum(x), sum(n)) == 76:
                found.add(shown)

    assert (25, 23) not in found
    assert (23, 25) in found


@pytest.mark.parametrize("silent", range(3))
def test_no_number_of_those_in_work_is_ten_percent(silent: int) -> None:
    assert 10 not in {residents.percent(x, 37 - silent) for x in range(38 - silent)}


def test_another_seed_gives_other_answers_with_the_same_percentages(tmp_path: Path) -> None:
    build.build(tmp_path, seed=7)
    fresh = residents.table("responses_resident", tmp_path)

    assert fresh != ROWS
    assert residents.table("not_holding", tmp_path) == residents.table("not_holding")
    for _id, name, code, work, _printed in FIGURES:
        here, there = (residents.by_work(rows, work) if work else rows for rows in (ROWS, fresh))
        assert residents.share(here, name, code) == residents.share(there, name, code)


def test_stored_form_has_the_cells_it_was_made_of() -> None:
    book = load_workbook(residents.STUDY / "resident.xlsx")
    stored = {s.title: [[cell or "" for cell in row] for row in s.iter_rows(values_only=True)] for s in book}

    assert stored == form.sheets(Survey())


def test_the_standards_own_converter_accepts_the_form(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    made = convert(residents.STUDY / "resident.xlsx", validate=False)

    assert 'id="resident"' in made.xform
    assert made.warnings == []


def test_every_text_is_in_danish_english_and_arabic() -> None:
    sheets = form.sheets(Survey())
    rows = [row for row in sheets["survey"][1:] if row[0] != "end_group"] + sheets["choices"][1:]

    assert [row for row in rows if not all(row[2:5])] == []
    assert all(any("\u0600" <= sign <= "\u06ff" for sign in row[4]) for row in rows if row[0] != "municipality")


def test_the_wordings_are_those_of_the_reference() -> None:
    labels = {row[1]: (row[2], row[3]) for row in form.sheets(Survey())["survey"][1:]}

    for id_ in ("Q2", "Q3"):
        for item in residents.question(id_)["items"]:
            assert labels[item["id"].lower()] == (item["da"], item["en"])
    assert labels["why_move"] == (residents.question("Q2")["da"], residents.question("Q2")["en"])


def test_three_of_eighteen_are_cases_and_what_is_not_printed_is_not_known() -> None:
    names = {row["code"]: row["name"] for row in residents.table("units")}
    printed = {row["municipality"]: row for row in residents.table("published/interviewed_municipalities")}
    met = {(names[row["unit"]], row["criterion"]): row["met"] for row in residents.table("selection")}

    assert len(names) == 18
    assert {names[row["unit"]] for row in residents.table("cases")} == {"Frederikssund", "Lemvig", "Ringkøbing"}
    assert {met[name, "growth"] for name in printed} == {"unknown"}
    words = {"top": "yes", "bottom": "no", "": "unknown"}
    assert {name: met[name, "stayed"] for name in printed} == {
        name: words[row["moveout_end_where_listed"]] for name, row in printed.items()
    }
    assert {name for name in printed if met[name, "in_work"] == "no"} == {"Grenå"}
