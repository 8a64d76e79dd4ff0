"""Units, cases and the other tables against the published ones."""

import json
from collections import Counter
from decimal import Decimal
from types import ModuleType

import pytest

from tests.demo import count, residents


def test_units_add_up_to_the_published_groups() -> None:
    rows = count.table("units")
    pairs = Counter(row["pair"] for row in rows if row["pair"])

    assert Counter(row["group"] for row in rows) == {"high": 10, "low": 10, "middle": 20, "excluded": 8}
    assert len(pairs) == 10
    assert set(pairs.values()) == {2}
    assert all(row["reason"] for row in rows if row["group"] == "excluded")


def test_a_pair_has_one_short_region_of_its_own_and_its_reason_in_both_languages() -> None:
    regions = {row["pair"]: row["region"] for row in count.table("units") if row["pair"]}
    pairs = {row["pair"]: row["code"] for row in count.table("units")}
    reasons = {row["code"]: row for row in count.table("unit_texts")}

    assert all(row["region"] == regions.get(row["pair"], "") for row in count.table("units"))
    assert len(set(regions.values())) == 10
    assert max(map(len, regions.values())) <= 25
    assert all(reasons[pairs[pair]][f"pair_reason::{code}"] for pair in regions for code in ("da", "en"))


def test_expected_months_and_indicator_give_the_actual_months() -> None:
    rows = [row for row in count.table("units") if row["indicator"]]

    assert len(rows) == 20
    for row in rows:
        actual, expected, indicator = (
            Decimal(row[name]) for name in ("actual_months", "expected_months", "indicator")
        )
        assert actual - expected == indicator


def test_stars_are_those_of_the_reports_coding() -> None:
    stars = {(row["significance_level_pct"], row["stars"]) for row in count.table("units")}

    assert stars == {("5", "3"), ("10", "2"), ("20", "1"), ("", "0"), ("", "")}


def test_the_three_chosen_have_their_partners() -> None:
    names = {row["code"]: row["name"] for row in count.table("units")}
    chosen = {names[row["unit"]]: names[row["partner"]] for row in count.table("cases") if row["selected"] == "yes"}

    assert chosen == {"Gentofte": "Gladsaxe", "Helsingør": "Hillerød", "Nykøbing F": "Næstved"}
    assert all(row["reason::da"] and row["reason::en"] for row in count.table("cases"))


def test_stated_criteria_follow_the_published_table() -> None:
    codes = {row["code"]: row["name"] for row in count.table("units")}
    met = {(codes[row["unit"]], row["criterion"]): row["met"] for row in count.table("selection")}
    words = {"limited": "partly", "not_available": "unknown", "not_rated": "unknown", "not_stated": "unknown"}

    assert len(met) == 40
    for row in count.table("published/selection"):
        printed = {
            "indicator_p": row["indicator_significant_per_report"],
            "continuous_exit": row["continuous_exit"],
            "manager_score_high": row["manager_score_high"],
            "caseworker_score_high": row["caseworker_score_high"],
        }
        for criterion, value in printed.items():
            assert met[row["municipality"], criterion] == words.get(value, value)
    assert {row["criterion"] for row in count.table("criteria")} == {criterion for _, criterion in met}


def test_exclusions_follow_the_published_table() -> None:
    names = {row["code"]: row["name"] for row in count.table("units")}
    applies = {
        (names[row["unit"]], row["exclusion"]): (row["applies"], row["detail::en"])
        for row in count.table("exclusions")
    }

    assert {name for (name, kind), (yes, _) in applies.items() if kind == "used_before" and yes == "yes"} == {
        "Ballerup",
        "Hjørring",
        "Sønderborg",
        "Roskilde",
    }
    assert applies["Hjørring", "used_before"] == ("yes", "study by SFI")
    assert applies["Vejle", "used_before"] == ("unknown", "")
    assert {name for (name, kind), (yes, _) in applies.items() if kind == "no_manager_answers" and yes == "yes"} == {
        "Tårnby"
    }


@pytest.mark.parametrize("study", [count, residents])
def test_what_is_stated_stands_in_both_languages(study: ModuleType) -> None:
    values = [(row["value::da"], row["value::en"]) for row in study.table("selection")]
    assert [pair for pair in values if bool(pair[0]) != bool(pair[1])] == []
    english = ("no star", "most ", "limited", "yes", "Jutland", "from")
    assert [danish for danish, _ in values if any(word in danish for word in english)] == []


def test_fifty_five_items_are_reported_with_a_reason() -> None:
    rows = count.table("reported")

    assert [row["item"] for row in rows] == [
        row["id"] for row in count.printed().values() if row["reported_different"] == "yes"
    ]
    assert len(rows) == 55
    assert "not so different" in next(row["reason::en"] for row in rows if row["item"] == "C32")


def test_every_variable_of_the_units_is_described() -> None:
    columns = set(count.table("units")[0]) - {"code", "name", "region", "group", "pair", "reason"}

    assert columns == {row["variable"] for row in count.table("variables")}


def test_themes_and_texts_are_in_both_languages() -> None:
    assert len(count.table("themes")) == 9
    assert all(row["name::da"] and row["name::en"] for row in count.table("themes"))
    assert len(count.table("unit_texts")) == 28


def test_notes_stand_beside_what_is_not_printed_as_it_is_shown() -> None:
    notes = {row["item"]: row["note::en"] for row in count.table("notes")}

    assert sorted(notes) == [
        *("C01", "C01_opposite", "C11", "C11_opposite", "N13"),
        *("X01", "X02", "X03", "X04", "X05"),
    ]
    assert "the low group's at C11_opposite" in notes["C11"]
    assert notes["C01_opposite"].startswith("The opposite answer of C01")


def test_the_study_says_in_both_languages_what_is_published_rebuilt_and_invented() -> None:
    study = json.loads((count.STUDY / "study.json").read_text(encoding="utf-8"))

    for text in ("title", "description", "notice", "provenance"):
        assert sorted(study[text]) == ["da", "en"]
    assert [paragraph.split(":")[0] for paragraph in study["provenance"]["en"].split("\n\n")] == [
        *("Published", "Reconstructed", "Invented")
    ]
    assert sorted(study["collections"]) == ["caseworker", "manager"]
