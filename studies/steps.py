"""What the ground floor adds to the chain: units, benchmark, groups and pairs, themes; and its periods of time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.chain import Period, State, Step
from studies.models import Event, Group, GroupMember, Study, Theme, Unit, User, Variable, VariableValue
from studies.permissions import Permission, can

INDICATOR = "indicator"  # the variable that says how a unit did against what was expected


@dataclass(frozen=True, slots=True)
class Counts:
    units: int
    indicators: int
    high: int
    low: int
    themes: int


def _number(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def counts(study: Study) -> Counts:
    """In one query: every page of the study asks."""
    members = GroupMember.objects.filter(grouping__study=study, grouping__is_active=True)
    values = VariableValue.objects.filter(variable__study=study, variable__name=INDICATOR)
    row = (
        Study.objects.filter(pk=study.pk)
        .values_list(
            _number(Unit.objects.filter(study=study), "study"),
            _number(values, "variable"),
            _number(members.filter(group=Group.HIGH), "grouping"),
            _number(members.filter(group=Group.LOW), "grouping"),
            _number(Theme.objects.filter(study=study), "study"),
        )
        .get()
    )
    return Counts(*row)


def steps(study: Study, user: User) -> Iterator[Step]:
    there = counts(study)
    if can(user, Permission.VIEW_UNITS, study=study):
        yield _step(study, "units", _("Units"), 10, "units", str(there.units) if there.units else "")
        yield _step(study, "benchmark", _("Benchmark"), 20, "variables", _indicators(there.indicators))
        yield _step(study, "groups", _("Groups & pairs"), 30, "groupings", _groups(there))
    themes = ngettext("%(n)d theme", "%(n)d themes", there.themes) % {"n": there.themes} if there.themes else ""
    yield _step(study, "themes", _("Themes"), 80, "themes", themes)


def _step(study: Study, code: str, name: str, order: int, page: str, headline: str) -> Step:
    state = State.DONE if headline else State.EMPTY
    return Step(code, name, state, headline, reverse(f"studies:{page}", args=[study.slug]), order)


def _indicators(count: int) -> str:
    return ngettext("%(n)d indicator", "%(n)d indicators", count) % {"n": count} if count else ""


def _groups(there: Counts) -> str:
    return f"{there.high} + {there.low}" if there.high or there.low else ""


def periods(study: Study) -> Iterator[Period]:
    """What the variables refer to, one line per span of years, and the dated events."""
    spans: dict[tuple[int, int, str], list[Variable]] = defaultdict(list)
    for variable in Variable.objects.filter(study=study).exclude(year_from=None, year_to=None):
        first, last = variable.year_from or variable.year_to, variable.year_to or variable.year_from
        kind = "benchmark" if variable.name == INDICATOR else "variable"
        spans[first or 1, last or 1, kind].append(variable)
    url = reverse("studies:variables", args=[study.slug])
    for (first, last, kind), variables in spans.items():
        if date.min.year <= first <= last < date.max.year:
            yield Period(_names(variables), kind, date(first, 1, 1), date(last, 12, 31), url)
    for event in Event.objects.filter(study=study):
        yield Period(str(event), "event", event.starts, event.ends or event.starts)


def _names(variables: list[Variable]) -> str:
    if len(variables) == 1:
        return str(variables[0])
    return ngettext("%(n)d variable", "%(n)d variables", len(variables)) % {"n": len(variables)}
