"""Mailings: texts kept, a sending asked for, and what a person decides about mails that did not go out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit, jobs
from studies.models import Job, User
from studies.problems import Problem, Refused
from surveys.first_texts import first_texts
from surveys.mail_texts import problems_of
from surveys.models import Collection, Invitation, Mail, Mailing, MailKind, MailStatus, MailTemplate
from surveys.models.mailings import MAIL_TRANSITIONS
from surveys.recipients import Choice, chosen_keys
from surveys.services.opening import open_collection
from surveys.services.people import refuse_list

JOB = "surveys.send_mails"
BATCH = 1000
Texts = dict[str, str]


def mail_texts_of(collection: Collection, kind: str) -> tuple[Texts, Texts]:
    """Subject and text: those that were kept, else those to begin with."""
    kept = collection.mail_templates.filter(kind=kind).first()
    return (kept.subject, kept.body) if kept else first_texts(collection, kind)


def sample_names(collection: Collection) -> frozenset[str]:
    """Of the newest person listed: a list has the same columns for all."""
    newest = Invitation.objects.filter(collection=collection, identity__isnull=False).order_by("-pk").first()
    return frozenset(newest.sample) if newest else frozenset()


@transaction.atomic
def save_mail_texts(
    *, collection: Collection, kind: str, subject: Texts, body: Texts, by: User | None
) -> MailTemplate:
    problems = problems_of(kind, subject, body, sample_names(collection))
    if problems:
        raise Refused(problems)
    kept, _made = MailTemplate.objects.update_or_create(
        collection=collection, kind=kind, defaults={"subject": subject, "body": body}
    )
    audit.record(study=collection.study, by=by, action="mail_text.changed", about=collection, kind=kind)
    return kept


@transaction.atomic
def request_mailing(*, collection: Collection, kind: str, choice: Choice, by: User | None) -> Mailing:
    """A line for each mail is written now, and goes out from a job. The lock: asked twice at once is sent once."""
    locked = Collection.objects.select_for_update().get(pk=collection.pk)
    _refuse_closed(locked)
    if kind != MailKind.CONTACT:
        refuse_list(locked)
    subject, body = mail_texts_of(locked, kind)
    keys = list(chosen_keys(locked, kind, choice))
    if not keys:
        raise Refused(Problem(_("Nobody would get this mail."), _("Choose others, or see why they are left out.")))
    mailing = Mailing.objects.create(
        collection=locked, kind=kind, subject=subject, body=body, chosen=choice.stored(), requested_by=by
    )
    to = "contact_id" if kind == MailKind.CONTACT else "invitation_id"
    Mail.objects.bulk_create((Mail(mailing=mailing, **{to: key}) for key in keys), batch_size=BATCH)
    _start(mailing, by)
    open_collection(collection=locked)
    audit.record(study=locked.study, by=by, action="mailing.requested", about=mailing, kind=kind, count=len(keys))
    return mailing


def _refuse_closed(collection: Collection) -> None:
    if collection.closes and collection.closes < timezone.localdate():
        raise Refused(
            Problem(_("The collection has closed."), _("Move its last day first: the links open nothing any more."))
        )


def _start(mailing: Mailing, by: User | None) -> None:
    mailing.job = jobs.enqueue(name=JOB, args={"mailing": mailing.pk}, study=mailing.collection.study, by=by)
    mailing.save(update_fields=["job"])


def move_mail(mail: Mail, to: MailStatus, *, reason: str = "") -> bool:
    """Compare and set: False where somebody else moved it first."""
    if to not in MAIL_TRANSITIONS[MailStatus(mail.status)]:
        return False
    moved = Mail.objects.filter(pk=mail.pk, status=mail.status).update(
        status=to, reason=reason, changed_at=timezone.now()
    )
    if moved:
        mail.status, mail.reason = to, reason
    return bool(moved)


@transaction.atomic
def send_mail_again(*, mail: Mail, by: User | None) -> None:
    """A person has decided: one that was refused, or perhaps never arrived, waits again."""
    if not move_mail(mail, MailStatus.WAITING):
        raise Refused(_("This mail is on its way already, or has gone out."))
    audit.record(study=mail.mailing.collection.study, by=by, action="mail.sent_again", about=mail)
    go_on_sending(mailing=mail.mailing, by=by)


@transaction.atomic
def go_on_sending(*, mailing: Mailing, by: User | None) -> None:
    """Send what is waiting, where no job does it any more."""
    locked = (
        Mailing.objects.select_for_update(of=("self",)).select_related("job", "collection__study").get(pk=mailing.pk)
    )
    if locked.mails.filter(status=MailStatus.WAITING).exists() and (locked.job is None or locked.job.is_final):
        _start(locked, by)


def mark_cut_off(mailing: Mailing) -> int:
    """Mails that were being handed over when the work was cut off: nobody knows, so nobody sends them by itself."""
    found = mailing.mails.filter(status=MailStatus.SENDING)
    return found.update(status=MailStatus.UNCERTAIN, reason="cut_off", changed_at=timezone.now())


def follow_mail_job(*, job: int, status: str) -> None:
    """However the job ended, nothing is left that looks as if it were being sent."""
    if Job(status=status).is_final:
        for mailing in Mailing.objects.filter(job_id=job):
            mark_cut_off(mailing)
