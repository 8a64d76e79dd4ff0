"""`analyse STUDY PROCEDURE`: a run in the foreground, by the code the worker runs; stored, then printed."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analysis import disclosure, selectors, services
from analysis.exports import FORMATS, document, payload, write
from analysis.exports.document import notes
from analysis.exports.run_words import left_out_of
from analysis.management.terminal import as_text
from analysis.models import Run, RunStatus
from analysis.procedures import PROCEDURES
from studies.management.refusals import refusal
from studies.models import Study
from studies.problems import Refused


class Command(BaseCommand):
    help = "Run a procedure in the foreground, store the run and print its tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("procedure", help=", ".join(PROCEDURES))
        parser.add_argument("--set", action="append", default=[], metavar="name=value", dest="chosen")
        parser.add_argument("--format", choices=["table", "csv", "json"], default="table")
        parser.add_argument("--table", metavar="NAME", help="print this table alone")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- as every command has them
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            raise refusal(f"There is no study {options['study']}. Make it first: create_study.")
        try:
            run = services.run_in_foreground(
                study=study, procedure=options["procedure"], parameters=_chosen(options["chosen"]), by=None
            )
        except Refused as refused:
            raise refusal(str(refused)) from None
        if run.status != RunStatus.DONE:
            raise CommandError(f"{run.error or run.get_status_display()}\nThe run is kept as {run.status}: {run.pk}.")
        self.stdout.write(PRINTED[options["format"]](run, _names(run, options["table"])))
        if undrawn := selectors.undrawn(run):
            raise CommandError(
                f"The tables are stored; the figures could not be drawn as PNG files. Drawing said: {undrawn.error}"
            )


def _chosen(pairs: list[str]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise refusal("\n".join(f"--set {pair}: write it as name=value." for pair in wrong))
    names = [pair.split("=", 1)[0] for pair in pairs]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise refusal(
            "\n".join(
                f"--set {name}: given more than once. Give each name once; several values go apart by commas."
                for name in twice
            )
        )
    return dict(pair.split("=", 1) for pair in pairs)


def _names(run: Run, wanted: str | None) -> list[str]:
    names = list(run.tables.values_list("name", flat=True))
    if wanted is None:
        return names
    if wanted not in names:
        raise CommandError(
            f"--table {wanted}: there is no such table. The run has: {', '.join(names)}. It is stored as {run.pk}."
        )
    return [wanted]


def _tables(run: Run, names: list[str]) -> list[disclosure.VisibleTable]:
    return [table for table in disclosure.visible_tables(run, team=True) if table.name in names]


def _json(run: Run, names: list[str]) -> str:
    tables = _tables(run, names)
    return json.dumps(payload(run, tables, notes(run, team=True)), ensure_ascii=False, allow_nan=False)


def _csv(run: Run, names: list[str]) -> str:
    """Each table in turn under a line `# name`; one table alone is a CSV file as it stands."""
    parts = [write(document(run, team=True, names=[name]), FORMATS["csv"]).decode() for name in names]
    texts = [part.replace("\r\n", "\n") for part in parts]
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"# {name}\n{text}" for name, text in zip(names, texts, strict=True))


def _table(run: Run, names: list[str]) -> str:
    tables = _tables(run, names)
    head = _("Run %(run)d: %(procedure)s, n = %(n)s, grouping %(grouping)s, digest %(digest)s") % {
        "run": run.pk,
        "procedure": run.procedure,
        "n": run.n_used,
        "grouping": run.grouping or "-",
        "digest": run.digest[:12],
    }
    said = [f"- {note}" for note in notes(run, team=True)]
    left_out = [f"- {words}: {count}" for words, count in left_out_of(run)]
    return "\n".join([head, *(as_text(table) for table in tables), *said, *left_out])


PRINTED = {"table": _table, "csv": _csv, "json": _json}
