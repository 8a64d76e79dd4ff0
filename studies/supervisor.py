"""Keeps processes running: each in a session of its own, started again when it dies, all stopped at the end."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

STOP_SECONDS = 12.0
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel to stop this process when the supervisor is killed: it could not do so itself any more."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Kept:
    """One process that is started again whenever it ends; each time later, while it keeps ending at once."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    wait: float = field(default=0.5)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 -- our own command
            self.command,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 -- the supervisor has no threads
        )
        self.started_at = time.monotonic()

    def look(self) -> None:
        """Start it again if it has ended and its time has come."""
        if self.process is not None and self.process.poll() is not None:
            self.clear()
            self._plan()
        if self.process is None and time.monotonic() >= self.start_again_at:
            self.start()

    def _plan(self) -> None:
        steady = time.monotonic() - self.started_at > STEADY_SECONDS
        self.wait = 0.5 if steady else self.wait
        self.start_again_at = time.monotonic() + self.wait
        self.say(f"The {self.name} has stopped. It is started again in {self.wait:g} seconds.")
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        self.process = None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def clear(self) -> None:
        """Leave nothing behind: whatever still runs in its session."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def keep(kept: Sequence[Kept], *, over: threading.Event) -> None:
    """Run them all until `over` is set, then stop them all."""
    try:
        while not over.wait(0.2):
            for one in kept:
                one.look()
    finally:
        stop(kept)


def stop(kept: Sequence[Kept]) -> None:
    for one in kept:
        one.ask_to_stop()
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until and not all(one.has_ended() for one in kept):
        time.sleep(0.1)
    for one in kept:
        one.clear()
