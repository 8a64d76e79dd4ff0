"""`parameters [PROCEDURE]`: what each procedure can be told, as its page in docs/methods/ has it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from analysis import parameter_tables
from analysis.procedures import PROCEDURES


class Command(BaseCommand):
    help = "Print what procedures can be told, with defaults; --write puts the tables into docs/methods/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("procedure", nargs="?", choices=list(PROCEDURES), help="blank: all of them")
        parser.add_argument(
            "--write", action="store_true", help="write the tables into the pages of the documentation"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 -- as every command has them
        for name in [options["procedure"]] if options["procedure"] else PROCEDURES:
            if options["write"]:
                parameter_tables.page(name).write_text(parameter_tables.written(name), encoding="utf-8")
            else:
                self.stdout.write(f"{name}\n\n{parameter_tables.table(PROCEDURES[name])}")
