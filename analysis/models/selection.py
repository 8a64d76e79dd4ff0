"""What a person says: of a theme in words, and of a criterion with its source."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import Study, Theme, Unit
from studies.texts import TextsField, pick
from surveys.models import Questionnaire


class Met(models.TextChoices):
    YES = "yes", _("met")
    PARTLY = "partly", _("partly met")
    NO = "no", _("not met")
    UNKNOWN = "unknown", _("not known")


class Criterion(models.Model):
    """A criterion of the study's own, or one that a source states. An exclusion is no criterion: it stands apart."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="criteria")
    code = models.CharField(_("code"), max_length=50)
    label = TextsField(_("criterion"))
    rule = TextsField(_("rule"))
    is_exclusion = models.BooleanField(_("excludes"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="criterion_code_unique_in_study")]

    def __str__(self) -> str:
        return pick(self.label) or self.code


class StatedCriterion(models.Model):
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="stated")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="stated_criteria")
    value = TextsField(_("value"))
    met = models.CharField(_("met"), max_length=10, choices=Met)
    source = TextsField(_("source"))
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("stated criterion")
        verbose_name_plural = _("stated criteria")
        constraints = [
            models.UniqueConstraint(fields=["criterion", "unit"], name="stated_criterion_once_per_unit"),
            models.CheckConstraint(condition=Q(met__in=Met.values), name="stated_criterion_met_known"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_met_display()}"


class Synthesis(models.Model):
    """What the contrasts of one theme come to, in words, by a person."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="syntheses")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="syntheses")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="syntheses")
    text = TextsField(_("synthesis"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")
        constraints = [models.UniqueConstraint(fields=["theme", "questionnaire"], name="synthesis_once_per_theme")]

    def __str__(self) -> str:
        return f"{self.theme}"
