"""QUALITY.md section 6 in full: 10,000 hidden cells, and none of them pinned down."""

from itertools import count

import pytest

from tests.analysis.crosstabs import persons, pinned, protected

pytestmark = pytest.mark.soak
HIDDEN = 10_000
K = 5


def test_none_of_ten_thousand_hidden_cells_is_pinned_down() -> None:
    looked_at, wrong = 0, []
    for seed in count(1_000):
        denominator = "asked" if seed % 4 == 0 else "valid"
        found, certain = pinned(protected(persons(seed), K, denominator=denominator), K, denominator=denominator)
        looked_at += found
        wrong += [(seed, *cell) for cell in certain]
        if looked_at >= HIDDEN:
            break
    assert wrong == []
