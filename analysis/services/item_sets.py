"""Item sets: what a score rests on, one item per question, frozen once a score has used it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.models import Item, ItemSet, ItemSetMember
from analysis.services.items import member_key
from studies import audit
from studies.models import Study, User
from studies.problems import Problem, Refused, refuse_personal
from surveys.models import Questionnaire


def create_item_set(
    *, study: Study, questionnaire: Questionnaire, name: str, items: Sequence[Item], by: User | None
) -> ItemSet:
    problems = [*_name_problems(study, name), *member_problems(items, questionnaire=questionnaire, name=name)]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        item_set = ItemSet.objects.create(study=study, questionnaire=questionnaire, name=name)
        _write(item_set, items)
        audit.record(study=study, by=by, action="item_set.created", about=item_set, item_set=name, items=len(items))
    return item_set


def set_members(*, item_set: ItemSet, items: Sequence[Item], by: User | None) -> ItemSet:
    """Say which items the set holds; the same items again change nothing, even in a frozen set."""
    if {item.pk for item in items} == set(item_set.members.values_list("item_id", flat=True)):
        return item_set
    problems = member_problems(items, questionnaire=item_set.questionnaire, name=item_set.name)
    if item_set.frozen_at:
        problems.insert(0, frozen_problem(item_set))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        item_set.members.all().delete()
        _write(item_set, items)
        audit.record(
            study=item_set.study,
            by=by,
            action="item_set.changed",
            about=item_set,
            item_set=item_set.name,
            items=len(items),
        )
    return item_set


def freeze(*, item_set_ids: Iterable[int]) -> None:
    """A score has used these sets."""
    ItemSet.objects.filter(pk__in=list(item_set_ids), frozen_at=None).update(frozen_at=timezone.now())


def frozen_problem(item_set: ItemSet) -> Problem:
    return Problem(
        message=_("A score has used the item set %(name)s, so its items stay as they are.") % {"name": item_set.name},
        remedy=_("Make a new set with another name."),
    )


def member_problems(items: Sequence[Item], *, questionnaire: Questionnaire, name: str) -> list[Problem]:
    """Two items on one question, or an item of another questionnaire."""
    by_question: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for question in item.questions:
            by_question[question].append(item.code)
    problems = [
        Problem(
            message=_("The items %(items)s of the set %(name)s rest on the same question %(question)s.")
            % {"items": ", ".join(codes), "name": name, "question": question},
            remedy=_("A set holds one item per question: keep one of them."),
        )
        for question, codes in by_question.items()
        if len(codes) > 1
    ]
    return problems + [
        Problem(
            message=_("Item %(item)s belongs to another questionnaire than the set %(name)s.")
            % {"item": item.code, "name": name},
            remedy=_("Make a set for each questionnaire."),
        )
        for item in items
        if item.questionnaire_id != questionnaire.pk
    ]


def _name_problems(study: Study, name: str) -> list[Problem]:
    refuse_personal(name=name)
    if not name.strip():
        return [Problem(message=_("The item set has no name."), remedy=_("Give it a name."))]
    if ItemSet.objects.filter(study=study, name=name).exists():
        return [
            Problem(
                message=_("There is an item set %(name)s already.") % {"name": name},
                remedy=_("Choose another name, or change that set."),
            )
        ]
    return []


def _write(item_set: ItemSet, items: Sequence[Item]) -> None:
    ItemSetMember.objects.bulk_create(
        ItemSetMember(item_set=item_set, item=item, question=member_key(item.questions)) for item in items
    )
