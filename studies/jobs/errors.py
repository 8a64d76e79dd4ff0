"""What ends a job early, and the sentence each ending leaves for people."""

import errno
import traceback
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from studies.problems import Refused


class JobError(Exception):
    """A sentence for people: the job cannot succeed as it was asked for. Not retried."""


class Cancelled(Exception):  # noqa: N818 -- the end somebody asked for is no error
    """Somebody asked for the job to stop."""


class Fenced(Exception):  # noqa: N818 -- another worker has the job; this one only has to leave
    """This attempt no longer owns the job: it was taken for dead. Nothing it writes is stored."""


def is_lasting(error: BaseException) -> bool:
    """Whether trying again would end the same way."""
    return isinstance(error, JobError | Refused | MemoryError)


def memory_sentence() -> str:
    limit = settings.KONTRAST_JOBS["memory_limit_mb"]
    return _(
        "The job was stopped because it needed more than its %(limit)s MB of memory. Nothing was stored. "
        "Try with fewer data, or raise JOB_MEMORY_LIMIT_MB."
    ) % {"limit": limit}


def time_sentence() -> str:
    limit = settings.KONTRAST_JOBS["time_limit_seconds"]
    return _(
        "The job was stopped because it took longer than its %(limit)s seconds. Nothing was stored. "
        "Try with fewer data, or raise JOB_TIME_LIMIT."
    ) % {"limit": limit}


def death_sentence(deaths: int) -> str:
    return _(
        "The worker died %(deaths)s times during this job, so it is not tried again. Nothing was stored. "
        "Usually the machine has too little memory for it."
    ) % {"deaths": deaths}


def sentence(error: BaseException) -> str:
    """What is shown for an error. An unexpected one shows its kind and place only: its message may hold an answer."""
    if isinstance(error, JobError | Refused):
        return str(error)
    if isinstance(error, MemoryError):
        return memory_sentence()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full. Nothing was stored. Make room, then ask for it again.")
    if isinstance(error, DatabaseError):
        return _("The database could not be read or written (%(kind)s). Nothing was stored.") % {"kind": _kind(error)}
    return _("The program failed: %(kind)s in %(place)s. Nothing was stored.") % {
        "kind": _kind(error),
        "place": place(error),
    }


def place(error: BaseException) -> str:
    """The innermost line of our own code that the error passed through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(settings.BASE_DIR)]
    ours = [frame for frame in ours if "site-packages" not in frame.filename] or list(frames)
    return f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else "?"


def _kind(error: BaseException) -> str:
    return type(error).__name__
