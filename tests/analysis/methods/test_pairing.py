from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.methods.matching import Similarity
from analysis.methods.notes import Refused
from analysis.methods.overrides import Override
from analysis.methods.pairing import PAIR_COLUMNS, Settings, propose
from analysis.methods.result import Result


def towns() -> pd.DataFrame:
    rows = [
        ("a1", "North", -2.0, 0.01, 500, 10.0),
        ("a2", "North", -1.0, 0.30, 300, 30.0),
        ("b1", "North", 1.5, 0.02, 400, 31.0),
        ("b2", "North", 1.0, 0.04, 200, 11.0),
        ("c1", "South", -0.5, 0.15, 100, 20.0),
        ("d1", "South", 0.25, 0.50, 600, 22.0),
        ("e1", "East", -3.0, 0.01, 900, 50.0),
        ("z0", "East", 0.0, 1.00, 800, 60.0),
        ("z1", "East", np.nan, np.nan, 50, 70.0),
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(["unit", "region", "indicator", "p", "persons", "population"]))
    return frame.assign(unit_name=[f"Town {code}" for code in frame["unit"]])


def run(frame: pd.DataFrame | None = None, excluded: dict[str, str] | None = None, **options: Any) -> Result:
    return propose(towns() if frame is None else frame, Settings(**options), excluded or {})


def edges(result: Result) -> list[tuple[str, str]]:
    pairs = result.tables["pairs"]
    return list(zip(pairs["high_unit"], pairs["low_unit"], strict=True))


def groups(result: Result) -> dict[str, str]:
    members = result.tables["members"]
    return dict(zip(members["unit"], members["group"], strict=True))


def codes(result: Result) -> list[str]:
    return [note.code for note in result.notes]


def change(pair: str = "P01", high: str = "a1", low: str = "b2", **changes: Any) -> Override:
    return Override(pair, high, low, **{"reason": "neighbours", "author": "owner"} | changes)


def test_the_largest_gains_within_regions_are_paired_by_rank() -> None:
    result = run(pairs=2)
    assert edges(result) == [("a1", "b1"), ("a2", "b2")]
    assert result.tables["pairs"]["gain"].tolist() == [3.5, 2.0]
    assert result.tables["pairs"]["distance"].isna().all()
    assert tuple(result.tables["pairs"].columns) == PAIR_COLUMNS
    assert result.tables["unreachable"].empty


def test_likeness_decides_who_stands_with_whom_and_leaves_the_gain() -> None:
    result = run(pairs=2, similarity=(Similarity("population", log=True),))
    assert edges(result) == [("a1", "b2"), ("a2", "b1")]
    assert result.tables["pairs"]["gain"].sum() == 5.5
    logs = np.log(towns()["population"])
    assert result.tables["pairs"]["distance"].tolist()[0] == pytest.approx((np.log(11) - np.log(10)) / logs.std())


def test_every_unit_has_a_place_and_a_reason() -> None:
    result = run(pairs=2, excluded={"c1": "Too few newcomers"})
    assert groups(result) == {
        "a1": "high", "a2": "high", "b1": "low", "b2": "low", "c1": "excluded", "d1": "middle", "e1": "middle",
        "z0": "middle", "z1": "",
    }  # fmt: skip
    reasons = dict(zip(result.tables["members"]["unit"], result.tables["members"]["reason"], strict=True))
    assert (reasons["a1"], reasons["c1"], reasons["z1"]) == ("Pair P01.", "Too few newcomers", "No indicator.")
    assert (reasons["z0"], reasons["e1"]) == (
        "Its indicator is 0, which belongs to neither group.", "No unit of its region can be its partner."
    )  # fmt: skip
    assert result.n_used == 7
    assert result.excluded == {"excluded": 1, "no_result": 1}
    assert result.n_used + sum(result.excluded.values()) == len(towns())


def test_a_unit_in_no_pair_is_told_the_true_reason() -> None:
    homeless = towns()
    homeless.loc[homeless["unit"] == "d1", "region"] = None
    codes = {
        "pairs": run(pairs=1).tables["members"],
        "region": run(homeless, pairs=5).tables["members"],
        "limit": run(pairs=5, p_max_high=0.2).tables["members"],
        "persons": run(pairs=5, min_persons=250).tables["members"],
    }
    found = {name: dict(zip(table["unit"], table["reason_code"], strict=True)) for name, table in codes.items()}
    assert (found["pairs"]["c1"], found["pairs"]["a2"]) == ("member_middle", "member_middle")
    assert (found["region"]["d1"], found["region"]["c1"]) == ("member_no_region", "member_no_partner")
    assert (found["limit"]["a2"], found["limit"]["b2"]) == ("member_beyond_limits", "member_middle")
    assert (found["persons"]["c1"], found["persons"]["d1"]) == ("member_beyond_limits", "member_no_partner")


def test_more_pairs_than_there_are_gives_the_most_and_names_the_empty_regions() -> None:
    result = run(pairs=5)
    assert len(edges(result)) == 3
    assert result.tables["unreachable"].to_numpy().tolist() == [["East", 1, 0]]
    assert str(result.notes[0]) == (
        "Only 3 of 5 pairs can be made. Regions without both a high and a low unit: East."
    )


def test_too_few_pairs_although_no_region_is_empty() -> None:
    frame = towns()[towns()["region"] != "East"]
    told = f"Only {len(edges(run(frame, pairs=9)))} of 9 pairs can be made: the regions have no more units to pair."
    assert str(run(frame, pairs=9).notes[0]) == told


def test_limits_on_p_and_persons_take_candidates_away() -> None:
    assert edges(run(pairs=5, p_max_high=0.2)) == [("a1", "b1"), ("c1", "d1")]
    assert edges(run(pairs=5, p_max_low=0.03)) == [("a1", "b1")]
    assert edges(run(pairs=5, min_persons=250)) == [("a1", "b1")]
    assert edges(run(pairs=5, max_per_region=1)) == [("a1", "b1"), ("c1", "d1")]


def test_forced_units_and_pairs_are_kept_together() -> None:
    assert edges(run(pairs=1, forced_units=("c1",))) == [("c1", "d1")]
    likeness = (Similarity("population"),)
    assert edges(run(pairs=2, forced_pairs=(("a1", "b1"),), similarity=likeness)) == [("a1", "b1"), ("a2", "b2")]


def test_forced_units_that_cannot_be_taken_are_all_named() -> None:
    with pytest.raises(Refused) as refused:
        run(
            excluded={"a2": "reason"},
            forced_units=("q9", "a2", "z0"),
            forced_pairs=(("b1", "b2"), ("a1", "b2")),
        )
    assert str(refused.value).splitlines() == [
        "Forced: there is no unit q9.",
        "Forced: unit a2 is excluded.",
        (
            "Forced: unit z0, with indicator 0, is no candidate for its side, "
            "or a limit on p, persons or region keeps it out."
        ),
        (
            "Forced: unit b1, with indicator 1.5, is no candidate for its side, "
            "or a limit on p, persons or region keeps it out."
        ),
        "Unit b2 would stand in two places: b1 + b2, a1 + b2.",
    ]


def test_missing_columns_double_units_and_zero_pairs_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        run(
            towns().drop(columns=["p", "persons"]),
            pairs=0,
            p_max_low=0.1,
            min_persons=1,
            similarity=(Similarity("rent"),),
        )
    assert [note.params.get("column", note.code) for note in refused.value.problems] == [
        "rent", "p", "persons", "pairs_below_one",
    ]  # fmt: skip
    with pytest.raises(Refused, match="Unit a1 stands twice"):
        run(pd.concat([towns(), towns().head(1)]))


def test_an_excluded_unit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match="Excluded: there is no unit q9"):
        run(excluded={"q9": "gone"})


def test_a_manual_pair_shows_what_it_costs() -> None:
    result = run(
        pairs=2, similarity=(Similarity("population"),), overrides=(change(low="b1"), change("P02", "a2", "b2"))
    )
    pairs = result.tables["pairs"]
    assert edges(result) == [("a1", "b1"), ("a2", "b2")]
    assert pairs["manual"].tolist() == [True, True]
    assert pairs[["proposed_high_unit", "proposed_low_unit", "reason", "author"]].to_numpy().tolist()[0] == [
        "a1", "b2", "neighbours", "owner",
    ]  # fmt: skip
    assert pairs["gain_loss"].sum() == pytest.approx(0)
    spread = towns()["population"].std()
    assert pairs["distance_added"].tolist() == pytest.approx([(21 - 1) / spread, (19 - 1) / spread])
    assert str(result.notes[-1]).startswith("Manual pairs: 2. Gain lost: 0; distance added: 1.77.")


def test_a_new_pair_across_regions_needs_a_tick_and_is_marked() -> None:
    extra = change("", "e1", "d1")
    with pytest.raises(Refused, match=r"Pair e1 \+ d1: e1 and d1 lie in different regions"):
        run(pairs=2, overrides=(extra,))
    result = run(pairs=2, overrides=(change("", "e1", "d1", across_regions=True),))
    assert result.tables["pairs"].iloc[2][["pair", "region", "across_regions"]].tolist() == [
        "P03",
        "East / South",
        True,
    ]
    assert groups(result)["e1"] == "high"
    assert result.tables["pairs"]["gain_loss"].isna().all()


def test_a_unit_against_its_sign_is_allowed_and_said() -> None:
    result = run(pairs=2, overrides=(change("P02", "a2", "z0", across_regions=True),))
    assert "Pair P02: the indicator of z0 does not point to the low group." in [str(note) for note in result.notes]


def test_wrong_manual_pairs_are_refused_together() -> None:
    with pytest.raises(Refused) as refused:
        run(
            pairs=2,
            excluded={"c1": "small"},
            overrides=(change("P09"), change(high="c1", low="q9", reason=" "), change("P02", "a2", "q8", author="")),
        )
    assert str(refused.value).splitlines() == [
        "There is no pair P09 to replace.",
        "Pair P01: a manual pair needs a reason and who decided it.",
        "Pair P01: unit c1 is excluded.",
        "Pair P01: there is no unit q9.",
        "Pair P02: a manual pair needs a reason and who decided it.",
        "Pair P02: there is no unit q8.",
    ]
    with pytest.raises(Refused, match="Unit b2 would stand in two places: P01, P02"):
        run(pairs=2, overrides=(change(low="b2"),))


def test_a_manual_unit_without_region_needs_the_tick() -> None:
    frame = towns()
    frame.loc[frame["unit"] == "e1", "region"] = None
    result = run(frame, pairs=2)
    assert "no_region" in codes(result)
    with pytest.raises(Refused, match="lie in different regions"):
        run(frame, pairs=2, overrides=(change("P01", "e1", "b1"),))


def test_order_of_rows_changes_nothing() -> None:
    likeness = (Similarity("population", log=True),)
    first, second = (run(frame, pairs=3, similarity=likeness) for frame in (towns(), towns().iloc[::-1]))
    for name, table in first.tables.items():
        pd.testing.assert_frame_equal(table, second.tables[name])


def test_no_pair_at_all_leaves_everybody_in_the_middle() -> None:
    frame = towns()[towns()["region"] == "East"]
    result = run(frame)
    assert result.tables["pairs"].empty
    assert groups(result) == {"e1": "middle", "z0": "middle", "z1": ""}
