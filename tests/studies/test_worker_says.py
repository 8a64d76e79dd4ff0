"""What a worker prints: trouble, and not what somebody wanted."""

import logging
import os

import studies.worker  # noqa: F401 -- it sets what the pool may say


def _is_said(text: str) -> bool:
    record = logging.LogRecord("multiprocessing", logging.ERROR, "pool.py", 1, text, None, None)
    return bool(logging.getLogger("multiprocessing").filter(record))


def test_a_child_that_its_guard_ended_is_no_error() -> None:
    assert not _is_said(f"Process 'ForkPoolWorker-2' pid:1357 exited with 'exitcode {os.EX_TEMPFAIL}'")


def test_a_child_that_was_killed_is_told() -> None:
    assert _is_said("Process 'ForkPoolWorker-2' pid:1357 exited with 'signal 9 (SIGKILL)'")
