"""Who gets a mail of a kind, and who does not and why: decided in the database, for fifty thousand as for five."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.fieldwork.waiting import group_of, stored_group
from surveys.models import Collection, InvitationStatus, Mail, MailKind, MailStatus

UNDER_WAY = (MailStatus.WAITING, MailStatus.SENDING)
REASONS = {
    "answered": _("has answered already"),
    "reported": _("has told how many could answer"),
    "declined": _("does not want to take part"),
    "unlisted": _("nobody is known behind the link"),
    "no_address": _("no e-mail address"),
    "bounced": _("mail to the address came back"),
    "opted_out": _("wants no more mail"),
    "under_way": _("a mail is on its way already"),
    "uncertain": _("it is uncertain whether an earlier mail went out"),
    "mailed": _("has got this mail already"),
    "not_invited": _("has not been invited by mail yet"),
    "too_soon": _("has got a mail within the days chosen"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The filter of a mailing. `group`: of the unit. `days`: since the last mail. `again`: contacts who got one and
    did not report.
    """

    unit: str = ""
    language: str = ""
    group: str = ""
    status: str = ""
    days: int = 0
    again: bool = False

    @classmethod
    def of(cls, chosen: Mapping[str, Any]) -> "Choice":
        return cls(**{name: chosen[name] for name in cls.__slots__ if name in chosen})

    def stored(self) -> dict[str, Any]:
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def recipients(collection: Collection, kind: str, choice: Choice) -> "QuerySet[Any]":
    """Everyone whom the filter names, with `reason`: blank for those who get the mail."""
    rows = _contacts(collection, choice) if kind == MailKind.CONTACT else _people(collection, kind, choice)
    rows = rows.filter(unit__code=choice.unit) if choice.unit else rows
    if choice.group:
        rows = rows.annotate(group=group_of(collection)).filter(group=stored_group(choice.group))
    default = collection.version.default_language
    if choice.language:
        own = ("", default) if choice.language == default else (choice.language,)
        rows = rows.filter(language__in=(choice.language, *own))
    return rows


def _mails(of: str, *kinds: str, **fields: Any) -> Exists:  # noqa: ANN401 -- conditions on a mail
    return Exists(Mail.objects.filter(**{of: OuterRef("pk")}, mailing__kind__in=kinds or MailKind.values, **fields))


def _why(*cases: tuple[str, Q | Exists]) -> Case:
    return Case(*(When(when, then=Value(code)) for code, when in cases), default=Value(""), output_field=CharField())


def _people(collection: Collection, kind: str, choice: Choice) -> "QuerySet[Any]":
    cases: list[tuple[str, Q | Exists]] = [
        ("answered", Q(status=InvitationStatus.COMPLETE)),
        ("declined", Q(status=InvitationStatus.DECLINED)),
        ("unlisted", Q(identity__isnull=True)),
        ("opted_out", Q(identity__opted_out_at__isnull=False)),
        ("bounced", Q(identity__bounced_at__isnull=False)),
        ("no_address", Q(identity__email="")),
        ("under_way", _mails("invitation", status__in=UNDER_WAY)),
    ]
    invited = _mails("invitation", MailKind.INVITATION, MailKind.REMINDER, status=MailStatus.SENT)
    if kind == MailKind.REMINDER:
        cases += [("not_invited", ~Q(invited)), ("too_soon", _too_soon(choice.days))]
    else:
        cases += [("mailed", invited), ("uncertain", _mails("invitation", kind, status=MailStatus.UNCERTAIN))]
    rows = collection.invitations.annotate(reason=_why(*cases))
    return rows.filter(status=choice.status) if choice.status else rows


def _too_soon(days: int) -> Exists:
    """With no days named nobody was mailed too soon: a mail that is on its way has been seen to before."""
    since = timezone.now() - timedelta(days=days)
    return _mails("invitation", status__in=(MailStatus.SENT, MailStatus.UNCERTAIN), changed_at__gt=since)


def _contacts(collection: Collection, choice: Choice) -> "QuerySet[Any]":
    mailed = _mails("contact", MailKind.CONTACT, status=MailStatus.SENT)
    again: list[tuple[str, Q | Exists]] = [
        ("mailed", mailed),
        ("uncertain", _mails("contact", MailKind.CONTACT, status=MailStatus.UNCERTAIN)),
    ]
    return collection.contacts.annotate(
        reason=_why(
            ("opted_out", Q(opted_out_at__isnull=False)),
            ("bounced", Q(bounced_at__isnull=False)),
            ("no_address", Q(email="")),
            ("under_way", _mails("contact", status__in=UNDER_WAY)),
            *([("reported", Q(eligible__isnull=False))] if choice.again else again),
        )
    )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a mailing would do. `left_out`: reason in words with the number of people."""

    count: int
    left_out: list[tuple[str, int]]

    @property
    def all_left_out(self) -> int:
        return sum(number for _reason, number in self.left_out)


def dry_run(collection: Collection, kind: str, choice: Choice) -> DryRun:
    rows = recipients(collection, kind, choice).order_by().values_list("reason")
    counts: Counter[str] = Counter(dict(rows.annotate(count=Count("pk"))))
    told = [(str(words), counts[code]) for code, words in REASONS.items() if counts[code]]
    return DryRun(counts[""], told)


def chosen_keys(collection: Collection, kind: str, choice: Choice) -> Iterator[int]:
    """Keys of the invitations (of the contacts) that get the mail."""
    rows = recipients(collection, kind, choice).filter(reason="").order_by("pk")
    return iter(rows.values_list("pk", flat=True))
