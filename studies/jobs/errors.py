"""What ends a job early, and the sentence each ending leaves for people."""

import errno
import sqlite3
import traceback
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from studies.problems import Refused

FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "53100"  # PostgreSQL


class JobError(Exception):
    """A sentence for people: the job cannot succeed as it was asked for. Not retried."""


class Cancelled(Exception):  # noqa: N818 -- the end somebody asked for is no error
    """Somebody asked for the job to stop."""


class GaveWay(Exception):  # noqa: N818 -- the job goes on later, where it stopped
    """Something that somebody waits for goes first."""


class Fenced(Exception):  # noqa: N818 -- another worker has the job; this one only has to leave
    """This attempt no longer owns the job: it was taken for dead. Nothing it writes is stored."""


def said_in(language: str) -> AbstractContextManager[None]:
    """A job speaks to whoever asked for it; without a language, as its process does."""
    return translation.override(language) if language else nullcontext()


def is_lasting(error: BaseException) -> bool:
    """Whether trying again would end the same way."""
    return isinstance(error, JobError | Refused | MemoryError)


def memory_sentence(left: str) -> str:
    limit = settings.KONTRAST_JOBS["memory_limit_mb"]
    return _(
        "The job was stopped because it needed more than its %(limit)s MB of memory. %(left)s "
        "Try with fewer data, or raise JOB_MEMORY_LIMIT_MB."
    ) % {"limit": limit, "left": left}


def time_sentence(left: str) -> str:
    limit = settings.KONTRAST_JOBS["time_limit_seconds"]
    return _(
        "The job was stopped because it took longer than its %(limit)s seconds. %(left)s "
        "Try with fewer data, or raise JOB_TIME_LIMIT."
    ) % {"limit": limit, "left": left}


def death_sentence(deaths: int, left: str) -> str:
    return _(
        "The worker died %(deaths)s times during this job, so it is not tried again. %(left)s "
        "Usually the machine has too little memory for it."
    ) % {"deaths": deaths, "left": left}


def sentence(error: BaseException, left: str) -> str:
    """What is shown for an error, with what is `left`. An unexpected one shows its kind and place only: its message
    may hold an answer."""
    if isinstance(error, JobError | Refused):
        return str(error)
    if isinstance(error, MemoryError):
        return memory_sentence(left)
    if _is_full_disk(error):
        return _("The disk is full. %(left)s Make room, then ask for it again.") % {"left": left}
    if isinstance(error, DatabaseError):
        said = _("The database could not be read or written (%(kind)s). %(left)s")
        return said % {"kind": _kind(error), "left": left}
    said = _("The program failed: %(kind)s in %(place)s. %(left)s")
    return said % {"kind": _kind(error), "place": place(error), "left": left}


def _is_full_disk(error: BaseException) -> bool:
    """The program's own files, or those of the database: SQLite and PostgreSQL each say it in their way."""
    if isinstance(error, OSError):
        return error.errno in FULL
    if not isinstance(error, DatabaseError):
        return False
    code, state = getattr(error.__cause__, "sqlite_errorcode", None), getattr(error.__cause__, "sqlstate", None)
    return code == sqlite3.SQLITE_FULL or state == DISK_FULL


def place(error: BaseException) -> str:
    """The innermost line of our own code that the error passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(settings.BASE_DIR)]
    ours = [frame for frame in ours if "site-packages" not in frame.filename] or list(frames)
    return f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "?"


def _kind(error: BaseException) -> str:
    return type(error).__name__
