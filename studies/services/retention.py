"""When a study's data have been kept long enough: its owners are warned before, then it is done as the study says."""

import smtplib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from studies import audit, uploads
from studies.models import AuditEntry, Role, Study
from studies.models.study import RetentionAction

DAYS_BEFORE = (30, 7, 1)
NOTICE = timedelta(days=7)  # between the first warning and the deed, also where the date was set late


def retain_all(*, today: date | None = None) -> dict[str, dict[str, int]]:
    """Every night: warn, or do what is due. Says what became of which study."""
    today = today or timezone.localdate()
    done = {}
    for study in Study.objects.exclude(retention_date=None):
        if is_due(study, today):
            done[study.slug] = apply_retention(study=study)
        else:
            warn_if_near(study=study, today=today)
    return done


def is_due(study: Study, today: date) -> bool:
    """The date has come, the owners were told a week ago, and it was not done yet."""
    if study.retention_date is None or today < study.retention_date or _entries(study, "retention.done").exists():
        return False
    first = _entries(study, "retention.warned").order_by("number").first()
    return first is not None and timezone.localtime(first.at).date() + NOTICE <= today


def _entries(study: Study, action: str) -> "QuerySet[AuditEntry]":
    return AuditEntry.objects.filter(study=study, action=action, details__until=str(study.retention_date))


def days_left(study: Study, today: date | None = None) -> int | None:
    """For the study page: None while the date is far off, or when it is done."""
    if study.retention_date is None:
        return None
    left = (study.retention_date - (today or timezone.localdate())).days
    near = left <= max(DAYS_BEFORE)
    return max(left, 0) if near and not _entries(study, "retention.done").exists() else None


def warn_if_near(*, study: Study, today: date) -> None:
    """Once at each of the days before; the log remembers which."""
    left = days_left(study, today)
    if left is None:
        return
    step = min(days for days in DAYS_BEFORE if left <= days)
    if not _entries(study, "retention.warned").filter(details__days=step).exists():
        mailed = sum(_mail(study, email) for email in _owners(study))
        audit.record(
            study=study, by=None, action="retention.warned", until=str(study.retention_date), days=step, mailed=mailed
        )


def _owners(study: Study) -> Iterator[str]:
    rows = study.memberships.filter(role=Role.OWNER, user__is_active=True)
    yield from rows.values_list("user__email", flat=True)


def _mail(study: Study, email: str) -> bool:
    with translation.override(study.main_language):
        names = {
            "study": str(study),
            "date": date_format(study.retention_date, "DATE_FORMAT") if study.retention_date else "",
            "action": study.get_retention_action_display(),
            "link": f"{settings.SITE_URL}{study.get_absolute_url()}",
        }
        subject = _("“%(study)s”: the data are kept until %(date)s") % names
        body = _(
            "The data of the study “%(study)s” are kept until %(date)s. What happens then: %(action)s.\n\n"
            "If this is wrong, change the date or what happens in the study's settings:\n\n%(link)s"
        )
        try:
            return send_mail(" ".join(subject.split()), body % names, None, [email]) > 0
        except (OSError, smtplib.SMTPException):
            return False


@transaction.atomic
def apply_retention(*, study: Study) -> dict[str, int]:
    """Each app does its part, where the study does not hand its data over to an archive itself."""
    counts: Counter[str] = Counter()
    if study.retention_action != RetentionAction.ARCHIVE:
        for module in _privacy_modules():
            counts.update(module.retain(study=study))
        for upload in study.uploads.all():
            uploads.discard(upload=upload)
    action, until = study.retention_action, str(study.retention_date)
    details: dict[str, object] = {"until": until, "what": action, **counts}
    audit.record(study=study, by=None, action="retention.done", about=study, **details)
    return dict(counts)


def _privacy_modules() -> Iterator[ModuleType]:
    return map(import_module, settings.KONTRAST_PRIVACY)
