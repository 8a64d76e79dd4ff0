"""`manage.py load_demo`: the demo studies, their analyses through a worker, and where to look."""

import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from analysis import services
from analysis.models import Run, RunStatus
from demo import loading
from demo.loading.studies import DEMOS, Demo
from studies.models import Study

PATIENCE = 180  # seconds until a worker that does not get anywhere is given up


class Command(BaseCommand):
    help = "Load the demo studies and run their analyses. Again and again with the same result."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", nargs="?", choices=list(DEMOS), help="blank: all of them")
        parser.add_argument("--here", action="store_true", help="run the analyses in this process, without a worker")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 -- argparse's values
        if settings.PRODUCTION:
            raise CommandError(
                "The demo has accounts whose password everybody knows: it is not loaded in production."
            )
        names = [options["study"]] if options["study"] else list(DEMOS)
        studies = {name: DEMOS[name].load() for name in names}
        for study in studies.values():
            loading.load_people(study)
        runs = [run for name, study in studies.items() for run in loading.request_runs(study, DEMOS[name].runs)]
        self._analyse(runs, here=options["here"])
        for name, study in studies.items():
            loading.publish_new_runs(study)  # the report is public, so readers see what came of it
            self._tell(study, DEMOS[name])
        self._tell_accounts()

    def _analyse(self, runs: list[Run], *, here: bool) -> None:
        if here:
            for run in runs:
                services.execute_now(run)
        elif runs:
            self.stdout.write(f"Running {len(runs)} {'analysis' if len(runs) == 1 else 'analyses'} ...")
            _by_a_worker(runs, self._say_done)
        failed = Run.objects.filter(pk__in=[run.pk for run in runs]).exclude(status=RunStatus.DONE)
        if failed:
            raise CommandError("\n".join(f"{run.procedure}: {run.status}. {run.error}" for run in failed))

    def _say_done(self, run: Run) -> None:
        """A second load runs only what is stale, and says that it does."""
        before = run.plan.runs.filter(pk__lt=run.pk, status=RunStatus.DONE).exists()
        why = (
            ": again, for what it rests on has changed since, as the settings of the newest scores" if before else ""
        )
        form = run.parameters.get("questionnaire")
        self.stdout.write(f"  {run.study.slug}, {run.procedure}{f' ({form})' if form else ''}{why}")

    def _tell_accounts(self) -> None:
        self.stdout.write(f"\nAccounts, each with the password {loading.PASSWORD}:")
        for email, role in loading.ACCOUNTS.items():
            self.stdout.write(f"  {email:32} {role.label}")

    def _tell(self, study: Study, demo: Demo) -> None:
        write = self.stdout.write
        write(f"\n{study}\n{settings.SITE_URL}{study.get_absolute_url()}\n")
        write("Questionnaires to try, as a respondent:")
        for audience, language, address in loading.practice_links(study):
            write(f"  {audience} ({language}): {address}")
        if calls := loading.practice_calls(study):
            write(f"\nCalls to try, as an interviewer: {calls}")
        write("")
        for line in demo.headline(study):
            write(line)
        write(f"\n{study.notice.get('en', '')}")


def _by_a_worker(runs: list[Run], say_done: Callable[[Run], None]) -> None:
    """A worker of our own, for as long as there is something to do; one that is running already may help."""
    connection.close()
    command = [sys.executable, "manage.py", "worker", "--leave-with-parent"]
    worker = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603 -- our own command
    try:
        _wait(runs, worker, say_done)
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def _wait(runs: list[Run], worker: "subprocess.Popen[bytes]", say_done: Callable[[Run], None]) -> None:
    asked = {run.pk: run for run in runs}
    waiting = Run.objects.filter(pk__in=asked, status__in=[RunStatus.QUEUED, RunStatus.RUNNING])
    until = time.monotonic() + PATIENCE
    while asked:
        left = set(waiting.values_list("pk", flat=True))
        for ended in sorted(asked.keys() - left):
            say_done(asked.pop(ended))
        if worker.poll() is not None:
            raise CommandError("The worker stopped before the analyses were done. What it printed says why.")
        if time.monotonic() > until:
            raise CommandError(
                f"The analyses were not done after {PATIENCE} seconds. `manage.py up` goes on with them."
            )
        time.sleep(0.2)
