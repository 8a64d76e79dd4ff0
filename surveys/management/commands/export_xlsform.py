"""`manage.py export_xlsform STUDY FORM_ID FILE.xlsx`: a questionnaire as an XLSForm."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies.management.refusals import refusal, refused_as_errors, study_called
from surveys.xlsform import xlsform


class Command(BaseCommand):
    help = (
        "Write the newest version of a questionnaire as an XLSForm (.xlsx), which import_xlsform reads as the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("form_id")
        parser.add_argument("file", type=Path)
        parser.add_argument("--version-number", type=int, default=None, help="another version than the newest")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study = study_called(options["study"])
        questionnaire = study.questionnaires.filter(form_id=options["form_id"]).first()
        if questionnaire is None:
            there = ", ".join(study.questionnaires.values_list("form_id", flat=True)) or "–"
            said = _("There is no questionnaire “%(form)s”. The study has: %(there)s.")
            raise refusal(said % {"form": options["form_id"], "there": there})
        versions = questionnaire.versions.order_by("-number")
        if options["version_number"] is not None:
            versions = versions.filter(number=options["version_number"])
        version = versions.first()
        if version is None:
            raise refusal(_("The questionnaire has no such version."))
        with refused_as_errors():
            content = xlsform(version)
        try:
            options["file"].write_bytes(content)
        except OSError as error:
            said = _("The file %(file)s cannot be written: %(why)s.")
            raise refusal(said % {"file": options["file"], "why": error.strerror}) from error
        self.stdout.write(
            _("%(form)s, version %(number)d, is written to %(file)s.")
            % {"form": questionnaire.form_id, "number": version.number, "file": options["file"]}
        )
