"""Units chosen for interviews, and what happened when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models.study import Study
from studies.models.units import Unit
from studies.texts import TextsField, pick


class CaseStatus(models.TextChoices):
    CANDIDATE = "candidate", _("candidate")
    EXCLUDED = "excluded", _("excluded")
    CHOSEN = "chosen", _("chosen")
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


TRANSITIONS: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.CANDIDATE: frozenset({CaseStatus.EXCLUDED, CaseStatus.CHOSEN}),
    CaseStatus.EXCLUDED: frozenset({CaseStatus.CANDIDATE}),
    CaseStatus.CHOSEN: frozenset({CaseStatus.CANDIDATE, CaseStatus.ASKED}),
    CaseStatus.ASKED: frozenset({CaseStatus.ACCEPTED, CaseStatus.DECLINED}),
    CaseStatus.ACCEPTED: frozenset({CaseStatus.DECLINED}),
    CaseStatus.DECLINED: frozenset({CaseStatus.CANDIDATE}),
}


class Case(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    status = models.CharField(_("status"), max_length=10, choices=CaseStatus, default=CaseStatus.CANDIDATE)
    reason = TextsField(_("reason"))
    partner = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "unit"], name="case_one_per_unit"),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(partner=None) | ~Q(partner=models.F("unit")), name="case_not_its_own_partner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_status_display()}"


class Event(models.Model):
    """A law, a reorganisation: what happened to the units while they were studied."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="events")
    name = TextsField(_("event"))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=models.F("starts")), name="event_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return pick(self.name)
