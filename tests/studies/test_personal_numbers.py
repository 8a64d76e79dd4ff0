"""CPR numbers by their date. None here is a person's: the dates are real, the rest is made up."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies.personal_numbers import masked, personal_column, personal_number


@pytest.mark.parametrize(
    "text",
    [
        "010170-1234",
        "0101701234",
        "010170 1234",
        "01 01 70 1234",
        "010170–1234",
        "Ring til 290200-4321 i morgen",
        "0101701234,0101701235",
        "610170-1234",  # replacement number: day + 60
        "910170-1234",
        "610170-AB12",
        "sagsnr. 2004/1234",
        "J.nr. 27.36.04-G01",
        "27.36.04-G01-12-05",
        "Udl.nr. 12345678",
        "case number: AB1234",
    ],
)
def test_personal_numbers_are_found(text: str) -> None:
    assert personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ballerup",
        "12.5",
        "4512345678",  # no day 45
        "3113701234",  # no month 13
        "310270-1234",  # no 31 February
        "320170-1234",
        "000170-1234",
        "3.0101701234",  # decimals
        "0101701234.56",
        "01017012345",
        "phone 45 12 34 56 78",
        "1999-2002",
        "010170-WEEK",
        "0a1b2c3d-0101-4101-8101-010170123456",
        "5f0c9f3e21a4c7d28e6b0101701234aa",
    ],
)
def test_what_is_no_personal_number_is_left_alone(text: str) -> None:
    assert not personal_number(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(0, 9999), st.sampled_from(["", "-", " "]))
def test_every_date_makes_a_personal_number(day: dt.date, last: int, separator: str) -> None:
    assert personal_number(f"x {day:%d%m%y}{separator}{last:04} y")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(0, 9999))
def test_every_replacement_number_is_found(day: dt.date, last: int) -> None:
    assert personal_number(f"{day.day + 60}{day:%m%y}-{last:04}")


@given(st.integers(13, 99), st.integers(1, 31), st.integers(0, 99), st.integers(0, 9999))
def test_no_month_no_personal_number(month: int, day: int, year: int, last: int) -> None:
    assert not personal_number(f"{day:02}{month:02}{year:02}-{last:04}")


@given(st.text(alphabet="0123456789 -–.,AB", max_size=40))
def test_any_text_gives_an_answer(text: str) -> None:
    assert personal_number(text) in {True, False}


def test_a_column_whose_zeros_a_spreadsheet_ate_is_found() -> None:
    assert personal_column(["101701234", "", "3112991234"])
    assert not personal_column(["101701234", "999999999"])
    assert not personal_column(["101701234"])
    assert not personal_column(["1.5", "2"])


@given(st.text(alphabet="0123456789 -–.,ABj.nr", max_size=60))
def test_what_is_masked_holds_none_any_more(text: str) -> None:
    assert not personal_number(masked(text))
    assert personal_number(text) or masked(text) == text


def test_masking_leaves_the_rest_to_be_read() -> None:
    assert masked("Of 010170-1234, row 3") == "Of •••, row 3"
