"""Django's command line, where trouble around the program is a sentence and exit code 1, for every command."""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext as _

from studies.management import database


def main(arguments: Sequence[str]) -> int:
    try:
        _execute(arguments)
    except (DatabaseError, InterfaceError, OSError) as error:
        said = _sentence(error)
        if said is None or "--traceback" in arguments:
            raise
        _say(said)
        return 1
    return 0


def _execute(arguments: Sequence[str]) -> None:
    """What is printed counts as part of the command: it is written before the command can end well."""
    try:
        execute_from_command_line(list(arguments))
    finally:
        sys.stdout.flush()


def _sentence(error: DatabaseError | InterfaceError | OSError) -> str | None:
    if not isinstance(error, OSError):
        return database.trouble(error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full: not all could be written. Make room, then do it again.")
    if isinstance(error, BrokenPipeError):
        return ""  # whoever read the output has read enough, as `head` does
    return None


def _say(text: str) -> None:
    """To where errors go; what could not be printed is given up, or Python would try again on its way out."""
    with contextlib.suppress(OSError):
        if text:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
