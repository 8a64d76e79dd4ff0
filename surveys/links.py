"""Respondents' links: derived from the invitation's public id with a key that only the environment holds."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.urls import reverse

from surveys.models import Invitation, UnitContact

BYTES = 20  # 160 bits


def token_of(public_id: uuid.UUID, *, opens: str = "invitation") -> str:
    """`opens`: invitation, contact (the page of a contact in a unit), forward (what the contact sends on)."""
    digest = hmac.new(settings.LINK_KEY.encode(), opens.encode() + b":" + public_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What is stored: a copy of the database opens no questionnaire."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    return _address("welcome", token_of(invitation.public_id))


def no_mail_link_of(invitation: Invitation) -> str:
    """Where a person says that they want no more mail."""
    return _address("no_mail", token_of(invitation.public_id))


def contact_link_of(contact: UnitContact) -> str:
    return _address("contact", token_of(contact.public_id, opens="contact"))


def forward_link_of(contact: UnitContact) -> str:
    """What the contact sends on: one link for all in the unit, so that nobody there holds another's own."""
    return _address("forward", token_of(contact.public_id, opens="forward"))


def _address(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'respondent:{name}', args=[token])}"


def reference_of(public_id: uuid.UUID) -> str:
    """What a respondent may quote: says nothing about who it was, and opens nothing."""
    digest = hmac.new(settings.LINK_KEY.encode(), b"reference:" + public_id.bytes, hashlib.sha256).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"
