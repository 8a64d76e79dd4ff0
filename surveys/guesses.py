"""Slows down whoever tries links: counted per address in the database, for a minute; no address is stored."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

ALLOWED = 20
SECONDS = 60


def _key(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PRODUCTION:  # behind a proxy, which writes the address it saw last
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    digest = hmac.new(settings.LINK_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
    return f"guesses:{digest[:32]}"


def too_many(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= ALLOWED


def count(request: HttpRequest) -> None:
    key = _key(request)
    if not cache.add(key, 1, SECONDS):
        cache.set(key, int(cache.get(key, 0)) + 1, SECONDS)
