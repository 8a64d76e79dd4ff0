"""That a list of people who have not answered was taken home."""

from django.db import transaction

from studies import audit
from studies.models import User
from surveys.models import Collection


@transaction.atomic
def record_waiting_file(*, collection: Collection, by: User, count: int) -> None:
    audit.record(study=collection.study, by=by, action="invitations.exported", about=collection, count=count)
