"""A file of answers that somebody asked for: by whom, for whom or what, and for how long it is kept."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models import Job, Study
from surveys.models.collections import Collection
from surveys.models.questionnaires import Questionnaire

KEPT = timedelta(days=7)


class DataExport(models.Model):
    """The file lies under the id. Its job says how far it is; `finished_at` that it is whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="data_exports")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="data_exports")
    collection = models.ForeignKey(Collection, models.CASCADE, null=True, blank=True, related_name="data_exports")
    format = models.CharField(_("format"), max_length=10)
    language = models.CharField(_("language of the labels"), max_length=20, blank=True)
    labels = models.BooleanField(_("words instead of codes"), default=False)
    recipient = models.CharField(_("for whom or what"), max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=250, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    notes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export of answers")
        verbose_name_plural = _("exports of answers")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(recipient=""), name="data_export_has_recipient"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)
