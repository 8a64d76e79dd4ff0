"""`manage.py export_responses STUDY FORM_ID FILE --recipient TEXT`: answers as CSV, XLSX, SPSS, Stata or ZIP."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from studies.management.refusals import refusal, refused_as_errors, study_called
from studies.models import Study
from surveys import exports, services
from surveys.models import Collection, Questionnaire


class Command(BaseCommand):
    help = (
        "Write the complete answers of a questionnaire, all versions joined, to a file. The audit log keeps for whom."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("form_id")
        parser.add_argument("file", type=Path, help="its ending says the format: .csv, .xlsx, .sav, .dta, .zip")
        parser.add_argument("--recipient", required=True, help="for whom or what the answers are taken out")
        parser.add_argument("--collection", default="", help="its name; all that count, where none is given")
        parser.add_argument("--language", default="", help="of the labels; the questionnaire's own by default")
        parser.add_argument("--labels", action="store_true", help="words instead of codes, in CSV and XLSX")
        parser.add_argument("--danish", action="store_true", help="CSV with semicolons and decimal commas")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study = study_called(options["study"])
        questionnaire = _questionnaire(study, options["form_id"])
        collection = _collection(questionnaire, options["collection"])
        format_ = _format(options["file"], danish=options["danish"])
        _check_folder(options["file"])
        with refused_as_errors(), transaction.atomic():
            services.check_recipient(options["recipient"])
            made = exports.write(
                options["file"],
                questionnaire=questionnaire,
                collection=collection,
                format_=format_,
                recipient=options["recipient"],
                language=options["language"],
                labels=options["labels"],
            )
            services.record_export(
                study=study,
                by=None,
                questionnaire=questionnaire,
                collection=collection,
                recipient=options["recipient"],
                format=format_,
                rows=made.rows,
            )
        for note in made.notes:
            self.stdout.write(note)
        self.stdout.write(_("%(file)s: %(rows)d answers.") % {"file": options["file"], "rows": made.rows})


def _check_folder(file: Path) -> None:
    if not file.parent.is_dir():
        said = _("There is no folder “%(folder)s” to put the file in. Make it first, or name another.")
        raise refusal(said % {"folder": file.parent})


def _questionnaire(study: Study, form_id: str) -> Questionnaire:
    found = study.questionnaires.filter(form_id=form_id).first()
    if found is None:
        there = ", ".join(study.questionnaires.values_list("form_id", flat=True)) or "–"
        said = _("There is no questionnaire “%(form)s” in the study. It has: %(there)s.")
        raise refusal(said % {"form": form_id, "there": there})
    return found


def _collection(questionnaire: Questionnaire, name: str) -> Collection | None:
    if not name:
        return None
    rows = Collection.objects.filter(version__questionnaire=questionnaire)
    found = rows.filter(name=name).first()
    if found is None:
        there = ", ".join(rows.values_list("name", flat=True)) or "–"
        raise refusal(
            _("There is no collection “%(name)s”. The questionnaire has: %(there)s.") % {"name": name, "there": there}
        )
    return found


def _format(file: Path, *, danish: bool) -> str:
    code = file.suffix.lower().removeprefix(".")
    code = "csv-da" if danish and code == "csv" else code
    if code not in exports.FORMATS:
        known = ", ".join(f".{known}" for known in exports.FORMATS if "-" not in known)
        raise refusal(
            _("“%(ending)s” is no format of answers. Use one of: %(known)s.")
            % {"ending": file.suffix, "known": known}
        )
    return code
