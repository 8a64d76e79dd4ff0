"""Items: saved, deleted, reported as a difference."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis import item_rules, selectors
from analysis.item_rules import Fault, ItemSpec
from analysis.models import Item, ItemSetMember
from studies import audit
from studies.models import Study, User
from studies.problems import Problem, Refused, refuse_personal

RULE = ("questionnaire_id", "questions", "yes", "no", "missing", "combine")


def save_item(*, study: Study, spec: ItemSpec, by: User | None, item: Item | None = None) -> Item:
    """Make an item, or change one. What is as it was is not written."""
    refuse_personal(item=spec.code, label=spec.label, note=spec.note)
    problems = [_problem(spec, fault) for fault in faults(study=study, spec=spec, item=item)]
    if problems:
        raise Refused(problems)
    if item and same(item, spec):
        return item
    with transaction.atomic():
        saved = store(study=study, spec=spec, item=item)
        audit.record(
            study=study, by=by, action="item.changed" if item else "item.created", about=saved, item=spec.code
        )
    return saved


def store(*, study: Study, spec: ItemSpec, item: Item | None = None) -> Item:
    """Write an item that has been checked."""
    saved = item or Item(study=study, order=next_order(study))
    for name, value in _values(spec).items():
        setattr(saved, name, value)
    saved.save()
    if item:
        saved.memberships.update(question=member_key(spec.questions))
    return saved


def same(item: Item, spec: ItemSpec) -> bool:
    return all(getattr(item, name) == value for name, value in _values(spec).items())


def faults(*, study: Study, spec: ItemSpec, item: Item | None) -> list[Fault]:
    """What keeps the item from being saved; also that its name is taken, or that its set is frozen."""
    found = item_rules.faults(spec, selectors.dictionary(spec.questionnaire))
    taken = Item.objects.filter(study=study, code=spec.code).exclude(pk=item.pk if item else 0)
    if spec.code and taken.exists():
        found.append(
            Fault(
                "item",
                _("There is an item %(item)s already.") % {"item": spec.code},
                _("Choose another name, or change that item."),
            )
        )
    return found + change_faults(item, spec)


def change_faults(item: Item | None, spec: ItemSpec) -> list[Fault]:
    """What keeps an item that is there from being changed like this."""
    return [*_frozen(item, spec), *_shared(item, spec)] if item else []


def delete_item(*, item: Item, by: User | None) -> None:
    """Delete an item that no set holds."""
    names = ", ".join(item.sets.values_list("name", flat=True))
    if names:
        raise Refused(
            [
                Problem(
                    message=_("Item %(item)s is in the item set %(sets)s.") % {"item": item.code, "sets": names},
                    remedy=_("Take it out of the set first; a set that a score has used stays as it is."),
                )
            ]
        )
    with transaction.atomic():
        audit.record(study=item.study, by=by, action="item.deleted", about=item, item=item.code)
        item.delete()


def report_item(*, item: Item, reported: bool, reason: Mapping[str, str], by: User | None) -> Item:
    """A person reports an item as a difference, or takes that back. No run becomes stale by it."""
    refuse_personal(reason=reason)
    if reported and not any(text.strip() for text in reason.values()):
        raise Refused(
            [
                Problem(
                    message=_("A reason is missing."),
                    remedy=_("Say in a few words why you report the difference."),
                    column="reason",
                )
            ]
        )
    with transaction.atomic():
        item.reported = reported
        item.reported_reason = dict(reason)
        item.reported_by = by
        item.reported_at = timezone.now()
        # Not updated_at: what a run counted is as it was.
        item.save(update_fields=["reported", "reported_reason", "reported_by", "reported_at"])
        action = "item.reported" if reported else "item.not_reported"
        audit.record(study=item.study, by=by, action=action, about=item, item=item.code)
    return item


def member_key(questions: Iterable[str]) -> str:
    return " ".join(sorted(questions))


def next_order(study: Study) -> int:
    return (Item.objects.filter(study=study).aggregate(last=Max("order"))["last"] or 0) + 1


def _values(spec: ItemSpec) -> dict[str, object]:
    return {
        "code": spec.code,
        "questionnaire_id": spec.questionnaire.pk,
        "questions": list(spec.questions),
        "yes": list(spec.yes),
        "no": list(spec.no),
        "missing": list(spec.missing),
        "combine": spec.combine,
        "label": dict(spec.label),
        "theme": spec.theme,
        "direction": spec.direction,
        "note": dict(spec.note),
    }


def _frozen(item: Item, spec: ItemSpec) -> list[Fault]:
    values = _values(spec)
    if all(getattr(item, name) == values[name] for name in RULE):
        return []
    names = ", ".join(item.sets.filter(frozen_at__isnull=False).values_list("name", flat=True))
    if not names:
        return []
    return [
        Fault(
            "item",
            _("A score has used item %(item)s in the set %(sets)s, so the answers that count stay as they are.")
            % {"item": item.code, "sets": names},
            _("Make a new item with another name."),
        )
    ]


def _shared(item: Item, spec: ItemSpec) -> list[Fault]:
    if list(spec.questions) == item.questions:
        return []
    others = ItemSetMember.objects.filter(item_set__members__item=item).exclude(item=item).select_related("item")
    clashes = {member.item.code for member in others if set(member.item.questions) & set(spec.questions)}
    return [
        Fault(
            "question",
            _("Item %(other)s of the same set rests on the same question.") % {"other": code},
            _("A set holds one item per question: take one of them out of the set first."),
        )
        for code in sorted(clashes)
    ]


def _problem(spec: ItemSpec, fault: Fault) -> Problem:
    return Problem(
        message=f"{spec.code}: {fault.message}" if spec.code else fault.message,
        remedy=fault.remedy,
        column=fault.column,
    )
