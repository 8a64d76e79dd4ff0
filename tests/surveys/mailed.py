"""People and contacts in a collection, mails sent in the foreground, and a mail server that misbehaves."""

import smtplib
from collections.abc import Sequence
from io import BytesIO
from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from studies import jobs
from surveys import services
from surveys.imports import import_people
from surveys.models import Collection, Mailing, MailKind
from surveys.recipients import Choice

EVERYBODY = Choice()


def list_people(collection: Collection, *emails: str, contacts: bool = False, language: str = "") -> None:
    rows = [f"H01,Person {number},{email},{language}" for number, email in enumerate(emails, start=1)]
    file = BytesIO("\n".join(["unit,name,email,language", *rows]).encode())
    import_people(collection=collection, file=file, name="people.csv", by=None, contacts=contacts)


def send(collection: Collection, kind: str = MailKind.INVITATION, choice: Choice = EVERYBODY) -> Mailing:
    """Asked for, and carried out at once."""
    mailing = services.request_mailing(collection=collection, kind=kind, choice=choice, by=None)
    return carry_out(mailing)


def carry_out(mailing: Mailing) -> Mailing:
    mailing.refresh_from_db()
    assert mailing.job is not None
    jobs.run_now(mailing.job)
    return mailing


def outcomes(mailing: Mailing) -> list[tuple[str, str]]:
    return list(mailing.mails.order_by("pk").values_list("status", "reason"))


class MoodyBackend(BaseEmailBackend):
    """A mail server that refuses, breaks off or is away, by the first letters of the address."""

    sent: ClassVar[list[str]] = []
    away: ClassVar[bool] = False

    def open(self) -> bool:
        if self.away:
            raise ConnectionRefusedError
        return True

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        (message,) = messages
        (address,) = message.to
        errors: dict[str, Exception] = {
            "gone": smtplib.SMTPRecipientsRefused({address: (550, b"no such user " + address.encode())}),
            "full": smtplib.SMTPDataError(452, b"mailbox full"),
            "lost": smtplib.SMTPServerDisconnected("while sending"),
            "slow": TimeoutError("timed out"),
        }
        if error := errors.get(address[:4]):
            raise error
        self.sent.append(address)
        return 1


def settings_of(backend: type[BaseEmailBackend]) -> dict[str, Any]:
    return {"EMAIL_BACKEND": f"{backend.__module__}.{backend.__qualname__}"}
