"""The stored answers against the published tables, counted without the solver."""

from fractions import Fraction
from math import floor

import pytest

from tests.demo import count

SURVEYS = ("manager", "caseworker")


@pytest.mark.parametrize("questionnaire", SURVEYS)
@pytest.mark.parametrize("group", ["high", "low"])
def test_every_exact_published_count_holds(questionnaire: str, group: str) -> None:
    counted = count.counts(questionnaire)
    expected = {
        row["id"]: (int(row[f"{group}_x"]), int(row[f"{group}_n"]))
        for row in count.printed().values()
        if row["survey"] == questionnaire and row[f"{group}_n"]
    }
    opposite = {"C01": "C01_opposite", "C11": "C11_opposite"} if group == "low" else {}

    assert {item: counted[opposite.get(item, item), group] for item in expected} == expected


def test_the_published_tables_print_that_many_exact_counts() -> None:
    rows = count.printed().values()

    for group, number in (("high", 43), ("low", 40)):
        exact = [row["id"] for row in rows if row[f"{group}_exactness"] == "exact"]
        assert exact == [row["id"] for row in rows if row[f"{group}_n"]]
        assert len(exact) == number


@pytest.mark.parametrize(
    ("item", "group", "share"),
    [
        ("M05", "low", 0),
        ("M06", "high", 0),
        ("M11", "low", Fraction(1, 2)),
        ("M12", "high", 1),
        ("M12", "low", Fraction(1, 2)),
        ("M13", "high", 1),
        ("M13", "low", Fraction(1, 2)),
        ("M15", "high", 1),
        ("C05", "high", 0),
        ("C20", "high", 0),
        ("C20", "low", Fraction(1, 4)),
        ("C21", "low", Fraction(1, 2)),
        ("C27", "low", Fraction(1, 2)),
        ("C31", "high", 0),
        ("C31", "low", Fraction(1, 3)),
        ("C32", "low", Fraction(1, 2)),
        ("C34", "low", Fraction(1, 3)),
        ("C36", "low", Fraction(1, 2)),
    ],
)
def test_a_word_that_fixes_a_share_holds_exactly(item: str, group: str, share: Fraction) -> None:
    x, n = count.counts("manager" if item[0] == "M" else "caseworker")[item, group]

    assert Fraction(x, n) == share


def test_words_without_a_share_hold_as_far_as_they_go() -> None:
    managers, caseworkers = count.counts("manager"), count.counts("caseworker")

    def share(item: str, group: str) -> float:
        x, n = (managers if item[0] == "M" else caseworkers)[item, group]
        return x / n

    assert share("M09", "high") >= 0.5
    assert share("M09", "middle") >= 0.5
    assert 0.4 < share("C10", "low") < 0.5
    assert share("C18", "high") - share("C18", "low") >= 0.15
    assert share("C19", "low") - share("C19", "high") >= 0.15
    assert caseworkers["C33", "low"][0] == 1
    assert share("C33", "low") < share("C33", "high") < 0.5
    assert caseworkers["C36", "high"][0] == 1
    assert share("C01", "low") > 0.5


def test_unprinted_bases_are_what_the_docs_say() -> None:
    managers, caseworkers = count.counts("manager"), count.counts("caseworker")

    assert {managers[item, "high"][1] for item in ("M06", "M09", "M12", "M13", "M15", "X01", "X02")} == {7}
    for item in ("C18", "C19", "C20", "C31", "C33", "C36", "X03", "X04", "X05"):
        assert caseworkers[item, "high"][1] >= 8


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_items_without_difference_show_none(questionnaire: str) -> None:
    counted = count.counts(questionnaire)
    items = sorted({item for item, _ in counted if item[0] == "N"})

    assert len(items) == {"manager": 3, "caseworker": 14}[questionnaire]
    for item in items:
        (high_x, high_n), (low_x, low_n) = counted[item, "high"], counted[item, "low"]
        assert abs(high_x / high_n - low_x / low_n) < 0.15, item


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_published_scores_hold_for_every_unit(questionnaire: str) -> None:
    names = {row["code"]: row["name"] for row in count.table("units")}
    expected = {
        row["municipality"]: int(row[f"{questionnaire}_score"])
        for row in count.table("published/scores")
        if row[f"{questionnaire}_score"]
    }

    rounded = {names[unit]: floor(score + 0.5) for unit, score in count.scores(questionnaire).items()}

    assert rounded == expected


@pytest.mark.parametrize(("questionnaire", "size", "described"), [("manager", 17, 15), ("caseworker", 38, 35)])
def test_a_set_has_one_item_per_question_and_no_tie(questionnaire: str, size: int, described: int) -> None:
    rows = [row for row in count.table(f"items_{questionnaire}") if row["set"]]

    assert len(rows) == len({row["question"] for row in rows}) == size
    assert sum(1 for row in rows if row["item"] in count.printed()) == described
    assert None not in count.references(questionnaire).values()


@pytest.mark.parametrize("questionnaire", SURVEYS)
def test_every_high_unit_answers_four_fifths_of_its_set(questionnaire: str) -> None:
    in_set = set(count.references(questionnaire))
    given: dict[str, list[bool]] = {}
    for item, values in count.marks(questionnaire).items():
        for unit, value in values:
            if item in in_set and count.groups()[unit] == "high":
                given.setdefault(unit, []).append(value is not None)

    assert min(sum(values) / len(values) for values in given.values()) >= 0.8


def test_as_many_answered_as_published() -> None:
    of = count.groups()
    managers = [row["unit"] for row in count.table("responses_manager")]
    caseworkers = [row["unit"] for row in count.table("responses_caseworker")]

    def units(codes: list[str], group: str) -> list[int]:
        return sorted((codes.count(code) for code in set(codes) if of[code] == group), reverse=True)

    assert units(managers, "high") == units(managers, "low") == [1] * 9
    assert units(managers, "middle") == [1] * 19
    assert units(caseworkers, "high") == [2, 2, 2, 2, 2, 2, 1]
    assert units(caseworkers, "low") == [5, 3, 3, 2, 2, 2, 2]
    assert sum(units(caseworkers, "middle")) == 35


def test_the_units_that_did_not_take_part_have_no_answers() -> None:
    codes = {row["name"]: row["code"] for row in count.table("units")}
    managers = {row["unit"] for row in count.table("responses_manager")}
    caseworkers = {row["unit"] for row in count.table("responses_caseworker")}

    assert codes["Tårnby"] not in managers
    assert not caseworkers & {codes["Tårnby"], codes["Gentofte"], codes["Helsingør"]}


def test_the_docs_name_what_is_left_out_and_where_persons_and_units_disagree() -> None:
    counted, references = count.counts("caseworker"), count.references("caseworker")
    shares = {item: counted[item, "high"][0] / counted[item, "high"][1] for item in references}
    left_out = {
        row["id"] for row in count.printed().values() if row["survey"] == "caseworker" and row["high_exactness"]
    }
    same_question = {"C05", "C25"}

    assert left_out - set(references) - same_question == {"C02", "C07", "C10"}
    assert {item for item, share in shares.items() if share != 0.5 and (share > 0.5) != references[item]} == {
        *("C03", "C08", "C18", "C19", "C33", "C38", "C40")
    }
    assert {item for item, share in shares.items() if share == 0.5} == {"X03", "X04", "X05"}
