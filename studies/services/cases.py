"""Choosing units for interviews. A person decides, with a reason; the matched partner comes along."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Case, Pair, Study, Unit, User
from studies.models.cases import TRANSITIONS, CaseStatus
from studies.problems import Problem, Problems, Refused

Reason = Mapping[str, str] | str


def choose_case(*, study: Study, unit: Unit, reason: Reason, by: User | None, partner: Unit | None = None) -> Case:
    """Choose a unit. Without a partner given, it is the unit's other half in the active grouping's pairs."""
    return _decide(study, unit, CaseStatus.CHOSEN, reason, by, partner=partner or matched_partner(study, unit))


def exclude_case(*, study: Study, unit: Unit, reason: Reason, by: User | None) -> Case:
    return _decide(study, unit, CaseStatus.EXCLUDED, reason, by)


def matched_partner(study: Study, unit: Unit) -> Unit | None:
    pair = (
        Pair.objects.filter(Q(high=unit) | Q(low=unit), grouping__study=study, grouping__is_active=True)
        .select_related("high", "low")
        .first()
    )
    return (pair.low if pair.high_id == unit.pk else pair.high) if pair else None


@transaction.atomic
def _decide(
    study: Study, unit: Unit, status: CaseStatus, reason: Reason, by: User | None, partner: Unit | None = None
) -> Case:
    reasons = {study.main_language: reason} if isinstance(reason, str) else dict(reason)
    _check(study, unit, partner, reasons)
    Study.objects.select_for_update().get(pk=study.pk)
    case = Case.objects.filter(study=study, unit=unit).first() or Case(study=study, unit=unit)
    if case.pk and case.status == status:  # the same decision again: a better reason, another partner
        action = "case.reason_changed"
    else:
        _check_transition(case, status)
        action = f"case.{status}"
    case.status, case.reason, case.partner, case.decided_by = status, reasons, partner, by
    case.save()
    audit.record(study=study, by=by, action=action, about=case, unit=unit.code)
    return case


def _check(study: Study, unit: Unit, partner: Unit | None, reasons: Mapping[str, str]) -> None:
    problems = Problems()
    if not any(text.strip() for text in reasons.values()):
        problems.add(_("A choice needs a reason."), _("Say in a sentence why."), column="reason")
    problems.check_personal(reason=reasons)
    for other in filter(None, (unit, partner)):
        if other.study_id != study.pk:
            problems.add(_("%(unit)s is not a unit of this study.") % {"unit": other})
    if partner and partner.pk == unit.pk:
        problems.add(_("A unit cannot be its own partner."), column="partner")
    problems.refuse_if_any()


@transaction.atomic
def change_case_status(*, case: Case, status: CaseStatus | str, by: User | None) -> Case:
    """One step of the life cycle: asked, accepted, declined, or a candidate again."""
    status = CaseStatus(status)
    case = Case.objects.select_for_update().get(pk=case.pk)
    _check_transition(case, status)
    before, case.status, case.decided_by = case.status, status, by
    if status is CaseStatus.CANDIDATE:
        case.reason = {}  # what spoke for the decision that is taken back
    case.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    audit.record(study=case.study, by=by, action=f"case.{status}", about=case, unit=case.unit.code, before=before)
    return case


def reconsider_case(*, case: Case, by: User | None) -> Case:
    return change_case_status(case=case, status=CaseStatus.CANDIDATE, by=by)


def _check_transition(case: Case, status: CaseStatus) -> None:
    if status in TRANSITIONS[CaseStatus(case.status)]:
        return
    possible = ", ".join(str(each.label) for each in CaseStatus if each in TRANSITIONS[CaseStatus(case.status)])
    raise Refused(
        Problem(
            _("%(unit)s is “%(before)s” and cannot become “%(after)s” from there.")
            % {"unit": case.unit, "before": case.get_status_display(), "after": status.label},
            _("What can follow: %(possible)s.") % {"possible": possible},
        )
    )
