"""Quotas: made, changed, taken away; what was answered before counts too."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import User
from studies.problems import Problem, Problems, Refused
from surveys.models import Collection, Quota, Response, ResponseStatus
from surveys.rules import Form, RuleError, form_of
from surveys.strata import PREFIX, compiled, dates_of, known_of, rules_of

BATCH = 2_000


@transaction.atomic
def create_quota(*, collection: Collection, by: User | None, **fields: Any) -> Quota:  # noqa: ANN401 -- a quota's own fields
    quota = Quota(collection=collection, order=collection.quotas.count() + 1)
    return _save(quota, fields, by, "quota.created")


@transaction.atomic
def change_quota(*, quota: Quota, by: User | None, **fields: Any) -> Quota:  # noqa: ANN401 -- a quota's own fields
    """Whoever it turned away stays away: they have been thanked."""
    locked = Quota.objects.select_for_update().select_related("collection__version").get(pk=quota.pk)
    return _save(locked, fields, by, "quota.changed")


@transaction.atomic
def delete_quota(*, quota: Quota, by: User | None) -> None:
    audit.record(study=quota.collection.study, by=by, action="quota.deleted", about=quota, name=quota.name)
    quota.delete()


def _save(quota: Quota, fields: Mapping[str, Any], by: User | None, action: str) -> Quota:
    form = form_of(quota.collection.version)
    for name, value in fields.items():
        setattr(quota, name, value)
    _check(quota, form)
    try:
        with transaction.atomic():
            quota.save()
    except IntegrityError as error:
        told = _("There is a quota called “%(name)s” already.") % {"name": quota.name}
        raise Refused(Problem(told, _("Choose another name."), column="name")) from error
    _count_again(quota, form)
    study = quota.collection.study
    audit.record(study=study, by=by, action=action, about=quota, name=quota.name, collection=quota.collection.name)
    return quota


def _check(quota: Quota, form: Form) -> None:
    problems = Problems()
    problems.check_personal(name=quota.name, label=quota.label, closing=quota.closing)
    for message in condition_problems(quota.condition, form):
        problems.add(message, column="condition")
    problems.refuse_if_any()


def condition_problems(condition: str, form: Form) -> list[str]:
    """What is wrong with a condition, each in a sentence."""
    try:
        rule = compiled(condition, dates_of(form))
    except RuleError as error:
        return [_("The condition cannot be read: %(why)s") % {"why": error}]
    unknown = [name for name in rule.variables if name not in form.questions and not name.startswith(PREFIX)]
    told = _("The questionnaire has no question “%(name)s”. A sample variable is written ${sample_NAME}.")
    return [told % {"name": name} for name in unknown]


def _count_again(quota: Quota, form: Form) -> None:
    """Every response of the collection, for the condition may be new."""
    rule = rules_of([quota], form)[quota.pk]
    rows = quota.collection.responses.exclude(status=ResponseStatus.SCREENED_OUT).select_related("invitation")
    wanted = [row.pk for row in rows.iterator(chunk_size=BATCH) if rule.holds(known_of(row))]
    through = Response.quotas.through
    through.objects.filter(quota=quota).delete()
    through.objects.bulk_create((through(response_id=pk, quota=quota) for pk in wanted), batch_size=BATCH)
    complete = quota.responses.filter(status=ResponseStatus.COMPLETE).count()
    closed_at = (quota.closed_at or timezone.now()) if complete >= quota.target else None
    Quota.objects.filter(pk=quota.pk).update(closed_at=closed_at)
    quota.closed_at = closed_at
