"""What every test may lean on: who is asked for real, and what is skipped, with its reason, where it is missing."""

import os
import shutil
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop running in the test's thread


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _missing() -> dict[str, str]:
    found = {"postgres": _answers(5432), "redis": _answers(6379), "browser": CHROMIUM is not None}
    reasons = {
        "postgres": "no PostgreSQL at 127.0.0.1:5432",
        "redis": "no Redis at 127.0.0.1:6379",
        "browser": "no chromium on this machine",
    }
    return {marker: reasons[marker] for marker, there in found.items() if not there}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = _missing()
    if os.environ.get("CI") == "true" and missing:
        raise pytest.UsageError("CI needs all of it: " + "; ".join(missing.values()))
    soak_asked = "soak" in (config.option.markexpr or "")
    for item in items:
        for marker, reason in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
        if item.get_closest_marker("soak") and not soak_asked:
            item.add_marker(pytest.mark.skip(reason="make soak runs it"))


@pytest.fixture(autouse=True)
def _plain_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fast password hashes, English and an empty cache: nothing a test counts on is left from the one before."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate("en")  # a request in another language leaves that language behind it
    yield
    if request.node.get_closest_marker("django_db"):
        cache.clear()
