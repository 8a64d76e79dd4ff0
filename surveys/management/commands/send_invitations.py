"""`manage.py send_invitations STUDY COLLECTION`: e-mails to those who are asked, here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from studies import jobs
from studies.management.refusals import refusal, refused_as_errors, study_called
from surveys import people_lists, services
from surveys.management.named import collection_called
from surveys.models import Collection, Mailing, MailKind, MailStatus
from surveys.recipients import Choice, dry_run


class Command(BaseCommand):
    help = "Send invitations of a collection by e-mail, or reminders, or mails to the contacts in units."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study")
        parser.add_argument("collection", help="its name")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--remind", action="store_true", help="those who were invited and have not answered")
        what.add_argument("--contacts", action="store_true", help="the contacts in units")
        parser.add_argument("--unit", default="", help="only those of the unit with this code")
        parser.add_argument("--language", default="", help="only those who are asked in this language")
        parser.add_argument("--days", type=int, default=0, help="only those whose last mail is so many days old")
        parser.add_argument("--dry-run", action="store_true", help="say who would get it, and send nothing")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 -- parsed arguments
        collection = collection_called(study_called(options["study"]), options["collection"])
        kind = MailKind.REMINDER if options["remind"] else MailKind.INVITATION
        kind = MailKind.CONTACT if options["contacts"] else kind
        choice = Choice(unit=options["unit"], language=options["language"], days=options["days"])
        self._tell(collection, kind, choice)
        if options["dry_run"]:
            self.stdout.write(_("Nothing was sent."))
            return
        with refused_as_errors():
            mailing = services.request_mailing(collection=collection, kind=kind, choice=choice, by=None)
        self._carry_out(mailing)

    def _tell(self, collection: Collection, kind: str, choice: Choice) -> None:
        told = dry_run(collection, kind, choice)
        self.stdout.write(
            _("%(count)d get it, %(others)d do not.") % {"count": told.count, "others": told.all_left_out}
        )
        for reason, count in told.left_out:
            self.stdout.write(f"  {count}  {reason}")

    def _carry_out(self, mailing: Mailing) -> None:
        """A sending that takes long goes on in job after job."""
        ran = 0
        while mailing.job and mailing.job.pk != ran:
            ran = mailing.job.pk
            job = jobs.run_now(mailing.job)
            mailing.refresh_from_db()
            if job.error:
                raise refusal(job.error)
        counts = people_lists.mailings(mailing.collection).get(pk=mailing.pk)
        told = ", ".join(f"{getattr(counts, status.value)} {status.label}" for status in MailStatus)
        self.stdout.write(told)
