import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.methods.criteria import Criterion
from analysis.methods.notes import Refused
from analysis.methods.ranking import best_first
from analysis.methods.result import Result
from analysis.methods.selection import candidates
from analysis.methods.statements import Statements

PUBLISHED = Path(__file__).parent / "akf2006_selection.csv"
SOURCE = "akf 2006, section 5.1"
IN_WORDS = {"limited": "partly", "not_available": "unknown", "not_rated": "unknown", "not_stated": "unknown"}
SIGNIFICANT = Criterion("significant", "indicator_p")
EXITS = Criterion("exits", "continuous_exit")
HIGH_SCORE = Criterion("score", "score_high", scores=("manager", "caseworker"))


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def units() -> pd.DataFrame:
    rows = []
    for number, line in enumerate(published()):
        name, partner = line["municipality"], line["matched_low_partner"]
        star = line["significance_level_pct"]
        rows.append((name, name, "high", f"P{number:02d}", float(line["indicator"]), star))
        rows.append((partner, partner, "low", f"P{number:02d}", 0.5, "none"))
    return pd.DataFrame(rows, columns=pd.Index(["unit", "unit_name", "group", "pair", "indicator", "star_level"]))


def scores(survey: str) -> pd.DataFrame:
    values = [float(line[f"{survey}_score"] or "nan") for line in published()]
    return pd.DataFrame(
        {
            "unit": [line["municipality"] for line in published()],
            "score": values,
            "maximum": 17 if survey == "manager" else 38,
            "rank": best_first(np.array(values)),
            "respondents": [0 if np.isnan(value) else 1 + (survey == "caseworker") for value in values],
        }
    )


def stated() -> pd.DataFrame:
    columns = {
        "significant": "indicator_significant_per_report",
        "exits": "continuous_exit",
        "score": "manager_score_high",
    }
    rows = [
        (line["municipality"], code, line[column], IN_WORDS.get(line[column], line[column]), SOURCE)
        for line in published()
        for code, column in columns.items()
    ]
    return pd.DataFrame(rows, columns=pd.Index(["unit", "criterion", "value", "met", "source"]))


def exclusions() -> pd.DataFrame:
    rows = [
        (line["municipality"], "used_before", line["previous_study"], {"en": SOURCE, "da": SOURCE})
        for line in published()
        if line["previously_case"] == "yes"
    ]
    return pd.DataFrame(rows, columns=pd.Index(["unit", "exclusion", "reason", "source"]))


def run(chosen_from: list[str] | None = None, **changes: Any) -> Result:
    listed = [line["municipality"] for line in published() if line["listed_as_candidate"] == "yes"]
    arguments: dict[str, Any] = {
        "units": units(),
        "criteria": [SIGNIFICANT, EXITS, HIGH_SCORE],
        "chosen_from": listed if chosen_from is None else chosen_from,
        "statements": Statements(stated(), exclusions()),
        "scores": {"manager": scores("manager"), "caseworker": scores("caseworker")},
    }
    return candidates(**arguments | changes)


def table(result: Result) -> Any:
    return result.tables["candidates"].set_index("unit")


def test_candidates_stand_in_the_order_of_the_indicator() -> None:
    order = table(run()).index.tolist()
    assert order[:3] == ["Ballerup", "Hjørring", "Helsingør"]
    assert order[-1] == "Roskilde"
    assert len(order) == 8


def test_the_stars_of_the_report_give_its_own_verdict_on_significance() -> None:
    found = table(run())
    assert found["significant_computed"].to_dict() == found["significant_stated"].to_dict()
    assert found["significant_computed"].value_counts().to_dict() == {"yes": 5, "no": 3}


def test_what_is_computed_stands_beside_what_is_stated() -> None:
    found = table(run())
    assert found.loc["Helsingør", ["exits_computed", "exits_stated", "exits_stated_value"]].tolist() == [
        "unknown", "partly", "limited",
    ]  # fmt: skip
    assert found.loc["Sønderborg", ["score_computed", "score_stated", "score_computed_value"]].tolist() == [
        "yes", "no", "manager 6/17; caseworker 26/38",
    ]  # fmt: skip
    assert found.loc["Roskilde", "score_stated"] == "unknown"


def test_only_one_of_the_reports_three_meets_all_it_lists() -> None:
    found = table(run())
    chosen = [line["municipality"] for line in published() if line["selected"] == "yes"]
    counts = {unit: tuple(found.loc[unit, ["met", "partly", "known"]]) for unit in chosen}
    assert counts == {"Gentofte": (3, 0, 3), "Helsingør": (2, 1, 3), "Nykøbing F": (1, 0, 3)}


def test_what_is_unknown_is_not_no() -> None:
    found = table(run())
    assert found.loc["Tårnby", ["met", "known", "score_computed"]].tolist() == [2, 2, "unknown"]


def test_exclusions_stand_apart_and_silence_in_all_surveys_is_found() -> None:
    result = run()
    found = table(result)
    assert found.loc["Tårnby", "why_not"] == "no_answers"
    assert found.loc["Ballerup", "why_not"] == "used_before"
    assert found.loc["Gentofte", "why_not"] == ""
    assert result.excluded == {"excluded": 5}
    apart = result.tables["exclusions"].set_index("unit")[["reason", "origin"]].T.to_dict("list")
    assert apart["Tårnby"] == ["Took no part in any of the surveys.", "computed"]
    assert apart["Hjørring"] == ["SFI study", "stated"]


def test_partners_are_those_of_the_report_unless_matched_anew() -> None:
    found = table(run())
    printed = {line["municipality"]: line["matched_low_partner"] for line in published()}
    assert found["partner_name"].to_dict() == {unit: printed[unit] for unit in found.index}
    other = table(run(statements=Statements(stated(), exclusions(), {"Gentofte": "Allerød"})))
    assert other.loc["Gentofte", ["partner", "rematched"]].tolist() == ["Allerød", True]
    assert other["rematched"].sum() == 1


def test_nobody_is_selected() -> None:
    columns = set(run().tables["candidates"].columns)
    assert not {name for name in columns if "select" in name or "chosen" in name}


def test_notes_state_cut_missing_curves_single_persons_and_disagreement() -> None:
    sentences = [str(note) for note in run().notes]
    assert "Upper half of the scores (manager): at or above 13, the median of the 9 ranked units." in sentences
    assert any("continuous" in line or "curves of the benchmark" in line for line in sentences)
    assert "Criteria where what is stated and what is computed differ: 1." in sentences
    assert "Units whose score is one person's answers: 7. Think of bands before publishing." in sentences


def test_a_study_without_groups_or_scores_goes_by_its_own_criteria() -> None:
    frame = units().assign(group=None, pair=None).drop(columns=["indicator", "star_level"])
    own = pd.DataFrame(
        [("Vejle", "harbour", "large", "yes", "visit"), ("Horsens", "harbour", "small", "no", "visit")],
        columns=pd.Index(["unit", "criterion", "value", "met", "source"]),
    )
    result = candidates(
        frame,
        [Criterion("harbour", "stated")],
        chosen_from=["Horsens", "Roskilde", "Vejle"],
        statements=Statements(own),
    )
    found = table(result)
    assert found["harbour_stated"].to_dict() == {"Vejle": "yes", "Horsens": "no", "Roskilde": "unknown"}
    assert found.index.tolist() == ["Vejle", "Horsens", "Roskilde"]
    assert set(found["partner"]) == {""}
    assert result.tables["exclusions"].empty
    assert result.notes == ()


def test_curves_decide_where_they_are() -> None:
    months = pd.DataFrame({"unit": "Vejle", "month": range(1, 4), "at_risk": 40, "exits": 1})
    result = run(["Vejle"], curves=months)
    assert table(result).loc["Vejle", "exits_computed"] == "yes"
    assert "no_curves" not in [note.code for note in result.notes]


def test_statements_that_cannot_be_placed_are_refused_together() -> None:
    wrong = pd.DataFrame(
        [
            ("Vejle", "charm", "", "maybe", " "),
            ("Atlantis", "exits", "", "yes", SOURCE),
            ("Vejle", "exits", "", "yes", {"en": ""}),
            ("Vejle", "exits", "", "no", None),
        ],
        columns=pd.Index(["unit", "criterion", "value", "met", "source"]),
    )
    apart = pd.DataFrame(
        [("Atlantis", "declined", "", "")], columns=pd.Index(["unit", "exclusion", "reason", "source"])
    )
    with pytest.raises(Refused) as refused:
        run(
            ["Nowhere"],
            criteria=[EXITS, EXITS, Criterion("s", "score_high", scores=("citizens",)), Criterion("t", "score_high")],
            statements=Statements(wrong, apart, {"Vejle": "Elsewhere"}),
        )
    assert str(refused.value).splitlines() == [
        "Criterion exits stands twice.",
        "Criterion s: there is no score table citizens.",
        "Criterion t: there is no score table -.",
        "Candidates and partners: there is no unit Nowhere.",
        "Candidates and partners: there is no unit Elsewhere.",
        "Stated criteria, row 1: there is no criterion charm.",
        "Stated criteria, row 1: met is maybe; use yes, no, partly or unknown.",
        "Stated criteria, row 4: Vejle and exits stand twice.",
        "Stated criteria, row 1: what is said of Vejle needs a source.",
        "Stated criteria, row 2: there is no unit Atlantis.",
        "Stated criteria, row 3: what is said of Vejle needs a source.",
        "Stated criteria, row 4: what is said of Vejle needs a source.",
        "Exclusions, row 1: there is no unit Atlantis.",
        "Exclusions, row 1: what is said of Atlantis needs a source.",
    ]


def test_no_candidate_and_missing_columns_are_refused() -> None:
    with pytest.raises(Refused, match="There is no candidate to judge"):
        run([])
    with pytest.raises(Refused, match="The units table has no column unit"):
        run(["Vejle"], units=units().drop(columns="unit"))


def test_order_of_rows_changes_nothing() -> None:
    first, second = run(), run(units=units().iloc[::-1])
    for name, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, second.tables[name])
