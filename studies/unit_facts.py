"""The interface of a unit's page: each app says what it knows of a unit.

Settings list the functions by dotted path (KONTRAST_UNIT_FACTS), so that nothing here looks upward.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from studies.models import Unit, User


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One heading's worth; `nothing` stands in place of rows where there are none."""

    code: str
    title: str
    rows: list[Fact]
    nothing: str


FactsSource = Callable[[Unit, User], Iterable[Facts]]


def facts(unit: Unit, user: User) -> list[Facts]:
    """What the user may know of the unit, in the chain's order."""
    sources: list[FactsSource] = [import_string(path) for path in settings.KONTRAST_UNIT_FACTS]
    return [found for source in sources for found in source(unit, user)]
