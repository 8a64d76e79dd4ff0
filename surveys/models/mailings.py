"""What is mailed: texts, each sending, and a line per mail that is written before the mail goes out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import Job
from studies.texts import TextsField
from surveys.models.collections import Collection
from surveys.models.people import UnitContact
from surveys.models.responses import Invitation


class MailKind(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    REMINDER = "reminder", _("reminder")
    CONTACT = "contact", _("to the contact in a unit")
    LETTER = "letter", _("letter on paper")


class MailTemplate(models.Model):
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="mail_templates")
    kind = models.CharField(_("kind"), max_length=12, choices=MailKind)
    subject = TextsField(_("subject"))
    body = TextsField(_("text"))

    class Meta:
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        constraints = [models.UniqueConstraint(fields=["collection", "kind"], name="mail_template_one_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.collection}: {self.get_kind_display()}"


class Mailing(models.Model):
    """One sending, with the texts as they were and the filter that chose who got it."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="mailings")
    kind = models.CharField(_("kind"), max_length=12, choices=MailKind)
    subject = TextsField(_("subject"))
    body = TextsField(_("text"))
    chosen = models.JSONField(_("chosen by"), default=dict, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.collection}: {self.get_kind_display()}"


class MailStatus(models.TextChoices):
    """UNCERTAIN: handed to the mail server when the work was cut off; it is not sent again by itself."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    UNCERTAIN = "uncertain", _("uncertain")


# A mail that went out, or may have, goes out again only when a person says so
MAIL_TRANSITIONS: dict[MailStatus, frozenset[MailStatus]] = {
    MailStatus.WAITING: frozenset({MailStatus.SENDING, MailStatus.FAILED}),
    MailStatus.SENDING: frozenset({MailStatus.SENT, MailStatus.FAILED, MailStatus.UNCERTAIN}),
    MailStatus.SENT: frozenset(),
    MailStatus.FAILED: frozenset({MailStatus.WAITING}),
    MailStatus.UNCERTAIN: frozenset({MailStatus.WAITING}),
}


class Mail(models.Model):
    """One mail to one person. The address is read from the person when it goes out, and is not kept here."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="mails")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="mails")
    contact = models.ForeignKey(UnitContact, models.CASCADE, null=True, blank=True, related_name="mails")
    status = models.CharField(_("status"), max_length=10, choices=MailStatus, default=MailStatus.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["pk"]
        indexes = [models.Index(fields=["mailing", "status"], name="mail_by_status")]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "invitation"], name="mail_once_to_a_person"),
            models.UniqueConstraint(fields=["mailing", "contact"], name="mail_once_to_a_contact"),
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, contact__isnull=True)
                | Q(invitation__isnull=True, contact__isnull=False),
                name="mail_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mailing} {self.pk}"
