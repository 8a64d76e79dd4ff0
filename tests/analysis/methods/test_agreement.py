import csv
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.agreement import Settings, agreement
from analysis.methods.items import ItemRule
from analysis.methods.notes import Refused
from analysis.methods.ranking import best_first
from analysis.methods.result import Result
from tests.analysis.methods.factories import random_study, units, yes_no

PUBLISHED = Path(__file__).parent / "akf2006_scores.csv"


def run(data: dict[str, Any], **options: Any) -> Result:
    return agreement(**data, settings=Settings(**options))


def study(*rows: tuple[str, str], questions: int = 0, extra: tuple[str, ...] = ()) -> dict[str, Any]:
    """Each row: a unit and its answers, a letter per question: y, n, - for none."""
    width = questions or len(rows[0][1])
    table: dict[str, Any] = {"unit": [unit for unit, _ in rows], "respondent": [f"r{i}" for i in range(len(rows))]}
    for number in range(width):
        table[f"q{number}"] = [None if given[number] == "-" else given[number] for _, given in rows]
    frame = units(*sorted({unit for unit, _ in rows} | set(extra)))
    items = [yes_no(f"I{number}", f"q{number}") for number in range(width)]
    return {"units": frame, "answers": pd.DataFrame(table), "items": items}


def scores(result: Result) -> Any:
    return result.tables["scores"].set_index("unit")


def codes(result: Result) -> list[str]:
    return [note.code for note in result.notes]


def test_a_unit_scores_a_point_for_each_answer_of_the_majority() -> None:
    result = run(study(("h1", "yyn"), ("h2", "yyy"), ("h3", "ynn"), ("l1", "nnn"), ("m1", "y--"), extra=("h4",)))
    table = scores(result)
    assert table.loc[["h1", "h2", "h3"], "score"].tolist() == [3, 2, 2]
    assert table.index.tolist() == ["h1", "h2", "h3", "h4", "l1", "m1"]
    assert table["rank"].tolist()[:3] == [1, 2, 2]
    assert table["rank"].isna().tolist()[3:] == [True, True, True]
    assert table.loc["l1", "score"] == 1
    assert set(table["maximum"]) == {3}
    assert result.tables["reference"]["reference"].tolist() == ["yes", "yes", "no"]


def test_nobody_answering_is_unranked_in_words_and_blank_not_zero() -> None:
    result = run(study(("h1", "yy"), ("h2", "--"), extra=("h3",)))
    table = scores(result)
    assert table["score"].isna().tolist() == [False, True, True]
    assert table.loc["h2", "note"] == "Not ranked: none of the items was answered."
    assert table.loc["h3", "note"] == "Not ranked: nobody answered."
    assert table.loc["h3", "note_codes"] == "unit_no_respondents"


def test_a_tie_leaves_the_item_out_and_the_maximum_falls() -> None:
    result = run(study(("h1", "yy"), ("h2", "yn"), ("l1", "ny")))
    assert set(scores(result)["maximum"]) == {1}
    assert result.tables["reference"]["dropped"].tolist() == ["", "tie"]
    assert "Items left out because the high group is evenly divided: I1." in [str(note) for note in result.notes]


def test_a_set_without_any_agreed_item_is_refused() -> None:
    with pytest.raises(Refused, match="No item is left to score"):
        run(study(("h1", "y"), ("h2", "n")))
    with pytest.raises(Refused, match="No item is left to score"):
        run(study(("h1", "-"), ("l1", "y")))


def test_no_high_unit_is_refused() -> None:
    with pytest.raises(Refused, match="No unit is in the high group"):
        run(study(("l1", "y")))


def test_two_items_on_one_question_are_refused_by_name() -> None:
    data = study(("h1", "yy"))
    data["items"].append(ItemRule("X", ("q0", "q1"), "single", yes=("y",), no=("n",)))
    with pytest.raises(Refused) as refused:
        run(data)
    assert str(refused.value).splitlines() == [
        "Items I0, X rest on the same question q0: a set holds one item per question.",
        "Items I1, X rest on the same question q1: a set holds one item per question.",
    ]


def test_unknown_options_are_named_together() -> None:
    with pytest.raises(Refused) as refused:
        run(study(("h1", "y")), basis="b", reference="r", denominator="d", rank_groups=("top",))
    names = [note.params["name"] for note in refused.value.problems]
    assert names == ["basis", "reference", "denominator", "rank_groups"]


def test_basis_units_counts_a_unit_once_and_a_split_one_for_neither_side() -> None:
    rows = [("h1", "y"), ("h1", "y"), ("h1", "y"), ("h2", "n"), ("h3", "n"), ("h4", "y"), ("h4", "n")]
    by_units, by_persons = run(study(*rows)), run(study(*rows), basis="respondents")
    assert by_units.tables["reference"]["reference"].tolist() == ["no"]
    assert by_persons.tables["reference"]["reference"].tolist() == ["yes"]
    assert by_units.tables["reference"][["high_yes", "high_n"]].to_numpy().tolist() == [[1, 4]]
    assert by_persons.tables["reference"][["high_yes", "high_n"]].to_numpy().tolist() == [[4, 7]]
    assert scores(by_units).loc["h4", "score"] == 0.5


def test_towards_high_takes_the_answer_that_is_commoner_than_in_the_low_group() -> None:
    # 4 of 9 against 0 of 9, as in the akf report (M05): the majority of both says no.
    rows = [(f"h{i}", "y" if i < 4 else "n") for i in range(9)] + [(f"l{i}", "n") for i in range(9)]
    plain, towards = run(study(*rows)), run(study(*rows), reference="towards_high")
    assert plain.tables["reference"][["reference", "low_majority", "same_in_low"]].to_numpy().tolist() == [
        ["no", "no", True]
    ]
    assert "same_in_low" in codes(plain)
    assert towards.tables["reference"][["reference", "same_in_low"]].to_numpy().tolist() == [["yes", False]]
    assert scores(towards).loc["h0", "score"] == 1
    by_persons = run(study(*rows), reference="towards_high", basis="respondents")
    assert by_persons.tables["reference"]["reference"].tolist() == ["yes"]


def test_towards_high_without_difference_or_without_low_answers_leaves_the_item_out() -> None:
    result = run(study(("h1", "yyy"), ("l1", "ny-")), reference="towards_high")
    assert result.tables["reference"]["dropped"].tolist() == ["", "tie", "no_answers"]
    assert "item_dropped_no_answers" in codes(result)


def test_leaving_the_own_unit_out_changes_what_it_is_scored_against() -> None:
    data = study(("h1", "y"), ("h2", "y"), ("h3", "n"), ("h4", "n"), ("h5", "y"), ("l1", "y"))
    table = scores(run(data, loo_majority=True))
    # Without h1 it stands two against two: nothing is left to score h1 on; without h3 it stands three against one.
    assert table.loc[["h1", "h3", "l1"], "maximum"].tolist() == [0, 1, 1]
    assert np.isnan(table["score"].to_dict()["h1"])
    assert table.loc[["h3", "l1"], "score"].tolist() == [0, 1]
    assert scores(run(data)).loc["h1", "score"] == 1


def test_scores_out_of_different_maxima_are_ranked_by_their_share() -> None:
    # Without its own answers h1 meets a tie in q1 and q2, and can reach 2; h4, who answers less, can reach 4.
    rows = [("h1", "yyyy"), ("h2", "yyyy"), ("h3", "ynny"), ("h4", "ynny"), ("h4", "yyny"), ("h5", "yy--")]
    result = run(study(*rows), loo_majority=True)
    table = scores(result)
    ranked = table[table["rank"].notna()]
    assert len(set(ranked["maximum"])) > 1
    shares = (ranked["score"] / ranked["maximum"]).tolist()
    assert shares == sorted(shares, reverse=True)
    assert ranked["score"].tolist() != sorted(ranked["score"], reverse=True)
    assert ranked["rank"].tolist() == best_first(np.array(shares)).tolist()
    assert "ranked_by_share" in codes(result)
    assert "ranked_by_share" not in codes(run(study(*rows)))


def test_denominator_answered_scales_the_share_to_the_maximum() -> None:
    data = study(("h1", "yyyy"), ("h2", "yyyy"), ("h3", "yn--"), ("h3", "y---"))
    assert scores(run(data)).loc["h3", ["score", "of_answered", "answered_items"]].tolist() == [1.0, 0.75, 1.5]
    assert scores(run(data, denominator="answered")).loc["h3", "score"] == 3.0


def test_a_respondent_without_answers_scores_nothing_but_stays_out_of_the_share() -> None:
    table = scores(run(study(("h1", "yy"), ("h2", "yy"), ("h2", "--"))))
    assert table.loc["h2", ["score", "of_answered", "respondents"]].tolist() == [1.0, 1.0, 2]


def test_warnings_stand_with_the_unit_and_as_counts() -> None:
    result = run(study(("h1", "yyyyy"), ("h2", "yyyy-"), ("h3", "yyy--"), ("h3", "yyy--")))
    table = scores(result)
    assert table.loc["h1", "note"] == "The answers of one person."
    assert table.loc["h2", "note_codes"] == "unit_one_respondent"
    assert table.loc["h3", "note"] == "Answered less than 80 percent of the items."
    sentences = [str(note) for note in result.notes]
    assert sentences[0].startswith("Items chosen by how the groups differ favour the high group")
    assert "Units that answered less than 80 percent of the items: 1." in sentences
    assert "Units whose score is one person's answers: 2. Think of bands before publishing." in sentences


def test_other_groups_are_ranked_when_asked_for() -> None:
    data = study(("h1", "yy"), ("l1", "yy"), ("m1", "yn"))
    table = scores(run(data, rank_groups=("high", "low", "middle")))
    assert table["rank"].tolist() == [1, 1, 3]
    assert "unit_not_ranked" in scores(run(data)).loc["l1", "note_codes"]


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("survey", ["manager", "caseworker"])
def test_ranks_are_those_of_the_akf_report(survey: str) -> None:
    # akf (2006), tables of scores by municipality: equal scores share the best place.
    rows = published()
    values = np.array([float(line[f"{survey}_score"] or "nan") for line in rows])
    printed = [line[f"{survey}_rank_with_ties"] for line in rows]
    assert ["" if np.isnan(rank) else str(int(rank)) for rank in best_first(values)] == printed


def brute_force(data: dict[str, Any], *, by_units: bool) -> dict[str, float]:
    """Score with dictionaries and loops."""
    group = dict(zip(data["units"]["unit"], data["units"]["group"], strict=True))
    people = data["answers"].to_dict("records")
    wanted = {}
    for item in data["items"]:
        question, sides = item.questions[0], [0, 0]
        high = sorted((row for row in people if group[row["unit"]] == "high"), key=lambda row: row["unit"])
        for _, rows in itertools.groupby(high, key=lambda row: row["unit"]):
            given = [row[question] for row in rows]
            yes, no = given.count("y"), given.count("n")
            sides[0] += yes > no if by_units else yes
            sides[1] += no > yes if by_units else no
        if sides[0] != sides[1]:
            wanted[question] = "y" if sides[0] > sides[1] else "n"
    points: dict[str, list[int]] = {}
    for row in people:
        points.setdefault(row["unit"], []).append(sum(row[question] == answer for question, answer in wanted.items()))
    return {unit: sum(values) / len(values) for unit, values in points.items()}


@pytest.mark.parametrize("seed", range(6))
def test_scores_equal_an_independent_loop(seed: int) -> None:
    data = random_study(seed, questions=9, respondents=90)
    for basis in ("units", "respondents"):
        expected = brute_force(data, by_units=basis == "units")
        found = scores(run(data, basis=basis))["score"].dropna()
        assert found.to_dict() == pytest.approx({unit: expected[unit] for unit in found.index})
        assert len(found) == len(expected)


@given(st.integers(0, 10_000), st.sampled_from(["all", "answered"]), st.booleans())
@settings(max_examples=15, deadline=None)
def test_order_of_rows_changes_nothing(seed: int, denominator: str, loo: bool) -> None:
    data = random_study(seed, questions=9, respondents=90)
    mixed = data | {
        "answers": data["answers"].sample(frac=1, random_state=seed),
        "units": data["units"].sample(frac=1, random_state=seed),
    }
    first, second = (run(each, denominator=denominator, loo_majority=loo).tables for each in (data, mixed))
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, second[name], check_exact=True)


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_answering_the_other_way_round_everywhere_keeps_every_score(seed: int) -> None:
    data = random_study(seed, questions=9, respondents=90)
    turned = data | {"answers": data["answers"].replace({"y": "n", "n": "y"})}
    pd.testing.assert_series_equal(scores(run(data))["score"], scores(run(turned))["score"])
