"""What a period says of its time."""

from datetime import date

import pytest
from django.utils import translation

from studies.chain import Period


def when(starts: str, ends: str) -> str:
    return Period("p", "survey", date.fromisoformat(starts), date.fromisoformat(ends)).when


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("1999-01-01", "2002-12-31", "1999–2002"),
        ("1999-01-01", "1999-12-31", "1999"),
        ("2004-03-01", "2004-08-31", "marts–august 2004"),
        ("2004-02-01", "2004-02-29", "februar 2004"),
        ("2003-12-01", "2004-01-31", "december 2003 – januar 2004"),
        ("1999-01-01", "1999-01-01", "1. januar 1999"),
        ("2004-03-15", "2004-08-31", "15. marts 2004 – 31. august 2004"),
    ],
)
def test_period_says_years_months_or_days(starts: str, ends: str, said: str) -> None:
    with translation.override("da"):
        assert when(starts, ends) == said
