"""`manage.py import_people STUDY COLLECTION FILE`: people to ask, or contacts in units, from CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies.management.refusals import refused_as_errors, study_called
from surveys.imports import import_people
from surveys.management.named import collection_called


class Command(BaseCommand):
    help = (
        "Import people: columns unit, name, email, phone, address, language, audience; every other column is kept as "
        "a sample variable. Every problem is listed; all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("collection", help="its name")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--contacts", action="store_true", help="contacts in units: unit, name, email, phone, language"
        )
        parser.add_argument(
            "--skip-known", action="store_true", help="leave out those who are in the collection already"
        )

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        collection = collection_called(study_called(options["study"]), options["collection"])
        with refused_as_errors():
            plan = import_people(
                collection=collection,
                file=options["file"],
                by=None,
                contacts=options["contacts"],
                skip_known=options["skip_known"],
            )
        for warning in plan.warnings:
            self.stdout.write(warning)
        told = _("%(collection)s: %(count)d new, %(left_out)d left out, %(units)d units, %(silent)d without e-mail.")
        self.stdout.write(
            told
            % {
                "collection": collection.name,
                "count": plan.count,
                "left_out": plan.left_out,
                "units": plan.units,
                "silent": plan.without_email,
            }
        )
