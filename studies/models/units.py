"""What is compared, what is known about it, and the themes that run through everything."""

from typing import cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.collation import name_key
from studies.models.study import Study
from studies.texts import TextsField, pick


class NameKey(models.BinaryField):
    """The place of a unit's name among names, as bytes: every database compares those alike."""

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:  # noqa: ARG002 -- as Django has it
        key = name_key(cast("Unit", model_instance).name).encode()
        setattr(model_instance, self.attname, key)
        return key


class Unit(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="units")
    code = models.CharField(_("code"), max_length=50)
    name = models.CharField(_("name"), max_length=200)
    region = models.CharField(_("region"), max_length=200, blank=True)
    name_key = NameKey(editable=False, default=b"")

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name_key", "code"]
        indexes = [models.Index(fields=["study", "name_key"], name="unit_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["study", "code"], name="unit_code_unique_in_study"),
            models.CheckConstraint(condition=~Q(code=""), name="unit_code_not_blank"),
        ]

    def __str__(self) -> str:
        return self.name


class Sensitivity(models.TextChoices):
    OPEN = "open", _("open")
    INTERNAL = "internal", _("for the team")
    PERSONAL = "personal", _("about persons")


class VariableKind(models.TextChoices):
    NUMBER = "number", _("number")
    TEXT = "text", _("text")


class Variable(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="variables")
    name = models.CharField(_("name"), max_length=100)
    label = TextsField(_("label"))
    kind = models.CharField(_("kind"), max_length=10, choices=VariableKind, default=VariableKind.NUMBER)
    measure = TextsField(_("measured in"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    year_from = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.OPEN)

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="variable_name_unique_in_study"),
            models.CheckConstraint(
                condition=Q(year_from=None) | Q(year_to=None) | Q(year_from__lte=models.F("year_to")),
                name="variable_years_in_order",
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.name


class VariableValue(models.Model):
    """One value of one unit; a missing value has no row, for missing is never 0."""

    variable = models.ForeignKey(Variable, models.CASCADE, related_name="values")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="values")
    number = models.FloatField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variable", "unit"], name="variable_value_one_per_unit"),
            models.CheckConstraint(condition=Q(number=None) ^ Q(text=""), name="variable_value_number_or_text"),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.number:g}"


class Theme(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="themes")
    code = models.CharField(_("code"), max_length=50)
    name = TextsField(_("name"))
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "code"], name="theme_code_unique_in_study"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="theme_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.code
