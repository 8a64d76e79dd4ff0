"""The study page's interface: each app says which steps of the chain it has, and which periods its data refer to.

Settings list the functions by dotted path (KONTRAST_STEPS, KONTRAST_PERIODS), so that nothing here looks upward.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from studies.models import Study, User
from studies.permissions import may_open


class State(StrEnum):
    EMPTY = "empty"
    UNDER_WAY = "under_way"
    DONE = "done"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Step:
    code: str
    name: str
    state: State
    headline: str
    url: str
    order: int


@dataclass(frozen=True, slots=True)
class Period:
    """What a source of data refers to (never when it was collected)."""

    label: str
    kind: str
    starts: date
    ends: date
    url: str = ""

    @property
    def when(self) -> str:
        """1999–2002, March–August 2004, or days where it is neither whole years nor whole months."""
        after = self.ends + timedelta(days=1)
        if (self.starts.month, self.starts.day, after.month, after.day) == (1, 1, 1, 1):
            return _span(str(self.starts.year), str(self.ends.year))
        if self.starts.day == after.day == 1:
            return self._months()
        return _span(date_format(self.starts), date_format(self.ends), " – ")

    def _months(self) -> str:
        last = date_format(self.ends, "YEAR_MONTH_FORMAT")
        if self.starts.year != self.ends.year:
            return _span(date_format(self.starts, "YEAR_MONTH_FORMAT"), last, " – ")
        return last if self.starts.month == self.ends.month else _span(date_format(self.starts, "F"), last)


def _span(first: str, last: str, dash: str = "–") -> str:
    return first if first == last else f"{first}{dash}{last}"


StepSource = Callable[[Study, User], Iterable[Step]]
PeriodSource = Callable[[Study], Iterable[Period]]


def steps(study: Study, user: User) -> list[Step]:
    """The chain, in order, as far as the user may see it."""
    sources: list[StepSource] = [import_string(path) for path in settings.KONTRAST_STEPS]
    return sorted((step for source in sources for step in source(study, user)), key=lambda step: step.order)


def periods(study: Study, user: User) -> list[Period]:
    """Everyone may know what the data refer to; the page about them is a link for those who may open it."""
    sources: list[PeriodSource] = [import_string(path) for path in settings.KONTRAST_PERIODS]
    found = (period for source in sources for period in source(study))
    linked = (
        period if period.url and may_open(user, period.url, study=study) else replace(period, url="")
        for period in found
    )
    return sorted(linked, key=lambda period: (period.starts, period.ends))


def mismatches(periods: Iterable[Period]) -> list[tuple[Period, list[Period]]]:
    """Each benchmark with the surveys that do not refer to its time: said, never forbidden."""
    known = list(periods)
    surveys = [period for period in known if period.kind == "survey"]
    apart = (
        (
            benchmark,
            [survey for survey in surveys if benchmark.ends < survey.starts or survey.ends < benchmark.starts],
        )
        for benchmark in known
        if benchmark.kind == "benchmark"
    )
    return [(benchmark, others) for benchmark, others in apart if others]
