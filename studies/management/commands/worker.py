"""`manage.py worker`: one Celery worker, which also finds its work by itself (studies/worker.py)."""

import contextlib
import os
import sys
import warnings
from typing import Any

from celery import current_app
from celery.exceptions import SecurityWarning
from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from studies import worker
from studies.management.database import require_database


class Command(BaseCommand):
    requires_system_checks = [Tags.security]
    help = "Run a worker for background jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=settings.CELERY_WORKER_CONCURRENCY)
        parser.add_argument("--leave-with-parent", action="store_true", help="stop when whoever started it is gone")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's own
        require_database()
        _take_over()
        if options["leave_with_parent"]:
            os.environ["KONTRAST_LEAVE_WITH_PARENT"] = "1"
        # One job, one core: results do not depend on how many threads a library finds.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        # What a worker needs was checked above; all checks would load every page, each time it is started again.
        os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
        # In a container one is root; what a worker reads are rows of its own database, not anybody's pickles.
        warnings.filterwarnings("ignore", category=SecurityWarning)
        worker.preload()
        sys.exit(_work(options["concurrency"]))


def _take_over() -> None:
    with contextlib.suppress(DatabaseError):  # not migrated yet: the worker waits for it
        worker.take_over()
    connection.close()


def _work(concurrency: int) -> int:
    node = current_app.Worker(
        concurrency=concurrency,
        pool="prefork",
        hostname=f"kontrast-{os.getpid()}@%h",
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    node.start()
    return int(node.exitcode or 0)
