"""Saves a file of items that has been read and checked."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify

from analysis import selectors
from analysis.imports.rows import Entry, Reading
from analysis.item_rules import ItemSpec
from analysis.models import Item
from analysis.services import item_sets
from analysis.services import items as services
from studies import audit
from studies.models import Study, Theme, User


@dataclass(frozen=True, slots=True)
class Imported:
    created: int
    changed: int
    same: int
    themes: int
    sets: list[str] = field(default_factory=list)


def save_items(reading: Reading, *, by: User | None) -> Imported:
    done = Imported(
        created=reading.count("new"),
        changed=reading.count("changed"),
        same=reading.count("same"),
        themes=len(reading.new_themes),
        sets=sorted({entry.item_set for entry in reading.entries if entry.item_set}),
    )
    with transaction.atomic():
        themes = {name: _make_theme(reading.study, name) for name in reading.new_themes}
        saved = [(entry, _save(entry, themes, reading.study)) for entry in reading.entries]
        changed_sets = _fill_sets(reading.study, saved, by)
        if done.created or done.changed or done.themes or changed_sets:
            audit.record(
                study=reading.study,
                by=by,
                action="items.imported",
                file=reading.file,
                created=done.created,
                changed=done.changed,
            )
    return done


def _make_theme(study: Study, name: str) -> Theme:
    taken = set(study.themes.values_list("code", flat=True))
    base = name if len(name) <= 20 else slugify(name)[:40] or "theme"
    code = next(
        candidate
        for number in range(1, 1000)
        if (candidate := base if number == 1 else f"{base}-{number}") not in taken
    )
    return Theme.objects.create(study=study, code=code, name={study.main_language: name}, order=len(taken) + 1)


def _save(entry: Entry, themes: dict[str, Theme], study: Study) -> Item:
    values = {name: getattr(entry.spec, name) for name in ItemSpec.__slots__}
    spec = ItemSpec(**{**values, "theme": entry.spec.theme or themes.get(entry.theme)})
    if entry.item and services.same(entry.item, spec):
        return entry.item
    return services.store(study=study, spec=spec, item=entry.item)


def _fill_sets(study: Study, saved: list[tuple[Entry, Item]], by: User | None) -> int:
    """Add the items to their sets; a set that is not there yet is made. How many sets changed."""
    by_set: dict[str, list[Item]] = defaultdict(list)
    for entry, item in saved:
        if entry.item_set:
            by_set[entry.item_set].append(item)
    there = {found.name: found for found in selectors.item_sets(study)}
    changed = 0
    for name, items in by_set.items():
        item_set = there.get(name)
        members = {member.item_id: member.item for member in item_set.members.all()} if item_set else {}
        if {item.pk for item in items} <= set(members):
            continue
        changed += 1
        wanted = list({**members, **{item.pk: item for item in items}}.values())
        if item_set:
            item_sets.set_members(item_set=item_set, items=wanted, by=by)
        else:
            item_sets.create_item_set(
                study=study, questionnaire=items[0].questionnaire, name=name, items=wanted, by=by
            )
    return changed
