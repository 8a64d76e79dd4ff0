"""Writes and checks the audit log: one hash chain per study."""

import hashlib
import json

from django.db import models, transaction
from django.utils import timezone

from studies.models import AuditEntry, Study, User


def _digest(entry: AuditEntry) -> str:
    content = [
        entry.study_id,
        entry.number,
        entry.at.isoformat(),
        entry.by_name,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.details,
        entry.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def record(
    *, study: Study, by: User | None, action: str, about: models.Model | None = None, **details: object
) -> AuditEntry:
    """Add one entry, inside the transaction of the change it speaks of. `details` hold no personal values."""
    with transaction.atomic():
        Study.objects.select_for_update().filter(pk=study.pk).values_list("pk").get()
        last = AuditEntry.objects.filter(study=study).order_by("-number").first()
        entry = AuditEntry(
            study=study,
            number=last.number + 1 if last else 1,
            at=timezone.now(),
            by=by,
            by_name=by.email if by else "",
            action=action,
            object_type=about._meta.model_name or "" if about else "",
            object_id=str(about.pk) if about else "",
            details=json.loads(json.dumps(details, default=str)),
            previous_hash=last.hash if last else "",
        )
        entry.hash = _digest(entry)
        entry.save()
    return entry


def broken_entries(entries: "models.QuerySet[AuditEntry]") -> list[int]:
    """Numbers of entries whose content or place in the chain was changed; `entries` are one study's, all of them."""
    broken, previous, expected = [], "", 1
    for entry in entries.order_by("number"):
        if entry.number != expected or entry.previous_hash != previous or entry.hash != _digest(entry):
            broken.append(entry.number)
        previous, expected = entry.hash, entry.number + 1
    return broken
