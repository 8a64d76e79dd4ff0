"""Which answers count: items, and the sets that a score rests on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import Study, Theme
from studies.texts import TextsField, pick
from surveys.models import Questionnaire


class Direction(models.TextChoices):
    HIGH = "high", _("more in the high group")
    LOW = "low", _("more in the low group")
    NONE = "", _("no difference expected")


class Combine(models.TextChoices):
    ANY = "any", _("any of the questions")
    ALL = "all", _("all of the questions")


class Item(models.Model):
    """`yes` are the answers that count and `no` those that do not: codes, or for numbers `>=30`, `<30`, `10..20`."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="items")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="items")
    code = models.CharField(_("item"), max_length=50)
    label = TextsField(_("label"))
    questions = models.JSONField(_("questions"), default=list)
    yes = models.JSONField(_("answers that count"), default=list)
    no = models.JSONField(_("answers that do not"), default=list, blank=True)
    missing = models.JSONField(_("count as missing"), default=list, blank=True)
    combine = models.CharField(max_length=3, choices=Combine, default=Combine.ANY)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="items")
    direction = models.CharField(
        _("expected direction"), max_length=4, choices=Direction, default=Direction.NONE, blank=True
    )
    note = TextsField(_("note"))
    order = models.PositiveIntegerField(default=0)
    reported = models.BooleanField(_("reported as a difference"), default=False)
    reported_reason = TextsField(_("reason"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reported_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "code"], name="item_code_unique_in_study"),
            models.CheckConstraint(
                condition=Q(reported=False) | Q(reported_at__isnull=False), name="item_reported_has_time"
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.code


class ItemSet(models.Model):
    """The items a score rests on, at most one per question. Frozen once a score has used it."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="item_sets")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="item_sets")
    name = models.CharField(_("name"), max_length=100)
    items: "models.ManyToManyField[Item, ItemSetMember]" = models.ManyToManyField(
        Item, through="ItemSetMember", related_name="sets"
    )
    frozen_at = models.DateTimeField(_("first used"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("item set")
        verbose_name_plural = _("item sets")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="item_set_name_unique_in_study")]

    def __str__(self) -> str:
        return self.name


class ItemSetMember(models.Model):
    """`question` repeats the item's question, so that the database itself holds one item per question and set."""

    item_set = models.ForeignKey(ItemSet, models.CASCADE, related_name="members")
    item = models.ForeignKey(Item, models.PROTECT, related_name="memberships")
    question = models.CharField(max_length=300)

    class Meta:
        ordering = ["item__order", "item_id"]
        constraints = [
            models.UniqueConstraint(fields=["item_set", "item"], name="item_set_item_once"),
            models.UniqueConstraint(fields=["item_set", "question"], name="item_set_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_set}: {self.item.code}"
