"""Slows down whoever tries links: counted per address in the database, for a minute; no address is stored."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

ALLOWED = 20
SECONDS = 60
STARTS_ALLOWED = 200  # a whole office may share an address
STARTS_SECONDS = 600


def _key(request: HttpRequest, counted: str = "guesses") -> str:
    address = request.META.get("REMOTE_ADDR", "")
    if settings.PRODUCTION:  # behind a proxy, which writes the address it saw last
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    digest = hmac.new(settings.LINK_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()
    return f"{counted}:{digest[:32]}"


def too_many(request: HttpRequest) -> bool:
    return int(cache.get(_key(request), 0)) >= ALLOWED


def count(request: HttpRequest) -> None:
    _count(_key(request), SECONDS)


def start_allowed(request: HttpRequest) -> bool:
    """Counts a start by an open link; false where there were too many from one address within ten minutes."""
    key = _key(request, "starts")
    if int(cache.get(key, 0)) >= STARTS_ALLOWED:
        return False
    _count(key, STARTS_SECONDS)
    return True


def _count(key: str, seconds: int) -> None:
    if not cache.add(key, 1, seconds):
        cache.set(key, int(cache.get(key, 0)) + 1, seconds)
