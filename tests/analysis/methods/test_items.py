import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.methods.items import number_range


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        (">=30", [30, 31], [29.9]),
        ("<30", [29.9, -5], [30]),
        ("<= 2.5", [2.5], [2.6]),
        (">-1", [0], [-1]),
        ("10..20", [10, 15, 20], [9.99, 20.01]),
        ("7", [7], [6.999]),
        ("-2 .. 3", [-2, 3], [-3]),
    ],
)
def test_number_range_holds_what_it_says(code: str, inside: list[float], outside: list[float]) -> None:
    span = number_range(code)
    assert span is not None
    assert span.contains(np.array(inside, dtype=float)).all()
    assert not span.contains(np.array([*outside, np.nan], dtype=float)).any()


@pytest.mark.parametrize("code", ["", "many", ">>3", "20..10", "3,5", ">= x", "1..2..3"])
def test_number_range_is_none_for_anything_else(code: str) -> None:
    assert number_range(code) is None


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("<30", ">=30", False),
        ("<=30", ">=30", True),
        ("<=30", ">30", False),
        ("10..20", "20", True),
        ("10..20", "21..30", False),
        ("0..5", "3..9", True),
        ("<3", "3", False),
    ],
)
def test_ranges_overlap_only_where_a_number_lies_in_both(first: str, second: str, meet: bool) -> None:
    one, other = number_range(first), number_range(second)
    assert one is not None
    assert other is not None
    assert one.overlaps(other) is meet
    assert other.overlaps(one) is meet


CODES = st.one_of(
    st.builds("{}{}".format, st.sampled_from([">=", ">", "<=", "<", ""]), st.integers(-5, 5)),
    st.builds(lambda low, width: f"{low}..{low + width}", st.integers(-5, 5), st.integers(0, 5)),
)


@given(CODES, CODES)
def test_overlap_agrees_with_trying_many_numbers(first: str, second: str) -> None:
    one, other = number_range(first), number_range(second)
    assert one is not None
    assert other is not None
    grid = np.arange(-50, 50, 0.25)
    assert one.overlaps(other) == bool((one.contains(grid) & other.contains(grid)).any())
