"""Each time somebody was tried on the telephone, by whom, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.responses import Invitation


class ContactAttempt(models.Model):
    """`disposition`: AAPOR's code, see `surveys.dispositions`; blank while the call is going on."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="attempts")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=20, blank=True)
    disposition = models.CharField(_("disposition"), max_length=8, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    call_back_at = models.DateTimeField(_("call back"), null=True, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(disposition=""),
                name="attempt_ended_has_disposition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.invitation} {self.began_at:%Y-%m-%d %H:%M}"


class InterviewerLanguage(models.Model):
    """The languages in which a member interviews; blank: any."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interview_languages")
    language = models.CharField(_("language"), max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "language"], name="interviewer_language_once")]

    def __str__(self) -> str:
        return self.language
