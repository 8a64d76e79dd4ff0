"""Groupings: made whole, active one at a time, and never changed once a run has used them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Group, Grouping, GroupMember, Pair, Study, Unit, User
from studies.problems import Problem, Problems, Refused

Texts = Mapping[str, str]
NO_TEXT: Texts = {}
BATCH = 2000


@dataclass(frozen=True, slots=True)
class PairSpec:
    code: str
    high: Unit
    low: Unit
    distance: float | None = None
    reason: Texts = field(default_factory=dict)


@transaction.atomic
def create_grouping(
    *,
    study: Study,
    name: str,
    members: Mapping[Unit, tuple[str, Texts]],
    by: User | None,
    pairs: Iterable[PairSpec] = (),
    origin: Texts = NO_TEXT,
) -> Grouping:
    """A new grouping, not yet active: which group each unit is in, why, and who is paired with whom."""
    pairs = list(pairs)
    _check(study, name, members, pairs, origin)
    grouping = Grouping.objects.create(study=study, name=name, origin=dict(origin), created_by=by)
    GroupMember.objects.bulk_create(
        (
            GroupMember(grouping=grouping, unit=unit, group=group, reason=dict(reason))
            for unit, (group, reason) in members.items()
        ),
        batch_size=BATCH,
    )
    Pair.objects.bulk_create(
        (
            Pair(grouping=grouping, code=x.code, high=x.high, low=x.low, distance=x.distance, reason=dict(x.reason))
            for x in pairs
        ),
        batch_size=BATCH,
    )
    counts = Counter(str(group) for group, _reason in members.values())
    audit.record(study=study, by=by, action="grouping.created", about=grouping, pairs=len(pairs), **counts)
    return grouping


def _check(
    study: Study, name: str, members: Mapping[Unit, tuple[str, Texts]], pairs: list[PairSpec], origin: Texts
) -> None:
    problems = Problems()
    check_name(study, name, problems)
    problems.check_personal(origin=origin)
    for pair in pairs:
        problems.check_personal(pair=pair.code, reason=pair.reason)
    for unit, (group, reason) in members.items():
        problems.check_personal(reason=reason)
        if group not in Group.values:
            problems.add(_("%(unit)s: there is no group “%(group)s”.") % {"unit": unit, "group": group})
        if unit.study_id != study.pk:
            problems.add(_("%(unit)s is not a unit of this study.") % {"unit": unit})
    groups = {unit.pk: group for unit, (group, _reason) in members.items()}
    for pair in pairs:
        check_pair(pair, groups, problems)
    _check_once(pairs, problems)
    problems.refuse_if_any()


def check_name(study: Study, name: str, problems: Problems, *, but: Grouping | None = None) -> None:
    problems.check_personal(name=name)
    if not name.strip() or len(name) > 200:
        problems.add(_("A grouping needs a name of at most 200 characters."), column="name")
    elif study.groupings.filter(name=name).exclude(pk=but.pk if but else 0).exists():
        problems.add(
            _("There is a grouping “%(name)s” already.") % {"name": name}, _("Choose another name."), column="name"
        )


def check_pair(pair: PairSpec, groups: Mapping[int, str], problems: Problems) -> None:
    for unit, group in ((pair.high, Group.HIGH), (pair.low, Group.LOW)):
        if groups.get(unit.pk) != group:
            problems.add(
                _("Pair %(pair)s: %(unit)s is not in the group “%(group)s”.")
                % {"pair": pair.code, "unit": unit, "group": group.label},
                _("A pair is one high-score unit and one low-score unit."),
            )


def _check_once(pairs: list[PairSpec], problems: Problems) -> None:
    units = Counter(unit for pair in pairs for unit in (pair.high, pair.low))
    for unit, times in units.items():
        if times > 1:
            problems.add(_("%(unit)s is in %(times)d pairs.") % {"unit": unit, "times": times})
    for code, times in Counter(pair.code for pair in pairs).items():
        if times > 1:
            problems.add(_("%(times)d pairs are called %(code)s.") % {"times": times, "code": code})


@transaction.atomic
def activate_grouping(*, grouping: Grouping, by: User | None) -> Grouping:
    """From now on the study counts by this grouping; runs that counted by another are stale."""
    Study.objects.select_for_update().get(pk=grouping.study_id)
    grouping.refresh_from_db(fields=["is_active"])
    if not grouping.is_active:
        Grouping.objects.filter(study_id=grouping.study_id, is_active=True).update(is_active=False)
        grouping.is_active = True
        grouping.save(update_fields=["is_active"])
        audit.record(study=grouping.study, by=by, action="grouping.activated", about=grouping, name=grouping.name)
    return grouping


def mark_used(*, grouping: Grouping) -> None:
    """A run rests on it: from now on it never changes. Called inside the run's own transaction."""
    Grouping.objects.filter(pk=grouping.pk, used_at=None).update(used_at=timezone.now())


def unused(grouping: Grouping) -> Grouping:
    """The grouping, locked for a change; refused once a run has used it."""
    grouping = Grouping.objects.select_for_update().select_related("study").get(pk=grouping.pk)
    if grouping.used_at:
        raise Refused(
            Problem(
                _("Results rest on the grouping “%(name)s”, so it cannot be changed.") % {"name": grouping.name},
                _("Make a copy and change that."),
            )
        )
    return grouping


@transaction.atomic
def rename_grouping(*, grouping: Grouping, name: str, by: User | None) -> Grouping:
    grouping = unused(grouping)
    problems = Problems()
    check_name(grouping.study, name, problems, but=grouping)
    problems.refuse_if_any()
    grouping.name = name
    grouping.save(update_fields=["name"])
    audit.record(study=grouping.study, by=by, action="grouping.renamed", about=grouping, name=name)
    return grouping


@transaction.atomic
def delete_grouping(*, grouping: Grouping, by: User | None) -> None:
    grouping = unused(grouping)
    if grouping.is_active:
        raise Refused(Problem(_("This is the active grouping."), _("Make another grouping active first.")))
    audit.record(study=grouping.study, by=by, action="grouping.deleted", about=grouping, name=grouping.name)
    grouping.delete()
