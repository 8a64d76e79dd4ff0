"""Nobody signs up alone: an account is made by taking up an invitation (studies/views/members.py)."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """With the site's own address: the request's is whatever somebody claimed."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SITE_URL}{path}"
