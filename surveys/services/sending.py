"""What the job does with a mailing: one mail at a time, each written down as *being sent* before that is done."""

import re
import smtplib
import time

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import jobs
from studies.jobs import JobContext, JobError
from surveys.mail_texts import Writer, Written
from surveys.models import Identity, InvitationStatus, Mail, Mailing, MailStatus, UnitContact
from surveys.services.mailings import JOB, mark_cut_off, move_mail

SPELL_SECONDS = 600  # then the next job goes on: no job may take too long
PAUSES = (1, 5, 15)  # between attempts to reach the mail server
TOLD_EVERY = 25
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GONE_FOR_GOOD = range(550, 554)


class Lost(Exception):  # noqa: N818 -- the mail may have arrived
    """The connection broke while the mail was handed over."""


class RefusedMail(Exception):  # noqa: N818 -- the server said no, and that is an answer
    """`reason` as it is stored: a code, never the server's words, which repeat the address."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        self.reason, self.gone = reason, gone


def send_waiting(pk: int, context: JobContext) -> None:
    """Send what waits. What a dead worker left half done is marked uncertain, and left alone."""
    mailing = Mailing.objects.select_related("collection__study", "collection__version__questionnaire").get(pk=pk)
    with context.commit(done=False):
        mark_cut_off(mailing)
    Outbox(mailing, context).send_all()


class Outbox:
    """One mailing under way."""

    def __init__(self, mailing: Mailing, context: JobContext) -> None:
        self.mailing, self.context = mailing, context
        self.writer = Writer(mailing.collection, mailing.subject, mailing.body)
        self.connection: BaseEmailBackend = get_connection()
        self.ends = time.monotonic() + SPELL_SECONDS
        self.reply_to = ADDRESS.findall(mailing.collection.study.contact)[:1]

    def send_all(self) -> None:
        total, left = self.mailing.mails.count(), self._waiting().count()
        try:
            while mail := self._waiting().first():
                if left % TOLD_EVERY == 0:
                    self.context.progress(100 * (total - left) // max(1, total), _("sending mails"))
                left -= 1
                self._send(mail)
                if time.monotonic() > self.ends:
                    self._go_on_in_another_job()
                    return
        finally:
            self.connection.close()

    def _waiting(self) -> "QuerySet[Mail]":
        people = "invitation__identity", "invitation__unit", "contact__unit"
        return self.mailing.mails.filter(status=MailStatus.WAITING).select_related(*people)

    def _send(self, mail: Mail) -> None:
        if reason := reason_against(mail):
            self._settle(mail, MailStatus.FAILED, reason)
            return
        self._open()
        if not self._settle(mail, MailStatus.SENDING):
            return
        try:
            hand_over(self.connection, self._message(mail))
        except RefusedMail as refused:
            self._settle(mail, MailStatus.FAILED, refused.reason, gone=refused.gone)
        except Lost:
            self.connection.close()
            self._settle(mail, MailStatus.UNCERTAIN, "lost")
        else:
            self._settle(mail, MailStatus.SENT)

    def _settle(self, mail: Mail, to: MailStatus, reason: str = "", *, gone: bool = False) -> bool:
        """Through the fence: a worker that was taken for dead hands nothing over and writes nothing down."""
        with self.context.commit(done=False):
            if gone:
                _mark_gone(mail)
            return move_mail(mail, to, reason=reason)

    def _open(self) -> None:
        """Before a mail is marked: as long as the server is away, nothing is uncertain."""
        for pause in (*PAUSES, None):
            try:
                self.connection.open()
            except (OSError, smtplib.SMTPException) as error:
                self.connection.close()
                if pause is None:
                    raise JobError(_away()) from error
                time.sleep(pause)
            else:
                return

    def _message(self, mail: Mail) -> EmailMessage:
        written, address = self._written(mail)
        headers = {"Auto-Submitted": "auto-generated", "Content-Language": written.language}
        if written.opt_out:
            headers["List-Unsubscribe"] = f"<{written.opt_out}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return EmailMessage(written.subject, written.whole, to=[address], reply_to=self.reply_to, headers=headers)

    def _written(self, mail: Mail) -> tuple[Written, str]:
        if mail.invitation:
            return self.writer.for_person(mail.invitation), mail.invitation.identity.email
        assert mail.contact is not None  # noqa: S101 -- the database sees to it
        return self.writer.for_contact(mail.contact), mail.contact.email

    def _go_on_in_another_job(self) -> None:
        with self.context.commit():
            self.mailing.job = jobs.enqueue(
                name=JOB,
                args={"mailing": self.mailing.pk},
                study=self.mailing.collection.study,
                by=self.mailing.requested_by,
            )
            self.mailing.save(update_fields=["job"])


def reason_against(mail: Mail) -> str:
    """What has happened since the mail was asked for: nobody is reminded of what they have done."""
    who = mail.contact or getattr(mail.invitation, "identity", None)
    if mail.invitation and mail.invitation.status == InvitationStatus.COMPLETE:
        return "answered"
    if mail.invitation and mail.invitation.status == InvitationStatus.DECLINED:
        return "declined"
    if who is None:
        return "unlisted"
    marks = {"opted_out": who.opted_out_at, "bounced": who.bounced_at, "no_address": not who.email}
    return next((reason for reason, holds in marks.items() if holds), "")


def hand_over(connection: BaseEmailBackend, message: EmailMessage) -> None:
    """Raises RefusedMail where it is certain that nothing went out, Lost where it is not."""
    try:
        sent = connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise RefusedMail(f"refused {code}", gone=code in GONE_FOR_GOOD) from error
    except smtplib.SMTPServerDisconnected as error:
        raise Lost from error
    except smtplib.SMTPResponseException as error:
        raise RefusedMail(f"refused {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Lost from error
    except (ValueError, UnicodeError) as error:
        raise RefusedMail("unwritable") from error
    if not sent:
        raise RefusedMail("unwritable")


def _mark_gone(mail: Mail) -> None:
    now = timezone.now()
    UnitContact.objects.filter(mails=mail).update(bounced_at=now)
    Identity.objects.filter(invitation__mails=mail).update(bounced_at=now)


def _away() -> str:
    return _(
        "The mail server cannot be reached. What was sent stays sent, the rest waits: see that the server answers, "
        "then press “Go on sending” on the mailing's page."
    )
