"""Interviews with the people of a case. Guides, transcripts and codings stand on this."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models import Case, Study, Unit


class InterviewStatus(models.TextChoices):
    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class Interview(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="interviews")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="interviews")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="interviews")
    role = models.CharField(_("role"), max_length=50)
    date = models.DateField(_("date"), null=True, blank=True)
    refers_from = models.DateField(_("refers to, from"), null=True, blank=True)
    refers_to = models.DateField(_("refers to, until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=InterviewStatus, default=InterviewStatus.PLANNED)

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refers_from=None) | Q(refers_to=None) | Q(refers_from__lte=F("refers_to")),
                name="interview_period_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(date__isnull=False), name="interview_done_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.case or self.study}: {self.role}"
