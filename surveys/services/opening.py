"""What is fixed when a collection opens, and the one link that anybody may answer by."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Unit, User
from studies.problems import Problem, Refused
from surveys import anonymity, links
from surveys.models import Collection, Invitation, SecondRule


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
def make_open_link(*, collection: Collection, by: User | None) -> str:
    """A new link each time: one that was closed stays closed."""
    if collection.second_rule != SecondRule.MANY:
        raise Refused(
            Problem(
                _("Where one is asked in a unit, one link for all cannot tell the units apart."),
                _("Make a link for each unit."),
            )
        )
    collection.public_id = uuid.uuid4()
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


def invite_by_open_link(
    *, collection: Collection, key: uuid.UUID, language: str, unit: Unit | None = None
) -> Invitation:
    """An own link for whoever starts; in an anonymous collection it is not stored."""
    public_id = links.public_id_of_start(collection, key)
    invitation = Invitation(
        collection=collection,
        unit=unit,
        public_id=public_id,
        token_hash=links.token_hash(links.token_of(public_id)),
        language=language,
        by_open_link=True,
    )
    if anonymity.is_anonymous(collection):
        return invitation
    fields = ("collection", "unit", "token_hash", "language", "by_open_link")
    return Invitation.objects.get_or_create(
        public_id=public_id, defaults={name: getattr(invitation, name) for name in fields}
    )[0]
