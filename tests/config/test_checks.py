"""Production starts only when it is safe; every hole is one sentence, all of them at once."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import checks
from tests.workplace import MANAGE

SAFE: dict[str, Any] = {
    "PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "0123456789abcdef" * 4,
    "LINK_KEY": "fedcba9876543210" * 2,
    "ALLOWED_HOSTS": ["study.example.org"],
    "SITE_URL": "https://study.example.org",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "CONTENT_SECURITY_POLICY": settings.CONTENT_SECURITY_POLICY,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
}


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Settings of a safe production, in the place of ours."""
    values = SimpleNamespace(**SAFE)
    monkeypatch.setattr(checks, "settings", values)
    return values


def found() -> list[str]:
    return [str(problem.id) for problem in checks.production_is_safe()]


@pytest.mark.usefixtures("safe")
def test_a_safe_production_starts() -> None:
    assert found() == []
    checks.stop_if_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("SECRET_KEY", "", "kontrast.E001"),
        ("SECRET_KEY", "short", "kontrast.E001"),
        ("SECRET_KEY", "a" * 60, "kontrast.E001"),
        ("LINK_KEY", "", "kontrast.E002"),
        ("LINK_KEY", "x" * 40, "kontrast.E002"),
        ("LINK_KEY", SAFE["SECRET_KEY"], "kontrast.E003"),
        ("ALLOWED_HOSTS", [], "kontrast.E004"),
        ("ALLOWED_HOSTS", ["study.example.org", "*"], "kontrast.E004"),
        ("SITE_URL", "http://study.example.org", "kontrast.E005"),
        ("DEBUG", True, "kontrast.E006"),
        ("SESSION_COOKIE_SECURE", False, "kontrast.E007"),
        ("CSRF_COOKIE_SECURE", False, "kontrast.E007"),
        ("SECURE_SSL_REDIRECT", False, "kontrast.E007"),
        ("SECURE_HSTS_SECONDS", 0, "kontrast.E007"),
        ("CONTENT_SECURITY_POLICY", {}, "kontrast.E008"),
        ("CONTENT_SECURITY_POLICY", {"DIRECTIVES": {"default-src": ["'unsafe-inline'"]}}, "kontrast.E008"),
        ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "kontrast.E009"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "kontrast.E010"),
    ],
)
def test_each_hole_stops_production(safe: SimpleNamespace, name: str, value: object, number: str) -> None:
    setattr(safe, name, value)
    assert found() == [number]
    with pytest.raises(ImproperlyConfigured):
        checks.stop_if_unsafe()


def test_one_s_own_machine_needs_none_of_it(safe: SimpleNamespace) -> None:
    safe.LINK_KEY = ""
    safe.PRODUCTION = False
    assert found() == []


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "PYTHONPATH"}}
    return subprocess.run(
        [sys.executable, *command],
        env=plain | {"KONTRAST_DATA": str(tmp_path)} | environment,
        cwd=Path(MANAGE).parent,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [(MANAGE, "up"), (MANAGE, "worker"), ("-c", "import config.wsgi")])
def test_production_without_settings_does_not_start_and_names_all_that_is_missing(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    started = start(tmp_path, *command, KONTRAST_ENV="production")
    assert started.returncode != 0
    for name in ("SECRET_KEY", "LINK_KEY", "ALLOWED_HOSTS", "SITE_URL", "SQLite", "E-mail"):
        assert name in started.stderr


def test_the_example_of_an_environment_can_be_used_as_it_stands(tmp_path: Path) -> None:
    """Empty values and comments after values are no settings."""
    code = (
        "import environ; environ.Env.read_env('.env.example', parse_comments=True);"
        "import django; django.setup(); from django.conf import settings as s; jobs = s.KONTRAST_JOBS;"
        "from config import celery_app; broker = celery_app.conf.broker_url;"
        "print(s.DATABASES['default']['ENGINE'], broker, jobs['lease_seconds'], bool(s.LINK_KEY))"
    )
    started = start(tmp_path, "-c", code, DJANGO_SETTINGS_MODULE="config.settings")
    assert started.stdout.split() == ["django.db.backends.sqlite3", "memory://localhost/", "30", "True"], (
        started.stderr
    )
