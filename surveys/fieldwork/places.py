"""The units with their groups, pairs, and whether the collections ask them: two reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from studies.models import Group, GroupMember, Pair, Study, Unit
from surveys.models import Collection


@dataclass(frozen=True, slots=True)
class Place:
    pk: int
    code: str
    name: str
    group: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Places:
    units: dict[int, Place]
    pairs: list[tuple[str, int, int]]

    def group_of(self, unit: int | None) -> str:
        return self.units[unit].group if unit in self.units else ""


def places_of(study: Study, collections: Sequence[Collection]) -> Places:
    units = {place.pk: place for place in _units(study, collections)}
    pairs = Pair.objects.filter(grouping__study=study, grouping__is_active=True).values_list("code", "high", "low")
    return Places(units, list(pairs))


def _units(study: Study, collections: Sequence[Collection]) -> list[Place]:
    """A collection that names no units asks those in a group but the excluded; without groups, all of the study."""
    through = Collection.asked_units.through.objects.filter(collection__in=collections)
    naming = Exists(through.filter(unit=OuterRef("pk")))
    named_by = through.filter(collection=OuterRef("pk"))
    silent = Exists(Collection.objects.filter(pk__in=[each.pk for each in collections]).exclude(Exists(named_by)))
    members = GroupMember.objects.filter(unit=OuterRef("pk"), grouping__study=study, grouping__is_active=True)
    rows = list(
        Unit.objects.filter(study=study)
        .order_by("name", "code")
        .values_list("pk", "code", "name", Subquery(members.values("group")[:1]), naming, silent)
    )
    grouped = any(group for _pk, _code, _name, group, *_asked in rows)
    return [
        Place(pk, code, name, group or "", named or (any_unit and (_is_in(group) or not grouped)))
        for pk, code, name, group, named, any_unit in rows
    ]


def _is_in(group: str | None) -> bool:
    return bool(group) and group != Group.EXCLUDED
