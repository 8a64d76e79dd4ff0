"""People, contacts and mails as their pages list them: a page at a time, filtered in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from surveys import selectors
from surveys.models import Collection, Invitation, Mail, Mailing, MailStatus, UnitContact
from surveys.recipients import REASONS

LETTERS_A_PAGE = 200
MARKED = {
    "bounced": Q(identity__bounced_at__isnull=False),
    "opted_out": Q(identity__opted_out_at__isnull=False),
    "no_email": Q(identity__email=""),
    "uncertain": Q(mails__status=MailStatus.UNCERTAIN),
}


@dataclass(frozen=True, slots=True)
class Search:
    text: str = ""
    unit: str = ""
    status: str = ""
    mark: str = ""


def people(collection: Collection, search: Search) -> "QuerySet[Invitation]":
    """Those with somebody behind them; who merely has a link stands on the page of links."""
    rows = collection.invitations.filter(identity__isnull=False).select_related("identity", "unit").order_by("pk")
    if search.text:
        rows = rows.filter(Q(identity__name__icontains=search.text) | Q(identity__email__icontains=search.text))
    if search.unit:
        rows = rows.filter(unit__code=search.unit)
    if search.status:
        rows = rows.filter(status=search.status)
    if search.mark in MARKED:
        rows = rows.filter(MARKED[search.mark]).distinct()
    return rows


def newest_mails(invitations: Iterable[Invitation]) -> dict[int, Mail]:
    """Of each the mail asked for last: one read for all of a page."""
    rows = Mail.objects.filter(invitation__in=[row.pk for row in invitations]).select_related("mailing")
    return {mail.invitation_id: mail for mail in rows.order_by("pk") if mail.invitation_id}


def contacts(collection: Collection) -> "QuerySet[UnitContact]":
    """With the number of questionnaires begun from what each sent on: never whose."""
    rows = collection.contacts.select_related("unit").annotate(begun=Count("invitations"))
    return rows.order_by("unit__name", "unit__code", "pk")


def reported(collection: Collection) -> dict[str, int]:
    rows = collection.contacts.filter(eligible__isnull=False)
    return {
        "contacts": collection.contacts.count(),
        "reported": rows.count(),
        "eligible": rows.aggregate(all=Sum("eligible"))["all"] or 0,
    }


def mailings(collection: Collection) -> "QuerySet[Mailing]":
    """With how many of its mails there are, and how far they have come."""
    counts = {status.value: Count("mails", filter=Q(mails__status=status)) for status in MailStatus}
    return collection.mailings.select_related("job", "requested_by").annotate(all_mails=Count("mails"), **counts)


def mails(mailing: Mailing, status: str) -> "QuerySet[Mail]":
    people_too = "invitation__identity", "invitation__unit", "contact__unit"
    rows = mailing.mails.select_related(*people_too).order_by("pk")
    return rows.filter(status=status) if status in MailStatus.values else rows


def reason_in_words(reason: str) -> str:
    """Stored as a code; a number behind it is what the mail server answered."""
    code, _blank, number = reason.partition(" ")
    if code == "refused":
        return _("the mail server refused it (%(number)s)") % {"number": number}
    known = {
        "cut_off": _("the work was cut off while it was handed over"),
        "lost": _("the connection broke while it was handed over"),
        "unwritable": _("address or text cannot be put into a mail"),
    }
    return str(known.get(code) or REASONS.get(code, code))


def letters(collection: Collection, *, unit: str, who: str) -> "QuerySet[Invitation]":
    """`who`: blank (all who have not answered), no_email, address (those with a postal address)."""
    rows = selectors.unanswered(collection).select_related("identity", "unit").order_by("unit__name", "pk")
    if unit:
        rows = rows.filter(unit__code=unit)
    if who == "no_email":
        rows = rows.filter(Q(identity__email="") | Q(identity__isnull=True) | Q(identity__bounced_at__isnull=False))
    return rows.exclude(identity__address="").filter(identity__isnull=False) if who == "address" else rows


def as_choice(values: Iterable[Any]) -> list[tuple[str, str]]:
    return [("", _("all")), *((str(value), str(words)) for value, words in values)]
