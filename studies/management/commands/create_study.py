"""create_study SLUG --title T"""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from studies import services
from studies.management.refusals import refusal, refused_as_errors
from studies.models import User


class Command(BaseCommand):
    help = "Make a new study."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name, for addresses and the command line")
        parser.add_argument("--title", required=True)
        parser.add_argument("--languages", default="en", help="codes with commas between; the first is the main one")
        parser.add_argument("--owner", default="", help="e-mail address of an account that will own the study")

    def handle(self, *_args: object, **options: str) -> None:
        owner = _owner(options["owner"])
        languages = [code.strip() for code in options["languages"].split(",") if code.strip()]
        with refused_as_errors():
            study = services.create_study(slug=options["slug"], title=options["title"], languages=languages, by=owner)
        self.stdout.write(f"Study {study.slug} made.")
        if owner is None:
            self.stdout.write("Nobody can open it on the web yet: --owner names the account it belongs to.")


def _owner(email: str) -> User | None:
    if not email:
        return None
    owner = User.objects.filter(email__iexact=email).first()
    if owner is None:
        raise refusal(f"There is no account with the address {email}.")
    return owner
