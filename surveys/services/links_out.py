"""Links that leave: printed on letters, or in a list for mailing elsewhere. Who took them out stands in the log."""

from collections.abc import Iterator

from django.db import transaction

from studies import audit
from studies.models import AuditEntry, User
from surveys import link_lists, selectors
from surveys.models import Collection
from surveys.services.exports import check_recipient
from surveys.services.opening import open_collection


@transaction.atomic
def take_links(
    *,
    collection: Collection,
    recipient: str,
    names: bool,
    format_: str,
    by: User | None,
) -> Iterator[list[str]]:
    count = selectors.unanswered(collection).count()
    record_links_out(collection=collection, by=by, format_=format_, count=count, recipient=recipient)
    return link_lists.rows_of(collection, names=names)


@transaction.atomic
def record_links_out(
    *, collection: Collection, by: User | None, format_: str, count: int, recipient: str
) -> AuditEntry:
    check_recipient(recipient)
    if count:
        open_collection(collection=collection)
    return audit.record(
        study=collection.study,
        by=by,
        action="invitations.exported",
        about=collection,
        format=format_,
        count=count,
        recipient=recipient.strip(),
    )
