"""Whether the sets that a file of items names can hold those items."""

from collections import defaultdict

from django.utils.translation import gettext as _

from analysis import selectors
from analysis.imports.rows import Entry
from analysis.models import Item, ItemSet
from analysis.services import item_sets
from studies.models import Study
from studies.problems import Problems


def check_sets(study: Study, entries: list[Entry], problems: Problems) -> None:
    """One item per question, one questionnaire per set, nothing new in a frozen set."""
    there = {found.name: found for found in selectors.item_sets(study)}
    by_set: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.item_set:
            by_set[entry.item_set].append(entry)
    for name, members in by_set.items():
        _check_set(there.get(name), name, members, problems)


def _check_set(item_set: ItemSet | None, name: str, entries: list[Entry], problems: Problems) -> None:
    others = [member.item for member in item_set.members.all()] if item_set else []
    _check_questions(name, entries, others, problems)
    old = {item.code for item in others}
    form = item_set.questionnaire.form_id if item_set else entries[0].spec.questionnaire.form_id
    for entry in entries:
        if entry.spec.questionnaire.form_id != form:
            problems.add(
                _("The set %(name)s belongs to the questionnaire %(form)s.") % {"name": name, "form": form},
                _("Make a set for each questionnaire."),
                row=entry.row,
                column="set",
            )
        if item_set and item_set.frozen_at and entry.spec.code not in old:
            frozen = item_sets.frozen_problem(item_set)
            problems.add(frozen.message, frozen.remedy, row=entry.row, column="set")


def _check_questions(name: str, entries: list[Entry], others: list[Item], problems: Problems) -> None:
    ours = {entry.spec.code for entry in entries}
    holder = {question: item.code for item in others if item.code not in ours for question in item.questions}
    for entry in entries:
        for question in dict.fromkeys(entry.spec.questions):
            other = holder.setdefault(question, entry.spec.code)
            if other != entry.spec.code:
                items = f"{other}, {entry.spec.code}"
                problems.add(
                    _("The items %(items)s of the set %(name)s rest on the same question %(question)s.")
                    % {"items": items, "name": name, "question": question},
                    _("A set holds one item per question: keep one of them."),
                    row=entry.row,
                    column="set",
                )
