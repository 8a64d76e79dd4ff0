"""The three tests, the interval and the false discovery rate against published values and other programs."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from analysis.methods.difference_class import Thresholds, classify, evidence
from analysis.methods.fisher import fisher
from analysis.methods.intervals import newcombe, wilson
from analysis.methods.multiplicity import benjamini_hochberg
from analysis.methods.permutation import label_permutation
from analysis.methods.sign_flip import sign_flip, smallest_p

# Darwin's cross- and self-fertilised maize, differences in eighths of an inch; Fisher (1935), The Design of
# Experiments, section 21: 1,726 of 32,768 sign vectors reach the observed sum, 5.267 percent.
DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
NEWCOMBE_TABLE_II = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


def rng() -> np.random.Generator:
    return np.random.default_rng(20060201)


def column(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=float).reshape(-1, 1)


def interval(x1: int, n1: int, x2: int, n2: int) -> tuple[Any, Any]:
    ends = newcombe(np.array([x1 / n1]), np.array([float(n1)]), np.array([x2 / n2]), np.array([float(n2)]))
    return float(ends[0][0]), float(ends[1][0])


def test_sign_flip_gives_fishers_published_count() -> None:
    p, pairs = sign_flip(column([float(d) for d in DARWIN]), rng())
    assert float(p[0]) == 1726 / 32768
    assert pairs.tolist() == [15]


def test_sign_flip_equals_plain_enumeration() -> None:
    values = rng().choice([-1, -0.5, -1 / 3, 0, 1 / 3, 0.5, 1], size=(8, 12))
    p, _ = sign_flip(values, rng())
    for item in range(12):
        signs = itertools.product((1, -1), repeat=8)
        sums = [abs(math.fsum(s * d for s, d in zip(vector, values[:, item], strict=True))) for vector in signs]
        expected = sum(total >= abs(math.fsum(values[:, item])) - 1e-9 for total in sums) / 2**8
        assert float(p[item]) == expected


def test_sign_flip_leaves_incomplete_pairs_out_and_stops_below_five() -> None:
    values = np.array([[1.0, 1], [1, 1], [1, 1], [1, 1], [1, np.nan], [np.nan, np.nan]])
    p, pairs = sign_flip(values, rng())
    assert pairs.tolist() == [5, 4]
    assert float(p[0]) == 2 / 2**5
    assert np.isnan(p[1])


def test_sign_flip_of_no_difference_is_one() -> None:
    assert sign_flip(np.zeros((7, 1)), rng())[0].tolist() == [1.0]


def test_sign_flip_above_sixteen_pairs_draws_and_stays_near_the_exact_value() -> None:
    values = np.array([*DARWIN, 5, -7, 12], dtype=float)
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate((sums + value, sums - value))
    exact = float(np.mean(np.abs(sums) >= abs(values.sum())))
    p, _ = sign_flip(column(values.tolist()), rng())
    assert abs(float(p[0]) - exact) < 4 * math.sqrt(exact * (1 - exact) / 9999)
    assert float(p[0]) * 10_000 == pytest.approx(round(float(p[0]) * 10_000))
    assert sign_flip(column(values.tolist()), rng())[0].tolist() == p.tolist()


def test_sign_flip_drawn_gives_the_same_p_beside_other_items() -> None:
    many = rng().normal(size=(20, 300))
    assert sign_flip(many, rng())[0][:1].tolist() == sign_flip(many[:, :1], rng())[0].tolist()
    assert sign_flip(np.ones((20, 1)), rng())[0].tolist() == [1 / 10_000]


def test_smallest_p_is_what_one_sided_differences_reach() -> None:
    assert smallest_p(np.array([0, 3, 5, 7, 16, 17])).tolist()[1:] == [0.25, 0.0625, 1 / 64, 2 / 2**16, 1e-4]
    assert np.isnan(smallest_p(np.array([0]))[0])


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=5, max_size=9))
def test_sign_flip_does_not_care_which_group_is_first_or_about_order(values: list[float]) -> None:
    p = sign_flip(column(values), rng())[0].tolist()
    assert sign_flip(-column(values), rng())[0].tolist() == p
    assert sign_flip(column(values[::-1]), rng())[0].tolist() == p


def test_permutation_equals_scipys_exact_permutation_test() -> None:
    # Whole quarters, and a statistic in whole quarters: no rounding can decide a tie in either program.
    high, low = rng().integers(0, 5, size=(6, 8)) / 4, rng().integers(1, 4, size=(5, 8)) / 4
    p = label_permutation(high, low, rng())
    for item in range(8):
        samples = (high[:, item], low[:, item])
        reference = stats.permutation_test(
            samples, lambda a, b: abs(5 * a.sum() - 6 * b.sum()), alternative="greater", n_resamples=10_000
        )
        assert float(p[item]) == pytest.approx(float(reference.pvalue), abs=1e-12)


def test_permutation_leaves_silent_units_out_and_is_blank_without_a_group() -> None:
    high = np.array([[1, 1, np.nan], [1, np.nan, np.nan], [1, 1, np.nan]])
    low = np.array([[0.0, 0, 0], [0, 0, 1], [0, 0, 0]])
    p = label_permutation(high, low, rng())
    assert p[:2].tolist() == [2 / math.comb(6, 3), 1 / math.comb(5, 2)]
    assert np.isnan(p[2])


def test_permutation_of_no_difference_is_one() -> None:
    assert label_permutation(np.ones((4, 1)), np.ones((4, 1)), rng()).tolist() == [1.0]


def test_permutation_draws_beyond_two_hundred_thousand_arrangements() -> None:
    high, low = rng().normal(0.6, 1, size=(12, 2)), rng().normal(0, 1, size=(12, 2))
    low = low[::-1] - 0.2
    p = label_permutation(high, low, rng())
    assert label_permutation(high, low, rng()).tolist() == p.tolist()
    for item in range(2):
        reference = stats.ttest_ind(high[:, item], low[:, item]).pvalue
        assert abs(float(p[item]) - float(reference)) < 0.03


def test_fisher_gives_rs_documented_values() -> None:
    # R, help(fisher.test): the lady tasting tea (3, 1 / 1, 3), p = 0.4857; the convictions of twins (2, 10 / 15, 3),
    # p = 0.0005367.
    p = fisher(np.array([3, 2, 3]), np.array([4, 12, 4]), np.array([1, 15, 1]), np.array([4, 18, 4]))
    assert p.round(4).tolist() == [0.4857, 0.0005, 0.4857]
    assert float(p[1]) == pytest.approx(0.0005367, abs=5e-8)


def test_fisher_is_blank_without_answers_and_one_without_variation() -> None:
    p = fisher(np.array([0, 9]), np.array([0, 9]), np.array([1, 8]), np.array([2, 8]))
    assert np.isnan(p[0])
    assert float(p[1]) == 1.0


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high"), NEWCOMBE_TABLE_II)
def test_newcombe_gives_the_published_intervals(x1: int, n1: int, x2: int, n2: int, low: float, high: float) -> None:
    assert interval(x1, n1, x2, n2) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_newcombe_equals_statsmodels_and_turns_with_the_groups(n1: int, n2: int, data: st.DataObject) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    low, high = interval(x1, n1, x2, n2)
    assert (low, high) == pytest.approx(confint_proportions_2indep(x1, n1, x2, n2, method="newcomb"), abs=1e-12)
    assert interval(x2, n2, x1, n1) == (-high, -low)
    assert low <= x1 / n1 - x2 / n2 <= high


def test_wilson_equals_statsmodels_and_is_blank_without_observations() -> None:
    low, high = wilson(np.array([3 / 8, np.nan]), np.array([8.0, 0.0]), level=0.9)
    assert (float(low[0]), float(high[0])) == pytest.approx(
        proportion_confint(3, 8, alpha=0.1, method="wilson"), abs=1e-12
    )
    assert np.isnan(low[1])


def test_false_discovery_rates_follow_the_paper() -> None:
    # Benjamini and Hochberg (1995), section 3.2: 15 tests, the first four rejected at 0.05; q as by R's p.adjust.
    p = np.array([1, 4, 19, 95, 201, 278, 298, 344, 459, 3240, 4262, 5719, 6528, 7590, 10000]) / 10_000
    q = benjamini_hochberg(p)
    assert int((q <= 0.05).sum()) == 4
    assert q[:9].round(6).tolist() == [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765]


def test_families_are_adjusted_apart_and_untested_items_stay_out() -> None:
    p = np.array([0.01, 0.02, np.nan, 0.01])
    assert benjamini_hochberg(p, ["a", "a", "a", "b"])[[0, 1, 3]].tolist() == [0.02, 0.02, 0.01]
    assert np.isnan(benjamini_hochberg(p, ["a", "a", "a", "b"])[2])
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()


def test_classes_meet_their_limits_exactly() -> None:
    difference = np.array([0.3, -0.3, 0.3 - 1e-12, 0.299, 0.15, 0.1499, -0.5, np.nan])
    n = np.array([5, 9, 9, 9, 9, 9, 4, 0])
    found = classify(difference, n, np.full(8, 9), Thresholds()).tolist()
    assert found == ["clear", "clear", "clear", "tendency", "tendency", "none", "too_few", "too_few"]


def test_evidence_is_a_matter_of_q_then_p() -> None:
    p, q = np.array([0.2, 0.2, 0.21, np.nan]), np.array([0.2, 0.21, 0.21, np.nan])
    assert evidence(p, q, Thresholds()).tolist() == ["strong", "weak", "none", ""]
