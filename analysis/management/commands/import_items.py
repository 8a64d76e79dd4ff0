"""`import_items STUDY FILE`: which answers count, from a file; all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from analysis.imports import import_items
from studies.management.refusals import refused_as_errors, study_called


class Command(BaseCommand):
    help = (
        "Import items: item,questionnaire,question,yes,no,missing,label,theme,direction,set,combine. "
        "Codes and several questions stand apart by spaces; numbers also as >=30, <30 or 10..20."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- as every command has them
        study = study_called(options["study"])
        with refused_as_errors():
            done = import_items(study=study, file=options["file"], by=None)
        self.stdout.write(f"Items: {done.created} new, {done.changed} changed, {done.same} as they were.")
        if done.sets:
            self.stdout.write(f"Item sets: {', '.join(done.sets)}.")
