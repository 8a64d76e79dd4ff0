"""What staff did, in one hash chain per study, so that a change to the past shows. Never an answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models.study import Study


class AuditEntry(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="audit_entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=254, blank=True)
    action = models.CharField(_("what"), max_length=100)
    object_type = models.CharField(max_length=50, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="audit_entry_number_in_study")]

    def __str__(self) -> str:
        return f"{self.number} {self.action}"
