"""What is fixed when a collection opens, and the one link that anybody may answer by."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Unit, User
from studies.problems import Problem, Refused
from surveys import anonymity, links
from surveys.models import Collection, Invitation, SecondRule, UnitContact

FORWARDED_AT_MOST = 1_000


def open_collection(*, collection: Collection) -> None:
    """The first link, mail or opened page: from now on what respondents are promised stays."""
    if collection.opened_at is None:
        collection.opened_at = timezone.now()
        Collection.objects.filter(pk=collection.pk, opened_at=None).update(opened_at=collection.opened_at)


def check_promise(collection: Collection, *, before: str) -> None:
    """`before`: the anonymity that is stored, blank for a new collection."""
    problems = anonymity.problems_of(collection)
    if before and before != collection.anonymity and anonymity.is_fixed(collection):
        problems = [anonymity.fixed_problem()]
    if problems:
        raise Refused(problems)


@transaction.atomic
def make_open_link(*, collection: Collection, by: User | None, public_id: uuid.UUID | None = None) -> str:
    """A new link each time: one that was closed stays closed. `public_id`: for a link that is known beforehand."""
    if collection.second_rule != SecondRule.MANY:
        raise Refused(
            Problem(
                _("Where one is asked in a unit, one link for all cannot tell the units apart."),
                _("Make a link for each unit."),
            )
        )
    collection.public_id = public_id or uuid.uuid4()
    token = links.open_token_of(collection)
    collection.open_token_hash = links.token_hash(token)
    collection.save(update_fields=["public_id", "open_token_hash"])
    open_collection(collection=collection)
    audit.record(study=collection.study, by=by, action="open_link.created", about=collection)
    return token


@transaction.atomic
def close_open_link(*, collection: Collection, by: User | None) -> None:
    """Nobody starts by it any more; those who have started go on by their own links."""
    collection.open_token_hash = None
    collection.save(update_fields=["open_token_hash"])
    audit.record(study=collection.study, by=by, action="open_link.closed", about=collection)


class TooMany(Exception):  # noqa: N818 -- one says: too many have started from this link
    """Far more have started from a contact's link than could answer there."""


@transaction.atomic
def invite_by_open_link(
    *,
    collection: Collection,
    key: uuid.UUID,
    language: str,
    unit: Unit | None = None,
    contact: UnitContact | None = None,
) -> Invitation:
    """An own link for whoever starts; in an anonymous collection it is not stored. Raises TooMany.

    `contact`: who sent the link on. How many have started is counted under a lock: a link that goes astray fills no
    database.
    """
    public_id = links.public_id_of_start(collection, key)
    if known := Invitation.objects.filter(public_id=public_id).first():
        return known
    if contact is not None:
        _refuse_too_many(contact)
    fields: dict[str, Any] = {
        "collection": collection,
        "unit": contact.unit if contact else unit,
        "contact": contact,
        "token_hash": links.token_hash(links.token_of(public_id)),
        "language": language,
        "by_open_link": True,
    }
    if anonymity.is_anonymous(collection):
        return Invitation(public_id=public_id, **fields)
    return Invitation.objects.get_or_create(public_id=public_id, defaults=fields)[0]


def _refuse_too_many(contact: UnitContact) -> None:
    """Ten times as many as could answer. A unit's count would say too much of anonymous answers: all are counted."""
    own = UnitContact.objects.select_for_update().filter(pk=contact.pk)
    if anonymity.is_anonymous(contact.collection):
        started = contact.collection.responses.count()
        most = sum(_most(each) for each in contact.collection.contacts.all())
    else:
        started, most = contact.invitations.count(), _most(own.get())
    if started >= most:
        raise TooMany


def _most(contact: UnitContact) -> int:
    return min(FORWARDED_AT_MOST, 10 * contact.eligible) if contact.eligible else FORWARDED_AT_MOST
