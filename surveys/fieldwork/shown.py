"""How the collecting goes, as one viewer may see it: the team all of it, everybody else no small cells of persons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _

from studies.models import Study, User
from studies.permissions import Permission, can
from surveys.fieldwork import rows
from surveys.fieldwork.counting import Counter, Counts, together
from surveys.fieldwork.days import Day, days_of
from surveys.fieldwork.places import places_of
from surveys.models import Anonymity, Collection, DisclosureLevel


@dataclass(frozen=True, slots=True)
class Shown:
    """`withheld`: why something is not there. `together` is None where even the sums are for the team."""

    together: Counts | None
    collections: list[rows.Row]
    audiences: list[rows.Row]
    groups: list[rows.Row]
    pairs: list[rows.Row]
    units: list[rows.Row]
    days: list[Day]
    gap: rows.Gap | None
    units_asked: int
    units_answering: int
    withheld: list[str]

    @property
    def has_rates(self) -> bool:
        return self.together is not None and self.together.cases.total > 0

    @property
    def has_refused(self) -> bool:
        return self.together is not None and self.together.refused > 0


def shown_to(user: User, study: Study, collections: Sequence[Collection]) -> Shown:
    """Eight reads; all counting is the database's."""
    counted, places = Counter(collections).counts(), places_of(study, collections)
    days = days_of(collections, places)
    units, groups = rows.by_unit(counted, places), rows.by_group(counted, places)
    asked = [row for row in units if row.asked]
    everything = Shown(
        together=together(counted.values()),
        collections=rows.by_collection(counted, collections),
        audiences=rows.by_audience(counted),
        groups=groups,
        pairs=rows.by_pair(counted, places),
        units=units,
        days=days,
        gap=rows.gap_between(groups, study.minimum_n),
        units_asked=len(asked),
        units_answering=sum(1 for row in asked if row.counts.complete),
        withheld=[],
    )
    return _protected(_anonymous(everything, collections), user, study, collections)


def _anonymous(shown: Shown, collections: Sequence[Collection]) -> Shown:
    """The unit of an answer stays only where enough share it, so counts by unit would be wrong, and by group."""
    if not any(each.anonymity == Anonymity.ANONYMOUS for each in collections):
        return shown
    reason = _("An anonymous collection is counted as a whole: not by group, pair or unit.")
    return replace(shown, groups=[], pairs=[], units=[], gap=None, withheld=[*shown.withheld, reason])


def _protected(shown: Shown, user: User, study: Study, collections: Sequence[Collection]) -> Shown:
    if can(user, Permission.SEE_UNPROTECTED, study=study) or study.figures_published:
        return shown
    levels = {each.disclosure for each in collections}
    if DisclosureLevel.PERSONS in levels:
        return _persons(shown, study.minimum_cell)
    if DisclosureLevel.STAFF in levels:
        reason = _("Counts by pair and unit are for the team.")
        return replace(shown, pairs=[], units=[], withheld=[*shown.withheld, reason])
    return shown


def _persons(shown: Shown, k: int) -> Shown:
    """All of a table or nothing of it: what is missing from a table can be worked out from the rest."""
    reason = _("Tables with a count of fewer than %(k)d persons, and counts by day, pair and unit, are for the team.")
    total = shown.together if shown.together and _is_safe([shown.together], k) else None
    groups = _safe_rows(shown.groups, total, k)
    return replace(
        shown,
        together=total,
        collections=_safe_rows(shown.collections, total, k),
        audiences=_safe_rows(shown.audiences, total, k),
        groups=groups,
        pairs=[],
        units=[],
        days=[],
        gap=shown.gap if groups else None,
        withheld=[*shown.withheld, reason % {"k": k}],
    )


def _safe_rows(found: list[rows.Row], total: Counts | None, k: int) -> list[rows.Row]:
    return found if total and _is_safe([row.counts for row in found], k) else []


def _is_safe(counts: Iterable[Counts], k: int) -> bool:
    """Neither a count nor what two neighbouring ones leave is between 1 and k - 1."""
    return all(number == 0 or number >= k for each in counts for number in _told(each))


def _told(counts: Counts) -> Iterator[int]:
    steps, cases = [counts.invited, counts.opened, counts.started, counts.complete], counts.cases
    yield from (*steps, counts.refused, cases.interviews, cases.partial, cases.total)
    yield from (abs(before - after) for before, after in pairwise(steps))
    yield cases.total - cases.interviews - cases.partial
