import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods import unit_choice
from analysis.methods.notes import Refused
from analysis.methods.unit_choice import Edge, Limits, choose, greedy, with_limits


def side(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(["unit", "region", "indicator"])).assign(persons=0)


def candidates(seed: int, size: int, regions: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    frames = []
    for letter, sign in (("h", -1), ("l", 1)):
        values = sign * rng.integers(1, 200, size) / 100
        rows = [(f"{letter}{i}", f"R{rng.integers(regions)}", float(value)) for i, value in enumerate(values)]
        frames.append(side(*rows))
    return frames[0], frames[1]


def gain(edges: list[Edge], high: pd.DataFrame, low: pd.DataFrame) -> float:
    values = {**high.set_index("unit")["indicator"], **low.set_index("unit")["indicator"]}
    return round(float(sum(values[second] - values[first] for first, second in edges)), 9)


def best_of_all(high: pd.DataFrame, low: pd.DataFrame, pairs: int) -> tuple[int, float]:
    """Try every set of pairs."""
    possible = [
        (h, low_unit)
        for h, region in zip(high["unit"], high["region"], strict=True)
        for low_unit, other in zip(low["unit"], low["region"], strict=True)
        if region == other
    ]
    for number in range(pairs, 0, -1):
        valid = [
            picked
            for picked in itertools.combinations(possible, number)
            if len({unit for edge in picked for unit in edge}) == 2 * number
        ]
        if valid:
            return number, max(gain(list(picked), high, low) for picked in valid)
    return 0, 0.0


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(1, 2), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_greedy_and_programme_find_the_best_of_all(seed: int, size: int, regions: int, pairs: int) -> None:
    high, low = candidates(seed, size, regions)
    number, value = best_of_all(high, low, pairs)
    for found in (greedy(high, low, pairs), with_limits(high, low, pairs, Limits())):
        assert len(found) == number
        assert gain(found, high, low) == pytest.approx(value)


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_greedy_and_programme_agree_on_larger_sets(seed: int) -> None:
    high, low = candidates(seed, 25, 6)
    first, second = greedy(high, low, 10), with_limits(high, low, 10, Limits())
    assert gain(first, high, low) == pytest.approx(gain(second, high, low))


def test_equal_gains_go_to_the_pair_with_more_persons_then_to_the_code() -> None:
    high, low = (
        side(("h1", "A", -1), ("h2", "B", -1), ("h3", "C", -1)),
        side(("l1", "A", 1), ("l2", "B", 1), ("l3", "C", 1)),
    )
    assert greedy(high, low, 1) == [("h1", "l1")]
    low["persons"] = [10, 10, 20]
    assert greedy(high, low, 2) == [("h3", "l3"), ("h1", "l1")]


HIGH = side(("h1", "A", -2), ("h2", "A", -1.5), ("h3", "A", -1), ("h4", "B", -0.5))
LOW = side(("l1", "A", 2), ("l2", "A", 1.5), ("l3", "A", 1), ("l4", "B", 0.5))


def chosen(pairs: int, **limits: Any) -> set[str]:
    return {unit for edge in choose(HIGH, LOW, pairs, Limits(**limits)) for unit in edge}


def test_a_cap_per_region_sends_the_choice_elsewhere() -> None:
    assert chosen(2) == {"h1", "h2", "l1", "l2"}
    assert chosen(2, max_per_region=1) == {"h1", "l1", "h4", "l4"}
    assert chosen(4, max_per_region=2) == {"h1", "h2", "l1", "l2", "h4", "l4"}
    assert chosen(4, max_per_region=0) == set()


def test_forced_units_and_pairs_are_taken() -> None:
    assert chosen(2, forced_units=("h3",)) == {"h3", "h1", "l1", "l2"}
    assert chosen(1, forced_units=("h4",)) == {"h4", "l4"}
    assert ("h3", "l1") in choose(HIGH, LOW, 2, Limits(forced_pairs=(("h3", "l1"),)))


@pytest.mark.parametrize(
    "limits",
    [
        {"forced_units": ("h1", "h4"), "max_per_region": 0},
        {"forced_pairs": (("h1", "l4"),)},
        {"forced_pairs": (("h1", "l1"), ("h1", "l2"))},
        {"forced_units": ("h9",)},
    ],
)
def test_limits_that_contradict_each_other_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="cannot all be met together"):
        choose(HIGH, LOW, 3, Limits(**limits))


def test_nothing_in_common_gives_no_pair() -> None:
    low = LOW.assign(region="C")
    assert greedy(HIGH, low, 3) == []
    assert with_limits(HIGH, low, 3, Limits(max_per_region=1)) == []


def test_too_many_possible_pairs_are_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_choice, "EDGE_LIMIT", 9)
    with pytest.raises(Refused, match="10 possible pairs are too many"):
        with_limits(HIGH, LOW, 2, Limits())
