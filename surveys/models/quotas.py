"""How many answers of a kind are wanted; when there are enough, whoever comes next of that kind is thanked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.texts import TextsField, pick
from surveys.models.collections import Collection


class Quota(models.Model):
    """`condition`: an expression on answers and sample variables, as in a questionnaire."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="quotas")
    order = models.PositiveIntegerField(default=0)
    name = models.CharField(_("name"), max_length=100)
    label = TextsField(_("name in words"))
    condition = models.TextField(_("counts if"))
    target = models.PositiveIntegerField(_("wanted"))
    closing = TextsField(_("said when there are enough"))
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "name"], name="quota_name_unique_in_collection"),
            models.CheckConstraint(condition=models.Q(target__gte=1), name="quota_wants_somebody"),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.name
