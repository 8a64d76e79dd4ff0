"""The port that `manage.py up` serves belongs to it alone, from its first second."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


@contextmanager
def held(host: str, port: int) -> Iterator[None]:
    """Keep the port from every other program, while those started here may listen on it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(_refusal(host, port, error)) from error
        # Bound alone. From now on the web server's processes may join, for they share their port; no other probe may
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        yield


def _refusal(host: str, port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return _("Port %(port)s is taken by another program. Stop it, or use --port.") % {"port": port}
    told = error.strerror if isinstance(error, OSError) else error
    return _("%(host)s:%(port)s cannot be served (%(error)s). Choose another with --host or --port.") % {
        "host": host,
        "port": port,
        "error": told,
    }
