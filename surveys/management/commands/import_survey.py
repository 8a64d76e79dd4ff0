"""`manage.py import_survey STUDY FILE --unit COLUMN`: a survey that exists already, from SPSS or Stata."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.text import slugify
from django.utils.translation import gettext as _

from studies.management.refusals import refused_as_errors, study_called
from surveys.imports.statistics import SurveyImport, import_survey
from surveys.imports.statistics_file import opened
from surveys.imports.statistics_mapping import SurveyMapping


class Command(BaseCommand):
    help = "Import a questionnaire and its answers from an SPSS (.sav) or Stata (.dta) file. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help="the variable with the unit's code or name; '' for none")
        parser.add_argument("--respondent", default="", help="the variable with the respondent's code")
        parser.add_argument("--audience", default="", help="who answers: manager, caseworker, ...")
        parser.add_argument(
            "--audience-column", default="", help="a variable; only cases whose value or words are --audience count"
        )
        parser.add_argument("--form-id", default="", help="of the questionnaire; the file's name by default")
        parser.add_argument("--collection", default="", help="its name; the form id by default")
        parser.add_argument("--language", default="", help="of the labels; the study's main language by default")
        parser.add_argument("--disclosure", default="", help="staff (default), organisation, persons")
        parser.add_argument(
            "--leave-out", action="append", default=[], help="a variable that is not taken; repeat it"
        )
        parser.add_argument("--study-units-only", action="store_true", help="keep other units' cases out, count them")
        parser.add_argument("--replace", action="store_true", help="what a respondent said before gives way")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study, file = study_called(options["study"]), options["file"]
        mapping = SurveyMapping.of({**options, "leave_out": tuple(options["leave_out"])})
        mapping = replace(mapping, form_id=mapping.form_id or slugify(file.stem)[:100])
        with refused_as_errors(), opened(file, file.name) as survey:
            made = import_survey(study=study, file=survey, mapping=mapping, by=None, surface="command")
        self.report(made)

    def report(self, made: SurveyImport) -> None:
        for line in [*made.notes, *made.warnings]:
            self.stdout.write(line)
        self.stdout.write(
            _("%(form)s: %(questions)d questions, version %(number)d, published.")
            % {
                "form": made.form.form_id,
                "questions": sum(1 for _question in made.form.questions()),
                "number": made.version.number if made.version else 0,
            }
        )
        self.stdout.write(
            _("%(collection)s: %(created)d new, %(replaced)d replaced, %(unchanged)d unchanged.")
            % {
                "collection": made.collection,
                "created": made.created,
                "replaced": made.replaced,
                "unchanged": made.unchanged,
            }
        )
