"""Marks on an address: mail to it came back, or the person wants no more. What is marked gets no mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import User
from studies.problems import Problem, Refused
from surveys.models import Collection, Identity, Invitation, UnitContact

MARKS = ("bounced_at", "opted_out_at")
MOST = 10_000


@transaction.atomic
def mark_person(*, invitation: Invitation, mark: str, on: bool, by: User | None) -> None:
    _mark(Identity.objects.get(invitation=invitation), mark, on=on)
    _record(invitation.collection, by, mark, count=1, on=on)


@transaction.atomic
def mark_contact(*, contact: UnitContact, mark: str, on: bool, by: User | None) -> None:
    _mark(contact, mark, on=on)
    _record(contact.collection, by, mark, count=1, on=on)


def _mark(who: Identity | UnitContact, mark: str, *, on: bool) -> None:
    if mark not in MARKS:
        raise Refused(_("There is no such mark."))
    if on != bool(getattr(who, mark)):
        setattr(who, mark, timezone.now() if on else None)
        who.save(update_fields=[mark])


@dataclass(frozen=True, slots=True)
class Marked:
    """How many people and contacts were marked, and which addresses nobody in the collection has."""

    count: int
    unknown: list[str]


@transaction.atomic
def mark_addresses(*, collection: Collection, addresses: Iterable[str], mark: str, by: User | None) -> Marked:
    wanted = {address.casefold() for address in addresses}
    if not wanted or len(wanted) > MOST or mark not in MARKS:
        raise Refused(
            Problem(_("No address was found."), _("Write one address a line, %(most)d at most.") % {"most": MOST})
        )
    people = Identity.objects.filter(invitation__collection=collection).exclude(email="")
    contacts = collection.contacts.exclude(email="")
    found, count = set(), 0
    for rows in (people, contacts):
        keys = {pk: email.casefold() for pk, email in rows.values_list("pk", "email") if email.casefold() in wanted}
        found |= set(keys.values())
        count += len(keys)
        for batch in _batches(list(keys)):
            rows.filter(pk__in=batch, **{mark: None}).update(**{mark: timezone.now()})
    _record(collection, by, mark, count=count, on=True)
    return Marked(count, sorted(wanted - found))


def _batches(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + 500] for start in range(0, len(keys), 500))


def _record(collection: Collection, by: User | None, mark: str, *, count: int, on: bool) -> None:
    """How many, and which mark: never whose address."""
    action = f"people.{mark.removesuffix('_at')}" if on else "people.unmarked"
    audit.record(study=collection.study, by=by, action=action, about=collection, count=count)
