"""A Kontrast of its own with the demo study, served as `manage.py up` serves it, and a browser's part of the talk."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

from demo.loading import PASSWORD

MANAGE = str(settings.BASE_DIR / "manage.py")
PATIENCE = 120.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """Somebody logged in, who reads pages and presses buttons."""

    def __init__(self, port: int, email: str) -> None:
        self.root = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self.post("/accounts/login/", "/accounts/login/", login=email, password=PASSWORD)

    def get(self, path: str) -> str:
        return self._read(urllib.request.Request(self.root + path))[1]

    def post(self, path: str, page: str, **fields: str) -> str:
        """Press a button that stands on `page`; the path one is sent to."""
        return self._read(self.button(path, page, **fields))[0]

    def button(self, path: str, page: str, **fields: str) -> urllib.request.Request:
        found = TOKEN.search(self.get(page))
        token = found[1] if found else ""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return urllib.request.Request(self.root + path, data, {"Referer": self.root + page})

    def press(self, button: urllib.request.Request) -> str:
        return self._read(button)[0]

    def _read(self, request: urllib.request.Request) -> tuple[str, str]:
        with self.opener.open(request, timeout=30) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


@dataclass(frozen=True)
class Demo:
    port: int
    environment: Mapping[str, str]

    def shell(self, code: str) -> None:
        """Run it in a process that works on the same database."""
        command = [sys.executable, MANAGE, "shell", "--verbosity", "0", "--command", code]
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def demo(**more: str) -> Iterator[Demo]:
    """Served until the block ends, with `more` in its environment."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"KONTRAST_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3"}
        environment = os.environ | own | more
        for command in ("migrate", "load_demo"):
            subprocess.run([sys.executable, MANAGE, command], env=environment, check=True, stdout=subprocess.DEVNULL)
        port = _free_port()
        up = subprocess.Popen(
            [sys.executable, MANAGE, "up", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _wait_for(port)
            yield Demo(port, environment)
        finally:
            up.terminate()
            up.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.2)
    raise TimeoutError("The server does not answer.")
