"""Numbers as people write them, and what could be two."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from studies.numbers import as_text, parse_number, read_column, to_read
from studies.tabular import parse_number as from_tabular


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567),
        ("-0,57", -0.57),
        ("−3", -3),
        ("+.5", 0.5),
        ("5.", 5),
        (" 7 ", 7),
        ("1e-05", 0.00001),
        ("1.234", 1.234),
    ],
)
def test_parse_number_reads(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "abc", "1_000", "nan", "inf", "1e999", "0x1", "1.2.3", "12.34,5", "1 2", "1,2,3", "12%", "٣"],
)
def test_parse_number_takes_nothing_else(text: str) -> None:
    assert parse_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_parse_number_reads_back_what_python_writes(number: float) -> None:
    assert parse_number(repr(number)) == number


@given(st.integers(-(10**9), 10**9), st.integers(0, 999), st.sampled_from(["da", "us"]))
def test_parse_number_reads_grouped_numbers_of_both_countries(whole: int, thousandths: int, country: str) -> None:
    american = f"{whole:,}.{thousandths:03}1"
    text = american if country == "us" else american.translate(str.maketrans(",.", ".,"))
    assert parse_number(text) == float(f"{whole}.{thousandths:03}1")


@given(st.text())
def test_parse_number_never_fails(text: str) -> None:
    number = parse_number(text)
    assert number is None or number == number  # noqa: PLR0124 -- not NaN


def test_a_column_decides_what_its_dots_mean() -> None:
    assert read_column(["1.234", "12,5", "", "x"]).numbers == [1234, 12.5, None, None]
    assert read_column(["1.234", "12.5"]).numbers == [1.234, 12.5]
    assert read_column(["1,234", "0,5"]).numbers == [1.234, 0.5]
    assert read_column(["1.234", "2.345.678"]).numbers == [1234, 2345678]


def test_a_column_that_does_not_decide_is_ambiguous() -> None:
    assert read_column(["1.234", "5"]).ambiguous == [0]
    assert read_column(["1,234"]).ambiguous == [0]
    assert read_column(["1.234", "12.5", "3.456,7"]).ambiguous == [0]


def test_the_form_of_the_file_decides_where_the_column_does_not() -> None:
    assert read_column(["1.234"], decimal_mark=".").numbers == [1.234]
    assert read_column(["1,234"], decimal_mark=",").numbers == [1.234]
    assert read_column(["1.234"], decimal_mark=",").ambiguous == [0]


def test_a_column_says_which_cells_are_no_numbers() -> None:
    column = read_column(["1", "2", "n/a", ""])
    assert (column.not_numbers, column.is_numeric) == ([2], True)
    assert not read_column(["1", "north"]).is_numeric
    assert not read_column(["", ""]).is_numeric


def test_as_text_follows_the_language() -> None:
    with translation.override("da"):
        assert [as_text(value) for value in (12.5, 12.0, 3, "x", None)] == ["12,5", "12", "3", "x", ""]
    with translation.override("en"):
        assert as_text(12.5) == "12.5"


@given(st.floats(-1e12, 1e12), st.sampled_from(["da", "en"]))
def test_as_text_is_read_back(number: float, language: str) -> None:
    with translation.override(language):
        assert parse_number(as_text(number)) == pytest.approx(number, rel=1e-12, abs=1e-12)


def test_imports_find_parse_number_with_the_tables() -> None:
    assert from_tabular is parse_number


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("da", -12345.5, "−12.345,5"),
        ("en", -12345.5, "−12,345.5"),
        ("da", 1999.0, "1999"),
        ("da", 10_000.0, "10.000"),
        ("da", "a-b", "a-b"),
        ("da", None, ""),
    ],
)
def test_number_to_read_has_a_true_minus_and_thousands(language: str, value: float | str | None, shown: str) -> None:
    with translation.override(language):
        assert to_read(value) == shown
