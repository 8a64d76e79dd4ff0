"""Which units did better and worse than expected, and who is paired with whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models.study import Study
from studies.models.units import Unit
from studies.texts import TextsField


class Group(models.TextChoices):
    HIGH = "high", _("high score")
    LOW = "low", _("low score")
    MIDDLE = "middle", _("middle group")
    EXCLUDED = "excluded", _("excluded")


class Grouping(models.Model):
    """One partition of the units. Once a run has used it, it never changes: a change is a new grouping."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="groupings")
    name = models.CharField(_("name"), max_length=200)
    origin = TextsField(_("how it was made"))
    is_active = models.BooleanField(_("active"), default=False)
    used_at = models.DateTimeField(_("first used"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("grouping")
        verbose_name_plural = _("groupings")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study"], condition=Q(is_active=True), name="grouping_one_active_per_study"
            ),
            models.UniqueConstraint(fields=["study", "name"], name="grouping_name_unique_in_study"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="group_members")
    group = models.CharField(_("group"), max_length=10, choices=Group)
    reason = TextsField(_("reason"))

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        constraints = [
            models.UniqueConstraint(fields=["grouping", "unit"], name="group_member_unit_once"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="group_member_group_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_group_display()}"


class Pair(models.Model):
    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="pairs")
    code = models.CharField(_("pair"), max_length=50)
    high = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    low = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    distance = models.FloatField(_("distance"), null=True, blank=True)
    reason = TextsField(_("reason"))

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("pairs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grouping", "code"], name="pair_code_unique_in_grouping"),
            models.UniqueConstraint(fields=["grouping", "high"], name="pair_high_once"),
            models.UniqueConstraint(fields=["grouping", "low"], name="pair_low_once"),
            models.CheckConstraint(condition=~Q(high=F("low")), name="pair_of_two_units"),
        ]

    def __str__(self) -> str:
        return f"{self.high} – {self.low}"
