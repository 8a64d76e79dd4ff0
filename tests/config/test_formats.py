"""One way to write a date in each language, whatever length a page asks for."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format

DAY = date(2006, 9, 26)
DATES = {"en": "26 September 2006", "da": "26. september 2006"}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT"])
def test_a_day_is_written_one_way(language: str, name: str) -> None:
    with translation.override(language):
        assert date_format(DAY, name) == DATES[language]
        assert Template("{{ day }}").render(Context({"day": DAY})) == DATES[language]


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", ["DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_a_moment_is_the_day_and_the_time_of_24_hours(language: str, name: str) -> None:
    moment = datetime(2006, 9, 26, 12, 5, tzinfo=UTC)  # summer time in Denmark
    with translation.override(language):
        shown = Template("{{ moment|date:name }}").render(Context({"moment": moment, "name": name}))
    assert shown == f"{DATES[language]}, 14:05"
