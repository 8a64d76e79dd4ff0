"""`manage.py create_invitations STUDY COLLECTION --count N`: links, one a line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies.management.refusals import refusal, refused_as_errors, study_called
from surveys import links, services
from surveys.management.named import collection_called


class Command(BaseCommand):
    help = "Make links for respondents of a collection and print them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("collection", help="its name")
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument("--unit", default="", help="the code of the unit they answer for")
        parser.add_argument("--language", default="", help="the language the questionnaire opens in")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        study = study_called(options["study"])
        collection = collection_called(study, options["collection"])
        unit = study.units.filter(code=options["unit"]).first() if options["unit"] else None
        if options["unit"] and unit is None:
            raise refusal(_("There is no unit “%(code)s” in the study.") % {"code": options["unit"]})
        with refused_as_errors():
            made = services.create_invitations(
                collection=collection, count=options["count"], by=None, unit=unit, language=options["language"]
            )
        for invitation in made:
            self.stdout.write(links.link_of(invitation))
