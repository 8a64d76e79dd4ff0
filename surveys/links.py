"""Respondents' links: derived from the invitation's public id with a key that only the environment holds."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.urls import reverse

from surveys.models import Collection, Invitation, UnitContact

BYTES = 20  # 160 bits


def token_of(public_id: uuid.UUID, *, opens: str = "invitation") -> str:
    """`opens`: invitation, contact (the page of a contact in a unit), forward (what the contact sends on)."""
    return _token(_keyed(opens, public_id.bytes))


def token_hash(token: str) -> str:
    """What is stored: a copy of the database opens no questionnaire."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    return address_of(token_of(invitation.public_id))


def address_of(token: str) -> str:
    return _address("welcome", token)


def open_token_of(collection: Collection) -> str:
    """Of the one link that anybody may answer by."""
    return _token(_keyed("open", collection.public_id.bytes))


def open_link_of(collection: Collection) -> str:
    return _address("open", open_token_of(collection))


def public_id_of_start(collection: Collection, key: uuid.UUID) -> uuid.UUID:
    """Pressing *Start* twice on one page is one start; nobody can choose another's."""
    return uuid.UUID(bytes=_keyed("start", collection.public_id.bytes + key.bytes)[:16])


def draft_hash(token: str) -> str:
    """Finds an unsent anonymous draft; without LINK_KEY it cannot be made from anything that is stored."""
    return _keyed("draft", token.encode()).hex()


def spent_hash(of_draft: str) -> str:
    """Marks a link by which anonymous answers were sent; needs LINK_KEY like the draft's own."""
    return _keyed("spent", of_draft.encode()).hex()


def form_key(token: str) -> uuid.UUID:
    """The submission key of an anonymous draft, which is not stored."""
    return uuid.UUID(bytes=_keyed("key", token.encode())[:16])


def no_mail_link_of(invitation: Invitation) -> str:
    """Where a person says that they want no more mail."""
    return _address("no_mail", token_of(invitation.public_id))


def contact_link_of(contact: UnitContact) -> str:
    return _address("contact", token_of(contact.public_id, opens="contact"))


def no_contact_mail_link_of(contact: UnitContact) -> str:
    return _address("no_contact_mail", token_of(contact.public_id, opens="contact"))


def forward_link_of(contact: UnitContact) -> str:
    """What the contact sends on: one link for all in the unit, so that nobody there holds another's own."""
    return _address("open", token_of(contact.public_id, opens="forward"))


def _address(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'respondent:{name}', args=[token])}"


def reference_of(public_id: uuid.UUID) -> str:
    """What a respondent may quote: says nothing about who it was, and opens nothing."""
    digest = _keyed("reference", public_id.bytes).hex().upper()
    return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


def _keyed(purpose: str, content: bytes) -> bytes:
    return hmac.new(settings.LINK_KEY.encode(), purpose.encode() + b":" + content, hashlib.sha256).digest()


def _token(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest[:BYTES]).decode().rstrip("=")
