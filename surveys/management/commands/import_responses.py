"""`manage.py import_responses STUDY FORM_ID FILE`: answers from CSV or XLSX."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies.management.refusals import refused_as_errors, study_called
from surveys.imports import ResponseImport, import_responses
from surveys.models import Collection


class Command(BaseCommand):
    help = (
        "Import answers: columns unit, respondent and one per question name. Every problem is listed; all or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("form_id")
        parser.add_argument("file", type=Path)
        parser.add_argument("--collection", default="", help="its name; a new name makes a new collection")
        parser.add_argument(
            "--mode", default="", help="how these answers were given: web, telephone, paper or import (default)"
        )
        parser.add_argument("--replace", action="store_true", help="what a respondent said before gives way")
        parser.add_argument(
            "--also", action="store_true", help="respondents who have answered in another collection count here too"
        )
        parser.add_argument(
            "--study-units-only", action="store_true", help="keep rows of other units out, and count them"
        )
        parser.add_argument(
            "--second-rule", default="", help="of a new collection: many (default), refuse, mean, latest, named"
        )
        parser.add_argument(
            "--disclosure", default="", help="of a new collection: organisation, staff (default), persons"
        )

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study = study_called(options["study"])
        names = (
            "form_id", "file", "collection", "mode", "replace", "also", "study_units_only",
            "second_rule", "disclosure",
        )  # fmt: skip
        with refused_as_errors():
            chosen = {name: options[name] for name in names}
            result = import_responses(study=study, by=None, surface="command", **chosen)
        if not options["collection"] and not result.new_collection:
            self.stdout.write(
                _("No collection was named: the answers went into “%(name)s”, the only one of the questionnaire.")
                % {"name": result.collection.name}
            )
        self.report(result)

    def report(self, result: ResponseImport) -> None:
        for warning in result.warnings:
            self.stdout.write(warning)
        if result.new_collection:
            self.stdout.write(_rules(result.collection))
        self.stdout.write(
            _("%(collection)s: %(created)d new, %(replaced)d replaced, %(unchanged)d unchanged.")
            % {
                "collection": result.collection.name,
                "created": result.created,
                "replaced": result.replaced,
                "unchanged": result.unchanged,
            }
        )


def _rules(collection: Collection) -> str:
    """What holds for a collection that the import made, and where that is changed."""
    said = _(
        "New collection “%(name)s”: %(rule)s (--second-rule %(code)s); disclosure level %(level)s. "
        "Both are changed on the collection's page."
    )
    return said % {
        "name": collection.name,
        "rule": collection.get_second_rule_display(),
        "code": collection.second_rule,
        "level": collection.disclosure,
    }
