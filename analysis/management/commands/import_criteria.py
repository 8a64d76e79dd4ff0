"""`import_criteria STUDY FILE`: what persons state of units for case selection; all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from analysis.imports import import_criteria
from studies.management.refusals import refused_as_errors, study_called


class Command(BaseCommand):
    help = (
        "Import stated criteria: criterion,unit,met,source,value,label,rule,excludes. "
        "met = yes, partly, no or unknown; excludes = yes where it keeps a unit from being chosen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- as every command has them
        study = study_called(options["study"])
        with refused_as_errors():
            done = import_criteria(study=study, file=options["file"], by=None)
        self.stdout.write(f"Criteria: {done.criteria}, with {done.statements} statements on units.")
