"""Production starts only when it is safe: what is missing or unsafe is a sentence each, and no start."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
SHORTEST_LINK_KEY = 32


@register(Tags.security)
def production_is_safe(**_kwargs: Any) -> Sequence[CheckMessage]:  # noqa: ANN401 -- Django's own
    if not settings.PRODUCTION:
        return []
    found = (*_secrets(), *_addresses(), *_switches(), *_places())
    return [Error(message, hint=hint, id=f"kontrast.E{number:03}") for number, message, hint in found]


def stop_if_unsafe() -> None:
    """For servers that start without Django's command line and so without its checks."""
    if problems := production_is_safe():
        raise ImproperlyConfigured("\n".join(f"{problem.msg} {problem.hint}" for problem in problems))


Finding = tuple[int, str, str]


def _secrets() -> Iterator[Finding]:
    secret, link = _raw("SECRET_KEY"), _raw("LINK_KEY")
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 5:
        yield 1, "SECRET_KEY is missing or too short.", "Set it to 50 or more random characters."
    if len(link) < SHORTEST_LINK_KEY or len(set(link)) < 5:
        yield (
            2,
            "LINK_KEY is missing or too short.",
            "Set it to 32 or more random characters, and keep it: links need it.",
        )
    if secret and secret == link:
        yield 3, "SECRET_KEY and LINK_KEY are the same.", "Give each its own: a leak of one must not open the other."


def _raw(name: str) -> str:
    """The value as it stands: Django itself refuses to hand out an empty SECRET_KEY."""
    try:
        return str(getattr(settings, name))
    except ImproperlyConfigured:
        return ""


def _addresses() -> Iterator[Finding]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield 4, "ALLOWED_HOSTS must name the hosts.", "Set it to the site's own names, apart by commas, without *."
    if not settings.SITE_URL.startswith("https://"):
        yield (
            5,
            "SITE_URL must begin with https://.",
            "Links with secrets are sent to people: they must not travel open.",
        )


def _switches() -> Iterator[Finding]:
    if settings.DEBUG:
        yield 6, "DEBUG is on.", "It shows settings and data to anyone who meets an error."
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"):
        if not getattr(settings, name):
            yield 7, f"{name} is off.", "Leave it as config/settings.py has it."
    policy = settings.CONTENT_SECURITY_POLICY.get("DIRECTIVES", {})
    if "default-src" not in policy or any("unsafe" in str(source) for source in policy.values()):
        yield 8, "The Content-Security-Policy allows too much.", "Leave it as config/settings.py has it."


def _places() -> Iterator[Finding]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield (
            9,
            "The database is an SQLite file.",
            "Set DATABASE_URL to a PostgreSQL server: it serves several hosts.",
        )
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield 10, "E-mail is printed, not sent.", "Set EMAIL_URL: invitations and passwords go by e-mail."
