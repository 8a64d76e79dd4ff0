"""Lists of people to ask, or of contacts in units, from CSV or XLSX: looked through, then all of it or nothing."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.models import Unit, User
from studies.problems import Problems
from studies.tabular import Limits, collect, stream
from surveys import selectors, services
from surveys.imports.people_columns import read_columns
from surveys.imports.people_rows import Key, PeopleReader, key_of, read_samples
from surveys.models import Collection, Identity, UnitContact
from surveys.rules import form_of
from surveys.services.people import NewPerson
from surveys.visits import languages_of

LIMITS = Limits(rows=100_000, columns=100, cell_characters=10_000)
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """What the file holds. `left_out`: rows of people who are in the collection already."""

    people: list[NewPerson]
    sample: list[str]
    left_out: int
    warnings: list[str]

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def units(self) -> int:
        return len({person.unit.pk for person in self.people if person.unit})

    @property
    def without_unit(self) -> int:
        return sum(person.unit is None for person in self.people)

    @property
    def without_email(self) -> int:
        return sum(not person.email for person in self.people)

    @property
    def languages(self) -> list[tuple[str, int]]:
        return sorted(Counter(person.language for person in self.people).items())

    @property
    def examples(self) -> list[NewPerson]:
        return self.people[:EXAMPLES]


def preview_people(
    *,
    collection: Collection,
    file: Path | BinaryIO,
    name: str = "",
    contacts: bool = False,
    skip_known: bool = False,
) -> PeoplePlan:
    """What importing the file would do; saves nothing. Raises Refused with every problem."""
    if not contacts:
        services.refuse_list(collection)
    with stream(file, name=name, limits=LIMITS) as opened:
        problems = Problems(file=opened.file, sheet=opened.sheet)
        columns = read_columns(
            opened.headers,
            contacts=contacts,
            questions=frozenset(form_of(collection.version).questions),
            problems=problems,
        )
        rows = collect(opened, problems)
        decimal_mark = opened.decimal_mark
    samples = read_samples(rows, columns.sample, decimal_mark=decimal_mark, problems=problems)
    reader = PeopleReader(
        columns=columns,
        units=_units(collection),
        languages=languages_of(collection),
        known=_known_contacts(collection) if contacts else _known_people(collection),
        problems=problems,
        contacts=contacts,
        skip_known=skip_known,
    )
    read = [reader.read(row, sample) for row, sample in zip(rows, samples, strict=True)]
    problems.refuse_if_any()
    people = [person for person in read if person]
    return PeoplePlan(people, columns.sample, reader.left_out, _warnings(collection, people, contacts=contacts))


def import_people(
    *,
    collection: Collection,
    file: Path | BinaryIO,
    by: User | None,
    name: str = "",
    contacts: bool = False,
    skip_known: bool = False,
) -> PeoplePlan:
    """Under a lock of the collection: two who send the same list at once do not list people twice."""
    with transaction.atomic():
        Collection.objects.select_for_update().get(pk=collection.pk)
        plan = preview_people(collection=collection, file=file, name=name, contacts=contacts, skip_known=skip_known)
        add = services.add_contacts if contacts else services.add_people
        if plan.people:
            add(collection=collection, people=plan.people, by=by)
    return plan


def _units(collection: Collection) -> dict[str, Unit]:
    """By code, and by name where only one unit has it."""
    units = list(collection.study.units.all())
    names = Counter(unit.name.casefold() for unit in units)
    by_name = {unit.name.casefold(): unit for unit in units if names[unit.name.casefold()] == 1}
    return by_name | {unit.code.casefold(): unit for unit in units}


def _known_people(collection: Collection) -> set[Key]:
    rows = Identity.objects.filter(invitation__collection=collection)
    fields = rows.values_list("name", "email", "phone", "invitation__unit_id").iterator(chunk_size=5_000)
    return {
        key_of(name=name, email=email, phone=phone, unit=unit, contacts=False) for name, email, phone, unit in fields
    }


def _known_contacts(collection: Collection) -> set[Key]:
    fields = UnitContact.objects.filter(collection=collection).values_list("name", "email", "phone", "unit_id")
    return {
        key_of(name=name, email=email, phone=phone, unit=unit, contacts=True) for name, email, phone, unit in fields
    }


def _warnings(collection: Collection, people: list[NewPerson], *, contacts: bool) -> list[str]:
    asked = set(selectors.asked_units(collection).values_list("pk", flat=True))
    outside = sorted({person.unit.code for person in people if person.unit and person.unit.pk not in asked})
    told = []
    if outside:
        said = ngettext(
            "%(count)d unit of the list is not asked in this collection: %(units)s.",
            "%(count)d units of the list are not asked in this collection: %(units)s.",
            len(outside),
        )
        told.append(said % {"count": len(outside), "units": ", ".join(outside[:10])})
    silent = sum(not person.email for person in people)
    if silent and contacts:
        told.append(_("%(count)d of the contacts have no e-mail address.") % {"count": silent})
    return told
