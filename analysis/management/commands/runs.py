"""`runs STUDY`: what was run, when, and whether it is stale by now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from analysis import selectors
from analysis.models import Run
from studies.models import Study

HEAD = ("run", "procedure", "questionnaire", "grouping", "done", "state")
NOTHING = "-"


class Command(BaseCommand):
    help = "List the runs of a study, newest first: stale where something a run rests on has changed since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- as every command has them
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise CommandError(f"There is no study {options['study']}. Make it first: create_study.")
        runs = selectors.with_staleness(study.runs.select_related("grouping", "study"))
        lines = [HEAD, *(_line(run) for run in runs)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD))]
        for line in lines:
            said = (text.ljust(width) for text, width in zip(line, widths, strict=True))
            self.stdout.write("  ".join(said).rstrip())


def _line(run: Run) -> tuple[str, ...]:
    return (
        str(run.pk),
        run.procedure,
        str(run.parameters.get("questionnaire") or NOTHING),
        run.grouping.name if run.grouping else NOTHING,
        localtime(run.finished_at).isoformat(timespec="minutes") if run.finished_at else NOTHING,
        selectors.state(run),
    )
