"""Respondents' links: derived from the invitation's public id with a key that only the environment holds."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings
from django.urls import reverse

from surveys.models import Invitation

BYTES = 20  # 160 bits


def token_of(public_id: uuid.UUID) -> str:
    digest = hmac.new(settings.LINK_KEY.encode(), b"invitation:" + public_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode().rstrip("=")


def token_hash(token: str) -> str:
    """What is stored: a copy of the database opens no questionnaire."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(invitation: Invitation) -> str:
    path = reverse("respondent:welcome", args=[token_of(invitation.public_id)])
    return f"{settings.SITE_URL}{path}"


def reference_of(public_id: uuid.UUID) -> str:
    """What a respondent may quote: says nothing about who it was, and opens nothing."""
    digest = hmac.new(settings.LINK_KEY.encode(), b"reference:" + public_id.bytes, hashlib.sha256).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"
