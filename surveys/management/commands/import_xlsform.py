"""`manage.py import_xlsform STUDY FILE`: a questionnaire from an XLSForm."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies.management.refusals import refused_as_errors, study_called
from surveys.imports import FormImport, import_xlsform


class Command(BaseCommand):
    help = "Import a questionnaire from an XLSForm (.xlsx, .xls or .csv). Every problem is listed; all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("file", type=Path)
        parser.add_argument("--audience", default="", help="who answers: manager, caseworker, ...")
        parser.add_argument("--leave-out", action="store_true", help="leave out what is not supported, and say what")
        parser.add_argument("--publish", action="store_true", help="publish the version at once")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study = study_called(options["study"])
        with refused_as_errors():
            result = import_xlsform(
                study=study,
                file=options["file"],
                by=None,
                audience=options["audience"],
                leave_out=options["leave_out"],
                publish=options["publish"],
            )
        self.report(result)

    def report(self, result: FormImport) -> None:
        for part in result.left_out:
            self.stdout.write(_("Left out: %(what)s") % {"what": part})
        for note in result.notes:
            self.stdout.write(note)
        version = result.version
        self.stdout.write(
            _("%(form)s: version %(number)d, %(status)s, %(outcome)s, %(count)d questions.")
            % {
                "form": result.questionnaire.form_id,
                "number": version.number,
                "status": version.get_status_display(),
                "outcome": result.outcome,
                "count": version.questions.count(),
            }
        )
