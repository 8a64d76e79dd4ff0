import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.contrast import Settings, contrast
from analysis.methods.fisher import fisher
from analysis.methods.items import ItemRule
from analysis.methods.notes import Refused
from analysis.methods.result import Result
from tests.analysis.methods.factories import answers, paired_units, random_study, units, yes_no

PUBLISHED = Path(__file__).parent / "akf2006_exact_counts.csv"
FIRST_COLUMNS = [
    *("item", "theme", "label", "level", "high_x", "high_n", "low_x", "low_n", "middle_x", "middle_n", "missing"),
    *("difference", "ci_low", "ci_high", "test", "p", "q", "class", "evidence", "reported"),
]


def run(study: dict[str, Any], seed: int = 1, **options: Any) -> Result:
    return contrast(**study, settings=Settings(**options), rng=np.random.default_rng(seed))


def study(rows: Sequence[tuple[str | None, Any]], frame: pd.DataFrame, *items: ItemRule) -> dict[str, Any]:
    return {"units": frame, "answers": answers(rows), "items": list(items) or [yes_no()]}


def row(result: Result, place: int = 0, table: str = "contrasts") -> dict[str, Any]:
    return dict(result.tables[table].iloc[place])


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def lay_out(line: dict[str, str], level: str) -> dict[str, Any]:
    """One person answers for each unit, so a printed x of n can be laid out as it stands."""
    counts = {side: (int(line[f"{side}_x"]), int(line[f"{side}_n"])) for side in ("high", "low")}
    size = max(n for _, n in counts.values())
    rows = [(f"{side[0]}{i:02d}", "y" if i < x else "n") for side, (x, n) in counts.items() for i in range(n)]
    return row(run(study(rows, paired_units(size)), level=level))


@pytest.mark.parametrize("level", ["respondents", "units"])
@pytest.mark.parametrize("line", published(), ids=lambda line: line["id"])
def test_counts_and_shares_printed_in_the_akf_report(line: dict[str, str], level: str) -> None:
    # akf (2006), section 4.2, all contrasts with exact counts on both sides.
    found = lay_out(line, level)
    assert [str(found[name]) for name in ("high_x", "high_n", "low_x", "low_n")] == [
        line[name] for name in ("high_x", "high_n", "low_x", "low_n")
    ]
    assert round(found["high_share"], 4) == float(line["high_share"])
    assert round(found["low_share"], 4) == float(line["low_share"])


def test_the_rule_calls_none_of_the_reports_own_contrasts_no_difference() -> None:
    # METHODS section 3, calibration: |d| from 0.187 to 0.625, and no p of Fisher's below 0.029.
    found = [lay_out(line, "respondents") for line in published() if line["same_answer_both_groups"] == "yes"]
    sizes = [abs(line["difference"]) for line in found]
    assert (round(min(sizes), 3), round(max(sizes), 3)) == (0.187, 0.625)
    assert {line["class"] for line in found} == {"clear", "tendency"}
    p = fisher(*(np.array([line[name] for line in found]) for name in ("high_x", "high_n", "low_x", "low_n")))
    assert round(float(p.min()), 3) == 0.029


def test_table_begins_with_the_agreed_columns() -> None:
    assert list(run(random_study(1)).tables["contrasts"].columns[:20]) == FIRST_COLUMNS


def test_respondents_are_counted_one_by_one_and_units_by_their_majority() -> None:
    rows = [
        ("h1", "y"),
        ("h1", "y"),
        ("h1", "n"),
        ("h2", "y"),
        ("h2", "n"),
        ("l1", "n"),
        ("l1", "dk"),
        ("m1", "y"),
        ("l2", None),
    ]
    frame = units("h1", "h2", "l1", "l2", "m1", "h3")
    persons = row(run(study(rows, frame)))
    assert [persons[name] for name in ("high_x", "high_n", "low_x", "low_n", "middle_x", "middle_n", "missing")] == [
        3, 5, 0, 1, 1, 1, 2,
    ]  # fmt: skip
    assert (persons["high_units"], persons["high_largest"], persons["high_asked"], persons["low_missing"]) == (
        2,
        3,
        5,
        2,
    )
    places = row(run(study(rows, frame), level="units"))
    assert [places[name] for name in ("high_x", "high_n", "high_split", "low_x", "low_n", "low_split")] == [
        1,
        2,
        1,
        0,
        1,
        0,
    ]
    assert places["high_share"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert places["missing"] == 2


def brute_force(data: dict[str, Any], item: int) -> dict[str, Any]:
    """Count with dictionaries what the vectorised code counts with arrays."""
    group = dict(zip(data["units"]["unit"], data["units"]["group"], strict=True))
    found: dict[str, Any] = defaultdict(int)
    by_unit: dict[str, list[int]] = defaultdict(list)
    for unit, answer in zip(data["answers"]["unit"], data["answers"][f"q{item}"], strict=True):
        if answer in {"y", "n"}:
            found[f"{group[unit]}_n"] += 1
            found[f"{group[unit]}_x"] += answer == "y"
            by_unit[unit].append(int(answer == "y"))
        else:
            found["missing"] += 1
    share = {unit: sum(values) / len(values) for unit, values in by_unit.items()}
    pair = (
        data["units"].dropna(subset="pair").pivot_table(index="pair", columns="group", values="unit", aggfunc="first")
    )
    both = [
        (share[h], share[low])
        for h, low in zip(pair["high"], pair["low"], strict=True)
        if h in share and low in share
    ]
    found["pairs"] = len(both)
    found["units_high"] = sum(share[unit] > 0.5 for unit in share if group[unit] == "high")
    found["mean_high"] = float(np.mean([share[unit] for unit in sorted(share) if group[unit] == "high"]))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_counts_equal_an_independent_loop(seed: int) -> None:
    data = random_study(seed)
    persons, places = run(data).tables["contrasts"], run(data, level="units").tables["contrasts"]
    for item in range(5):
        expected = brute_force(data, item)
        for name in ("high_x", "high_n", "low_x", "low_n", "middle_x", "middle_n", "missing", "pairs"):
            assert persons.loc[item, name] == expected[name]
        assert places.loc[item, "high_x"] == expected["units_high"]
        assert places.loc[item, "high_share"] == pytest.approx(expected["mean_high"])


def test_units_table_adds_up_to_the_contrast() -> None:
    result = run(random_study(3))
    behind = result.tables["units"]
    sums = behind.groupby(["item", "group"])[["yes", "no", "missing"]].sum()
    for _, line in result.tables["contrasts"].iterrows():
        assert sums.loc[(line["item"], "high"), "yes"] == line["high_x"]
        assert sums.loc[(line["item"], "low"), ["yes", "no"]].sum() == line["low_n"]
        assert sums.loc[line["item"], "missing"].sum() == line["missing"]
    assert len(behind) == 5 * 18
    assert set(behind["majority"]) <= {"yes", "no", "split", ""}


@given(st.integers(0, 10_000), st.sampled_from(["sign_flip", "permutation", "fisher"]))
@settings(max_examples=15, deadline=None)
def test_order_of_rows_changes_nothing(seed: int, test: str) -> None:
    data = random_study(seed, pairs=6)
    mixed = data | {
        "answers": data["answers"].sample(frac=1, random_state=seed),
        "units": data["units"].sample(frac=1, random_state=seed),
    }
    for level in ("respondents", "units"):
        first, second = (run(each, test=test, level=level).tables for each in (data, mixed))
        for name, table in first.items():
            pd.testing.assert_frame_equal(table, second[name], check_exact=True)


@given(st.integers(0, 10_000), st.sampled_from(["sign_flip", "permutation", "fisher"]))
@settings(max_examples=15, deadline=None)
def test_swapping_the_groups_flips_the_sign(seed: int, test: str) -> None:
    data = random_study(seed, pairs=6)
    turned = {"high": "low", "low": "high", "middle": "middle"}
    swapped = data | {"units": data["units"].assign(group=data["units"]["group"].map(turned))}
    first, second = (run(each, test=test).tables["contrasts"] for each in (data, swapped))
    np.testing.assert_allclose(first["difference"], -second["difference"])
    np.testing.assert_allclose(first["ci_low"], -second["ci_high"])
    np.testing.assert_allclose(first["p"], second["p"])
    assert first["class"].tolist() == second["class"].tolist()


def test_too_few_pairs_and_silent_groups_are_said_and_stay_out_of_the_family() -> None:
    data = random_study(2, pairs=6, questions=3)
    high = data["answers"]["unit"].str.startswith("h")
    data["answers"].loc[high, "q1"] = None
    few = data["answers"]["unit"].isin(["h00", "h01"])
    data["answers"].loc[few, "q2"] = None
    result = run(data)
    found = result.tables["contrasts"]
    assert found["remark"].tolist() == ["", "no_answers", "too_few_pairs"]
    assert found["p"].isna().tolist() == [False, True, True]
    assert found["q"].tolist()[0] == found["p"].tolist()[0]
    assert found["class"].tolist()[1] == "too_few"
    assert found[["difference", "ci_low"]].isna().all(axis=1).tolist() == [False, True, False]
    sentences = [str(note) for note in result.notes]
    assert "Items with fewer than 5 complete pairs, not tested: 2." in sentences
    assert "Items without an answer in the high or the low group: I1." in sentences
    assert "Smallest p that the pair test can reach: 0.0312. Pairs compared: 6." in sentences


def test_an_item_with_too_few_answers_says_so_instead_of_a_number() -> None:
    data = random_study(2, pairs=6, questions=2)
    places = data["answers"].index[data["answers"]["unit"].str.startswith("h")]
    data["answers"].loc[places, "q0"] = ["y"] * 4 + [None] * (len(places) - 4)
    for test in ("sign_flip", "permutation", "fisher"):
        found = run(data, test=test).tables["contrasts"]
        assert found["class"].tolist()[0] == "too_few"
        assert found["high_n"].tolist()[0] == 4
        assert found.loc[0, ["difference", "ci_low", "ci_high", "p", "q"]].isna().all()
        assert found["evidence"].tolist()[0] == ""
        assert found["q"].tolist()[1] == found["p"].tolist()[1]  # a family of one


def test_a_pair_test_without_pairs_is_left_out_aloud_not_exchanged() -> None:
    data = random_study(2)
    data["units"]["pair"] = None
    result = run(data)
    assert result.tables["contrasts"]["p"].isna().all()
    assert set(result.tables["contrasts"]["test"]) == {"sign_flip"}
    assert "no_pairs" in [note.code for note in result.notes]


def test_no_test_leaves_p_blank() -> None:
    found = run(random_study(2), test="none").tables["contrasts"]
    assert found["p"].isna().all()
    assert set(found["evidence"]) == {""}


def test_many_pairs_and_many_units_say_that_arrangements_were_drawn() -> None:
    data = random_study(2, pairs=18, respondents=600)
    assert "random_draws" in [note.code for note in run(data).notes]
    assert "random_draws" in [note.code for note in run(data, test="permutation").notes]
    assert "random_draws" not in [note.code for note in run(random_study(2), test="permutation").notes]


def _sentences(result: Result) -> list[str]:
    return [str(note) for note in result.notes]


def test_the_smallest_p_is_said_by_kind_of_test() -> None:
    assert (
        "Pairs compared: 18. All their sign vectors together could reach p = 7.63e-06; the 9999 random ones that "
        "were drawn cannot go below 0.0001."
    ) in _sentences(run(random_study(2, pairs=18, respondents=600)))
    # 7 + 7 units: 2 of the 3,432 arrangements; 3 + 4: 1 of 35.
    even = [(f"{side}{i:02d}", "y" if side == "h" else "n") for side in "hl" for i in range(7)]
    found = run(study(even, paired_units(7)), test="permutation")
    assert row(found)["p"] == pytest.approx(2 / 3432)
    reach = "Smallest p that the exchange of labels can reach: {}. Units compared: {} high and {} low."
    assert reach.format("0.000583", 7, 7) in _sentences(found)
    uneven = [line for line in even if line[0] < "h03" or "l00" <= line[0] < "l04"]
    assert reach.format("0.0286", 3, 4) in _sentences(run(study(uneven, paired_units(7)), test="permutation"))
    drawn = run(random_study(2, pairs=18, respondents=600), test="permutation")
    assert reach.format("0.0001", 18, 18) in _sentences(drawn)


def test_a_test_of_unit_shares_says_that_its_statistic_is_not_the_difference() -> None:
    # Pooled, the low group says yes more often (60 of 61 to 6 of 7 high); in every pair but one the high unit does.
    rows = [(f"h{i:02d}", "y") for i in range(6)] + [("h06", "n")]
    rows += [(f"l{i:02d}", "n") for i in range(6)] + [("l06", "y")] * 60
    for test, code in (("sign_flip", "pair_statistic"), ("permutation", "label_statistic")):
        result = run(study(rows, paired_units(7)), test=test)
        assert row(result)["difference"] < 0
        assert code in [note.code for note in result.notes]
    assert "label_statistic" not in [
        note.code for note in run(study(rows, paired_units(7)), test="permutation", level="units").notes
    ]


def test_q_says_over_how_many_items_it_was_taken() -> None:
    data = random_study(2, pairs=6, questions=3)
    data["answers"].loc[data["answers"]["unit"].str.startswith("h"), "q1"] = None
    result = run(data)
    assert int(result.tables["contrasts"]["q"].notna().sum()) == 2
    assert "q is Benjamini-Hochberg over the 2 items of this run that were tested." in _sentences(result)
    assert "q_family" not in [note.code for note in run(data, test="none").notes]


def test_fisher_and_unit_level_say_what_they_assume() -> None:
    assert "fisher_as_if_independent" in [note.code for note in run(random_study(2), test="fisher").notes]
    notes = [note.code for note in run(random_study(2), level="units").notes]
    assert "unit_interval" in notes
    assert "as_if_independent" not in notes


def test_leaving_the_largest_unit_out_shows_what_hangs_on_it() -> None:
    rows = [(f"{side}{i:02d}", "y" if side == "h" else "n") for side in "hl" for i in range(6)]
    rows += [("l03", "y")] * 9 + [("m00", "y")] * 30
    result = run(study(rows, paired_units(6, middle=1)))
    variant = row(result, table="leave_largest_out")
    assert (variant["left_out"], variant["left_out_name"], variant["left_out_group"]) == ("l03", "Town l03", "low")
    assert (variant["left_out_respondents"], variant["low_x"], variant["low_n"]) == (10, 0, 5)
    assert (variant["difference"], variant["class"]) == (1.0, "clear")
    full = row(result)
    assert (full["low_x"], full["low_n"], variant["class_all"], variant["changed"]) == (9, 15, full["class"], False)
    assert result.notes[0].params == {"largest": 10}


def test_a_tie_for_the_largest_takes_the_first_and_says_so() -> None:
    rows = [("h00", "y"), ("h00", "y"), ("l01", "n"), ("l01", "n"), ("l00", "n"), ("h01", "y")]
    result = run(study(rows, paired_units(2)))
    assert row(result, table="leave_largest_out")["left_out"] == "h00"
    assert {"count": 2} in [dict(note.params) for note in result.notes]


def test_one_respondent_per_unit_has_no_largest() -> None:
    result = run(study([("h00", "y"), ("l00", "n")], paired_units(1)))
    assert result.tables["leave_largest_out"].empty
    assert "no_largest" in [note.code for note in result.notes]


def test_a_second_manager_is_refused_where_one_is_expected() -> None:
    data = study([("h00", "y"), ("h00", "n"), ("l00", "n")], paired_units(1))
    with pytest.raises(Refused, match=r"Units with several respondents where one is expected: 1 \(h00\)"):
        run(data, one_per_unit=True)
    assert run(study([("h00", "y")], paired_units(1)), one_per_unit=True).n_used == 1


def test_unknown_options_are_named_together() -> None:
    with pytest.raises(Refused) as refused:
        run(random_study(1), level="towns", test="t")
    assert [note.params["name"] for note in refused.value.problems] == ["level", "test"]


def test_reported_and_direction_are_carried_along() -> None:
    data = study([("h00", "y")], paired_units(1), yes_no(reported=True, direction="high", theme="T1", label="Yes"))
    found = row(run(data))
    assert (found["reported"], found["direction"], found["theme"], found["label"]) == (True, "high", "T1", "Yes")


def test_no_answers_at_all_gives_a_table_of_blanks() -> None:
    data = study([("h00", "y")], paired_units(2))
    data["answers"] = data["answers"].iloc[:0]
    result = run(data)
    assert result.n_used == 0
    assert row(result)["remark"] == "no_answers"
