"""The same plan run again and again: what it stored, as one digest for each plan."""

import hashlib
import json
from collections import defaultdict

from analysis import services
from analysis.models import Plan, Run, RunStatus


def stored(run: Run) -> str:
    """Tables, figures, notes and the digest of what it saw; not its times and numbers."""
    tables = list(run.tables.order_by("order").values("name", "title", "columns", "rows", "notes", "protection"))
    figures = list(run.figures.order_by("order", "name", "language", "public").values("name", "language", "svg"))
    content = [run.digest, run.n_used, run.excluded, run.notes, run.summary, tables, figures]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def ask_again(slug: str, procedure: str, times: int) -> None:
    """Ask for runs of each plan of the procedure, `times` in all, and print that."""
    plans = list(Plan.objects.filter(study__slug=slug, procedure=procedure).order_by("pk"))
    for number in range(times):
        services.request_run(plan=plans[number % len(plans)], by=None)
    print(json.dumps([times]))  # noqa: T201 -- read by `ask`


def unfinished() -> None:
    waiting = Run.objects.filter(status__in=[RunStatus.QUEUED, RunStatus.RUNNING])
    print(json.dumps([waiting.count(), list(Run.objects.filter(status=RunStatus.FAILED).values_list("error"))]))  # noqa: T201


def digests() -> None:
    """Per plan (its procedure and parameters): how many runs stored what."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for run in Run.objects.filter(status=RunStatus.DONE).select_related("plan"):
        found[f"{run.procedure} {json.dumps(run.plan.parameters, sort_keys=True)}"][stored(run)] += 1
    print(json.dumps([found]))  # noqa: T201 -- read by `ask`
