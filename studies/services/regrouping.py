"""Changing a grouping by hand: a copy, a unit moved, a pair made or dissolved, each with its reason."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studies import audit
from studies.models import Group, Grouping, GroupMember, Pair, Unit, User
from studies.problems import Problem, Problems, Refused
from studies.services.groupings import PairSpec, check_pair, create_grouping, unused
from studies.texts import in_all_languages

Texts = Mapping[str, str]


def copy_grouping(*, grouping: Grouping, name: str, by: User | None) -> Grouping:
    """The same members and pairs under a new name, free to be changed."""
    members = {
        member.unit: (member.group, member.reason)
        for member in grouping.members.select_related("unit").order_by("unit__code")
    }
    pairs = [
        PairSpec(pair.code, pair.high, pair.low, pair.distance, pair.reason)
        for pair in grouping.pairs.select_related("high", "low")
    ]
    origin = in_all_languages(format_lazy(gettext_lazy("copied from “{name}”"), name=grouping.name))
    return create_grouping(study=grouping.study, name=name, members=members, pairs=pairs, origin=origin, by=by)


@transaction.atomic
def move_unit(*, grouping: Grouping, unit: Unit, group: str, reason: Texts, by: User | None) -> list[str]:
    """Put a unit in another group; blank takes it out of the grouping. The codes of the pairs that this dissolved."""
    grouping = unused(grouping)
    _check_move(grouping, unit, group, reason)
    before = GroupMember.objects.filter(grouping=grouping, unit=unit).first()
    dissolved = _dissolve(grouping, unit) if before is None or before.group != group else []
    if group:
        GroupMember.objects.update_or_create(
            grouping=grouping, unit=unit, defaults={"group": group, "reason": dict(reason)}
        )
    elif before:
        before.delete()
    audit.record(
        study=grouping.study,
        by=by,
        action="grouping.unit_moved",
        about=grouping,
        unit=unit.code,
        before=before.group if before else "",
        group=group,
    )
    return dissolved


def _dissolve(grouping: Grouping, *units: Unit) -> list[str]:
    pairs = Pair.objects.filter(Q(high__in=units) | Q(low__in=units), grouping=grouping)
    codes = list(pairs.order_by("code").values_list("code", flat=True))
    pairs.delete()
    return codes


def _check_move(grouping: Grouping, unit: Unit, group: str, reason: Texts) -> None:
    problems = Problems()
    if group and group not in Group.values:
        problems.add(_("There is no group “%(group)s”.") % {"group": group[:20]}, column="group")
    if unit.study_id != grouping.study_id:
        problems.add(_("%(unit)s is not a unit of this study.") % {"unit": unit}, column="unit")
    problems.check_personal(reason=reason)
    if not any(text.strip() for text in reason.values()):
        problems.add(_("A change by hand needs a reason."), _("Say in a sentence why."), column="reason")
    problems.refuse_if_any()


@transaction.atomic
def pair_units(*, grouping: Grouping, high: Unit, low: Unit, reason: Texts, by: User | None) -> list[str]:
    """Pair two units by hand. The codes of the pairs that they were in, which are dissolved."""
    grouping = unused(grouping)
    problems = Problems()
    groups = dict(grouping.members.values_list("unit_id", "group"))
    check_pair(PairSpec(f"{high} – {low}", high, low), groups, problems)
    problems.check_personal(reason=reason)
    if not any(text.strip() for text in reason.values()):
        problems.add(_("A pair made by hand needs a reason."), _("Say in a sentence why."), column="reason")
    problems.refuse_if_any()
    dissolved = _dissolve(grouping, high, low)
    Pair.objects.create(grouping=grouping, code=_free_code(grouping), high=high, low=low, reason=dict(reason))
    audit.record(study=grouping.study, by=by, action="grouping.paired", about=grouping, high=high.code, low=low.code)
    return dissolved


def _free_code(grouping: Grouping) -> str:
    taken = set(grouping.pairs.values_list("code", flat=True))
    return next(code for code in (f"P{number:02}" for number in range(1, len(taken) + 2)) if code not in taken)


@transaction.atomic
def unpair(*, grouping: Grouping, pair: Pair, by: User | None) -> None:
    grouping = unused(grouping)
    if pair.grouping_id != grouping.pk:
        raise Refused(Problem(_("This pair is not in this grouping.")))
    audit.record(study=grouping.study, by=by, action="grouping.unpaired", about=grouping, pair=pair.code)
    pair.delete()
