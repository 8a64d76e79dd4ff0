"""`manage.py up`: everything on one machine with one command: migrate, worker, web server, until stopped."""

import os
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from studies import served_ports, supervisor
from studies.management.database import require_database
from studies.supervisor import Kept

START_SECONDS = 60.0
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- what is asked for is named, not bound


class Command(BaseCommand):
    requires_system_checks = [Tags.security]
    help = "Migrate, then run the worker and the web server until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--first", metavar="COMMAND", help="a command to run before serving, as load_demo")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's own
        host, port = options["host"], options["port"]
        with served_ports.held(host, port):
            require_folder(settings.KONTRAST_DATA)
            require_database()
            say_the_address(host, port)
            call_command("migrate", interactive=False, verbosity=0)
            if settings.PRODUCTION:
                call_command("collectstatic", interactive=False, verbosity=0)
            if options["first"]:
                call_command(options["first"])
            connections.close_all()
            self._run(host, port)

    def _run(self, host: str, port: int) -> None:
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: over.set())
        kept = [_web(host, port, self._say), _worker(self._say)]
        for one in kept:
            one.start()
        if not over.is_set():
            self._announce(kept[0], host, port)
        supervisor.keep(kept, over=over)
        self._say(_("Stopped."))

    def _announce(self, web: Kept, host: str, port: int) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and not web.has_ended() and not answers(host, port):
            time.sleep(0.1)
        if answers(host, port):
            self._say(_("Kontrast is at http://%(host)s:%(port)s (Ctrl-C stops it)") % {"host": host, "port": port})

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def say_the_address(host: str, port: int) -> None:
    """Links begin with the address that is served, here and in what is started, unless SITE_URL names another."""
    if not settings.PRODUCTION and "SITE_URL" not in os.environ:
        name = "127.0.0.1" if host in EVERY_ADDRESS else host
        os.environ["SITE_URL"] = settings.SITE_URL = f"http://{name}:{port}"


def require_folder(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"0" * 4096)
            probe.flush()
    except OSError as error:
        raise CommandError(
            _("The folder %(folder)s cannot be written (%(error)s). Make room, or set KONTRAST_DATA to another.")
            % {"folder": folder, "error": error.strerror}
        ) from error


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _worker(say: Callable[[str], None]) -> Kept:
    # The next worker of this supervisor knows by this name which jobs the one before it has left.
    environment = os.environ | {"KONTRAST_NODE": f"{socket.gethostname()}:{secrets.token_hex(4)}"}
    manage = str(settings.BASE_DIR / "manage.py")
    return Kept("worker", [sys.executable, manage, "worker", "--leave-with-parent"], environment, say)


def _web(host: str, port: int, say: Callable[[str], None]) -> Kept:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(settings.WEB_WORKERS), "--blocking-threads", "4", "--respawn-failed-workers"]
    command += ["--workers-kill-timeout", "10", "--log-level", "warning", "config.wsgi:application"]
    return Kept("web server", command, os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}, say)
