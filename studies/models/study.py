"""A study: what is compared, on what legal ground, and for how long its data are kept."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studies.texts import TextsField, pick

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from studies.models.people import User


class LegalBasis(models.TextChoices):
    CONSENT = "consent", _("consent")
    PUBLIC_TASK = "public_task", _("task in the public interest")
    RESEARCH = "research", _("research and statistics")
    NONE = "none", _("no personal data")


class RetentionAction(models.TextChoices):
    DELETE = "delete", _("delete all personal data")
    ANONYMISE = "anonymise", _("make anonymous and keep the results")
    ARCHIVE = "archive", _("hand over to an archive")


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Studies the user is a member of: being staff of the site is no membership."""
        return self.filter(memberships__user_id=user.pk) if user.pk else self.none()


def default_languages() -> list[str]:
    return ["en"]


class Study(models.Model):
    slug = models.SlugField(_("short name"), unique=True, help_text=_("In addresses and on the command line."))
    title = TextsField(_("title"))
    description = TextsField(_("description"))
    languages = models.JSONField(_("languages"), default=default_languages)
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, default=LegalBasis.PUBLIC_TASK
    )
    controller = models.CharField(_("data controller"), max_length=200, blank=True)
    processors = models.TextField(_("data processors"), blank=True)
    contact = models.CharField(_("contact"), max_length=300, blank=True, help_text=_("Shown to respondents."))
    minimum_age = models.PositiveSmallIntegerField(_("minimum age"), default=15)
    retention_date = models.DateField(_("data are kept until"), null=True, blank=True)
    retention_action = models.CharField(
        _("what happens then"), max_length=20, choices=RetentionAction, default=RetentionAction.DELETE
    )
    minimum_n = models.PositiveSmallIntegerField(
        _("minimum n"), default=20, help_text=_("Below it nothing is printed as a percentage.")
    )
    minimum_cell = models.PositiveSmallIntegerField(
        _("minimum cell size"),
        default=5,
        help_text=_("Below it no cell about persons is shown outside the team."),
    )
    notice = TextsField(_("notice"), help_text=_("Shown on every page that shows this study's data."))
    provenance = TextsField(_("where the data come from"))
    figures_published = models.BooleanField(
        _("the figures were printed in a public report"),
        default=False,
        help_text=_("Then small numbers are shown to everyone, and every page says so."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minimum_cell__gte=3), name="study_minimum_cell_at_least_3"),
            models.CheckConstraint(condition=models.Q(minimum_n__gte=1), name="study_minimum_n_positive"),
        ]

    def __str__(self) -> str:
        return pick(self.title) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("studies:study", args=[self.slug])

    @property
    def main_language(self) -> str:
        return self.languages[0] if self.languages else "en"
