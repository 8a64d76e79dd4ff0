from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies import timeline
from studies.chain import Period

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2060, 12, 31))


def period(starts: date, ends: date) -> Period:
    return Period(label="survey", kind="survey", starts=starts, ends=ends)


def test_line_without_periods_is_none() -> None:
    assert timeline.draw([]) is None


def test_line_one_year_fills_it() -> None:
    line = timeline.draw([period(date(2001, 1, 1), date(2001, 12, 31))])

    assert line is not None
    assert line.ticks == (2001,)
    assert line.rows[0].x == 0
    assert line.rows[0].width == pytest.approx(timeline.WIDTH, abs=0.01)


def test_line_places_periods_on_one_scale() -> None:
    """Four years of seven, then a quarter of the sixth: counted in days by hand."""
    line = timeline.draw([period(date(1999, 1, 1), date(2002, 12, 31)), period(date(2005, 1, 1), date(2005, 3, 31))])

    assert line is not None
    assert line.ticks == (1999, 2000, 2001, 2002, 2003, 2004, 2005)
    days = 7 * 365 + 2  # 2000 and 2004
    benchmark, survey = line.rows
    assert benchmark.width == pytest.approx(100 * 1461 / days, abs=0.01)
    assert survey.x == pytest.approx(100 * (days - 365) / days, abs=0.01)
    assert survey.width == pytest.approx(100 * 90 / days, abs=0.01)


def test_line_shows_a_single_day_wide_enough_to_see_inside_the_frame() -> None:
    line = timeline.draw([period(date(2000, 12, 31), date(2000, 12, 31)), period(date(2000, 1, 1), date(2000, 2, 1))])

    assert line is not None
    assert line.rows[0].width == timeline.LEAST
    assert line.rows[0].x + line.rows[0].width == pytest.approx(timeline.WIDTH)


@pytest.mark.parametrize(("last", "ticks"), [(2006, 7), (2007, 8), (2008, 5), (2020, 5), (2060, 7)])
def test_line_has_few_ticks_however_long(last: int, ticks: int) -> None:
    line = timeline.draw([period(date(2000, 6, 1), date(last, 6, 1))])

    assert line is not None
    assert len(line.ticks) == ticks
    assert len(line.marks) == ticks
    assert line.marks[0] == 0


@given(st.lists(st.tuples(DAYS, st.integers(0, 4000)), min_size=1, max_size=12))
def test_line_keeps_every_period_inside_and_in_order(spans: list[tuple[date, int]]) -> None:
    periods = [period(starts, starts + timedelta(days=length)) for starts, length in spans]

    line = timeline.draw(periods)

    assert line is not None
    assert [row.period for row in line.rows] == periods
    assert all(row.x >= 0 and row.x + row.width <= timeline.WIDTH + 0.011 for row in line.rows)
    assert all(row.width >= timeline.LEAST for row in line.rows)
    assert len(line.ticks) <= timeline.MOST_TICKS
