import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods.matching import Similarity, distance, match, standardised
from analysis.methods.notes import Refused


def towns(**columns: list[float]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"unit": [f"u{i}" for i in range(size)], **columns})


def test_scores_are_standardised_over_all_units_with_the_sample_deviation() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sample standard deviation 2.138 (a textbook set).
    scores = standardised(towns(v=[2, 4, 4, 4, 5, 5, 7, 9]), [Similarity("v")])
    assert scores["v"].iloc[-1] == pytest.approx(4 / 2.1380899)
    assert scores["v"].std() == pytest.approx(1)


def test_sizes_are_compared_by_their_logarithm() -> None:
    scores = standardised(towns(v=[10, 100, 1000]), [Similarity("v", log=True)])
    assert scores["v"].tolist() == pytest.approx([-1, 0, 1])


def test_missing_values_stay_out_of_mean_and_deviation() -> None:
    scores = standardised(towns(v=[1, float("nan"), 3]), [Similarity("v")])
    assert scores["v"].tolist()[::2] == pytest.approx([-(0.5**0.5), 0.5**0.5])
    assert np.isnan(distance(scores, "u0", "u1"))


def test_unusable_variables_are_all_refused() -> None:
    with pytest.raises(Refused) as refused:
        standardised(towns(same=[0.1, 0.1, 0.1], size=[0, 1, -5]), [Similarity("same"), Similarity("size", log=True)])
    assert str(refused.value).splitlines() == [
        "same is the same for all units and cannot be used for similarity.",
        "Unit u0: size is 0.0; its logarithm needs a number above 0.",
        "Unit u2: size is -5.0; its logarithm needs a number above 0.",
        "size is the same for all units and cannot be used for similarity.",
    ]


def units(size: int) -> pd.DataFrame:
    codes = [f"{side}{i}" for side in "hl" for i in range(size)]
    signs = [-1] * size + [1] * size
    indicator = [sign * (size - int(code[1:])) for sign, code in zip(signs, codes, strict=True)]
    return pd.DataFrame({"unit": codes, "region": "R", "indicator": indicator}).set_index("unit", drop=False)


@given(st.integers(0, 10_000), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_matching_finds_the_smallest_sum_of_distances(seed: int, size: int) -> None:
    frame = units(size)
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.normal(size=(2 * size, 2)), index=frame.index)
    edges = [(f"h{i}", f"l{i}") for i in range(size)]
    found = sum(distance(scores, *edge) for edge in match(edges, frame, scores, []))
    every = itertools.permutations(range(size))
    best = min(sum(distance(scores, f"h{i}", f"l{j}") for i, j in enumerate(order)) for order in every)
    assert found == pytest.approx(best)


def test_without_variables_the_best_stand_with_the_best_of_their_region() -> None:
    frame = units(4)
    frame.loc[["h1", "l2"], "region"] = "S"
    edges = [("h0", "l3"), ("h1", "l2"), ("h2", "l0"), ("h3", "l1")]
    blank = pd.DataFrame(index=frame.index)
    assert match(edges, frame, blank, []) == [("h0", "l0"), ("h2", "l1"), ("h3", "l3"), ("h1", "l2")]
    assert match(edges, frame, blank, [("h0", "l3")])[:2] == [("h0", "l3"), ("h2", "l0")]


def test_a_chosen_unit_without_a_value_is_named() -> None:
    frame = units(1)
    scores = pd.DataFrame({"size": [1.0, np.nan], "age": [1.0, 2.0]}, index=frame.index)
    with pytest.raises(Refused, match=r"^Unit l0 has no value of size, which is used for similarity\.$"):
        match([("h0", "l0")], frame, scores, [])
