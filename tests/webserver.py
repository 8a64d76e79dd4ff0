"""The web server as `manage.py up` starts it, killed and started again as a test likes."""

import os
import random
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field

from studies.management.commands.up import _web
from tests.workplace import Workplace, members


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class WebServer:
    place: Workplace
    port: int = field(default_factory=free_port)
    chance: random.Random = field(default_factory=lambda: random.Random(1997))
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        kept = _web("127.0.0.1", self.port, print)
        environment = {**kept.environment, **self.place.environment}
        with self.place.log.open("ab") as log:
            self.process = subprocess.Popen(
                kept.command, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        self.place.started.append(self.process)

    def kill(self) -> str:
        """SIGKILL one of its processes, which it replaces; every other time all of them, as when the power goes."""
        assert self.process is not None
        everyone = members(self.process.pid)
        serving = [pid for pid in everyone if pid != self.process.pid]
        self.kills += 1
        if serving and self.kills % 2:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(serving), signal.SIGKILL)
            return "one web process"
        for pid in everyone:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.start()
        return "the whole web server"
