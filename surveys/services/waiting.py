"""That a list of people who have not answered was taken home."""

from django.db import transaction

from studies import audit
from studies.models import AuditEntry, User
from surveys.models import Collection
from surveys.services.exports import check_recipient


@transaction.atomic
def record_waiting_file(*, collection: Collection, by: User, count: int, recipient: str) -> AuditEntry:
    check_recipient(recipient)
    return audit.record(
        study=collection.study,
        by=by,
        action="invitations.exported",
        about=collection,
        count=count,
        recipient=recipient.strip(),
    )
