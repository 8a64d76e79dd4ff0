"""import_units STUDY FILE"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from studies import imports
from studies.management.refusals import refusal, refused_as_errors, study_called


class Command(BaseCommand):
    help = (
        "Import units from CSV or XLSX: code, name, region, group, pair, reason and any variables. "
        "Makes a new grouping, and makes it active, when the file has groups that differ from those there are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("file", type=Path)
        parser.add_argument("--grouping", default="", help="name of the new grouping; otherwise: import and the date")
        parser.add_argument("--source", default="", help="where the values of new variables come from")
        parser.add_argument("--year", default="", help="what new variables refer to: 2002, or 1999-2002")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and save nothing")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- argparse's values
        study = study_called(options["study"])
        file: Path = options["file"]
        first, last = _years(options["year"])
        said = imports.Options(grouping=options["grouping"], source=options["source"], year_from=first, year_to=last)
        with refused_as_errors():
            if options["dry_run"]:
                plan = imports.preview_units(study=study, file=file, options=said)
            else:
                plan = imports.import_units(study=study, file=file, by=None, options=said)
        self._report(plan)

    def _report(self, plan: imports.UnitsPlan) -> None:
        self.stdout.write(
            f"Units: {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged, "
            f"{len(plan.not_in_file)} not in the file."
        )
        for column in plan.new_variables:
            self.stdout.write(f"New variable: {column.name} ({column.kind}).")
        if plan.grouping:
            counts = ", ".join(f"{count} {group}" for group, count in plan.grouping.counts.items())
            made = "same as" if plan.grouping.same_as else "new,"
            self.stdout.write(f"Grouping: {made} “{plan.grouping.name}”: {counts}; {plan.grouping.pairs} pairs.")
        for note in plan.notes:
            self.stdout.write(f"Note: {note}")


def _years(text: str) -> tuple[int | None, int | None]:
    parts = text.replace("–", "-").split("-") if text else []
    if any(not part.strip().isdigit() for part in parts) or len(parts) > 2:
        raise refusal(f"“{text}” is no year. Write 2002, or 1999-2002.")
    years = [int(part) for part in parts]
    return (years[0], years[-1]) if years else (None, None)
