"""One fielding of one version: how, when, about which period, and how its answers are protected."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studies.models import Study, Unit
from studies.texts import TextsField, pick
from surveys.models.questionnaires import QuestionnaireVersion


class Mode(models.TextChoices):
    WEB = "web", _("web")
    TELEPHONE = "telephone", _("telephone")
    PAPER = "paper", _("paper entry")
    IMPORT = "import", _("import")


class DisclosureLevel(models.TextChoices):
    ORGANISATION = "organisation", _("organisation: answers of an office about itself")
    STAFF = "staff", _("staff")
    PERSONS = "persons", _("persons")


class Anonymity(models.TextChoices):
    IDENTIFIED = "identified", _("identified")
    CONFIDENTIAL = "confidential", _("confidential")
    ANONYMOUS = "anonymous", _("anonymous")


class SecondRule(models.TextChoices):
    """What a second respondent of a unit means where one is expected. MANY: any number is expected."""

    MANY = "many", _("many respondents a unit")
    REFUSE = "refuse", _("one a unit; a second is refused")
    MEAN = "mean", _("one a unit; the mean of several")
    LATEST = "latest", _("one a unit; the latest counts")
    NAMED = "named", _("one a unit; the named one counts")


class CollectionQuerySet(models.QuerySet["Collection"]):
    def counting(self) -> Self:
        """Those whose answers are data: practice is for trying the questionnaire out."""
        return self.filter(is_practice=False)


class Collection(models.Model):
    """`open_token_hash`: of the one link that anybody may answer by; none where people are invited.

    `opened_at`: when the first link, mail or call went out; what respondents are promised is fixed from then on.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="collections")
    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="collections")
    name = models.CharField(_("name"), max_length=200)
    label = TextsField(_("label"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.WEB)
    opens = models.DateField(_("opens"), null=True, blank=True)
    closes = models.DateField(_("closes"), null=True, blank=True)
    refers_from = models.DateField(_("refers to, from"), null=True, blank=True)
    refers_to = models.DateField(_("refers to, until"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    anonymity = models.CharField(_("anonymity"), max_length=12, choices=Anonymity, default=Anonymity.CONFIDENTIAL)
    disclosure = models.CharField(
        _("disclosure level"), max_length=12, choices=DisclosureLevel, default=DisclosureLevel.STAFF
    )
    second_rule = models.CharField(
        _("respondents a unit"), max_length=10, choices=SecondRule, default=SecondRule.MANY
    )
    asked_units = models.ManyToManyField(
        Unit,
        blank=True,
        related_name="+",
        verbose_name=_("units asked"),
        help_text=_("None: all units in a group."),
    )
    minimum_age = models.PositiveSmallIntegerField(
        _("minimum age"), null=True, blank=True, help_text=_("Blank: the study's.")
    )
    welcome = TextsField(_("text on the first page"))
    introduction = TextsField(_("introduction to read out on the telephone"))
    by_telephone = models.BooleanField(
        _("also by telephone"), default=False, help_text=_("Whoever has not answered is called.")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    open_token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_practice = models.BooleanField(
        _("practice"), default=False, help_text=_("For trying the questionnaire out: its answers count nowhere.")
    )
    is_demo = models.BooleanField(_("reconstructed answers"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "name"], name="collection_name_unique_in_study"),
            models.CheckConstraint(
                condition=Q(opens=None) | Q(closes=None) | Q(opens__lte=F("closes")),
                name="collection_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(refers_from=None) | Q(refers_to=None) | Q(refers_from__lte=F("refers_to")),
                name="collection_period_in_order",
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.name
