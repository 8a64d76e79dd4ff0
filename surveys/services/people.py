"""People and contacts of a collection: listed, and kept apart from what they answer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Unit, User
from studies.problems import Problem, Refused, refuse_personal
from surveys import links
from surveys.models import Anonymity, Collection, Identity, Invitation, UnitContact
from surveys.services.invitations import new_invitation

BATCH = 1000
SampleValue = str | float | int


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody on a list, as far as the list tells. A contact has neither address, audience nor sample variables."""

    unit: Unit | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    language: str = ""
    audience: str = ""
    sample: dict[str, SampleValue] = field(default_factory=dict)


def refuse_list(collection: Collection) -> None:
    """What an anonymous collection promises, a list of people beside its answers would break."""
    if collection.anonymity == Anonymity.ANONYMOUS:
        raise Refused(
            Problem(
                _("The collection promises to be anonymous: it keeps no list of people with links of their own."),
                _("Import contacts in the units, who send one link on, or use the collection's open link."),
            )
        )


@transaction.atomic
def add_people(*, collection: Collection, people: Sequence[NewPerson], by: User | None) -> int:
    """An invitation for each, and who it is, in a table of its own."""
    refuse_list(collection)
    audience = collection.version.questionnaire.audience
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        invitations = Invitation.objects.bulk_create(
            new_invitation(
                collection=collection,
                unit=person.unit,
                language=person.language,
                audience=person.audience or audience,
                sample=person.sample,
            )
            for person in batch
        )
        Identity.objects.bulk_create(
            Identity(
                invitation=invitation,
                name=person.name,
                email=person.email,
                phone=person.phone,
                address=person.address,
            )
            for invitation, person in zip(invitations, batch, strict=True)
        )
    audit.record(study=collection.study, by=by, action="people.imported", about=collection, count=len(people))
    return len(people)


@transaction.atomic
def add_contacts(*, collection: Collection, people: Sequence[NewPerson], by: User | None) -> int:
    UnitContact.objects.bulk_create((_contact(collection, person) for person in people), batch_size=BATCH)
    audit.record(study=collection.study, by=by, action="contacts.imported", about=collection, count=len(people))
    return len(people)


@transaction.atomic
def change_person(*, invitation: Invitation, by: User | None, language: str = "", **fields: str) -> Identity:
    """Corrected by hand. A new address has neither come back nor been refused."""
    refuse_personal(**fields)
    identity = Identity.objects.get(invitation=invitation)
    email = fields.get("email", "")
    if email and email.casefold() != identity.email.casefold():
        _refuse_second(invitation.collection, email)
        identity.bounced_at = None
    changed = [name for name, value in fields.items() if getattr(identity, name) != value]
    for name in changed:
        setattr(identity, name, fields[name])
    identity.save()
    if language != invitation.language:
        Invitation.objects.filter(pk=invitation.pk).update(language=language)
        changed.append("language")
    audit.record(study=invitation.collection.study, by=by, action="person.changed", about=invitation, fields=changed)
    return identity


def _refuse_second(collection: Collection, email: str) -> None:
    if Identity.objects.filter(invitation__collection=collection, email__iexact=email).exists():
        raise Refused(
            Problem(_("Somebody else in the collection has this address."), _("Write another."), column="email")
        )


@transaction.atomic
def erase_contact(*, contact: UnitContact, by: User | None) -> None:
    """Name, addresses and what was mailed to them go; what was begun from the contact's link stays as it is."""
    collection = contact.collection
    contact.delete()
    audit.record(study=collection.study, by=by, action="contact.erased", about=collection)


def _contact(collection: Collection, person: NewPerson) -> UnitContact:
    public_id = uuid.uuid4()
    return UnitContact(
        collection=collection,
        unit=person.unit,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        public_id=public_id,
        token_hash=links.token_hash(links.token_of(public_id, opens="contact")),
        forward_hash=links.token_hash(links.token_of(public_id, opens="forward")),
    )


MOST_ELIGIBLE = 100_000


@transaction.atomic
def report_eligible(*, contact: UnitContact, eligible: int) -> None:
    """What the contact says: without it there is no rate. Said anew, the last word counts."""
    if not 0 <= eligible <= MOST_ELIGIBLE:
        raise Refused(_("Write a whole number from 0 to %(most)d.") % {"most": MOST_ELIGIBLE})
    contact.eligible, contact.reported_at = eligible, timezone.now()
    contact.save(update_fields=["eligible", "reported_at"])
