"""A questionnaire and its versions. A published version is frozen: a change is a new version."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studies.models import Sensitivity, Study, Theme
from studies.texts import TextsField, pick
from surveys.audiences import NAMES


class Questionnaire(models.Model):
    study = models.ForeignKey(Study, models.CASCADE, related_name="questionnaires")
    form_id = models.SlugField(_("form id"), max_length=100)
    title = TextsField(_("title"))
    audience = models.CharField(_("audience"), max_length=50, help_text=_("Who answers: manager, caseworker, ..."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["study", "form_id"], name="questionnaire_form_id_unique_in_study")
        ]

    def __str__(self) -> str:
        return pick(self.title) or self.form_id

    def get_absolute_url(self) -> str:
        return reverse("surveys:questionnaire", args=[self.study.slug, self.form_id])

    @property
    def audience_name(self) -> str:
        return str(NAMES.get(self.audience, self.audience))


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


TRANSITIONS: dict[VersionStatus, frozenset[VersionStatus]] = {
    VersionStatus.DRAFT: frozenset({VersionStatus.PUBLISHED}),
    VersionStatus.PUBLISHED: frozenset({VersionStatus.RETIRED}),
    VersionStatus.RETIRED: frozenset(),
}


class QuestionnaireVersion(models.Model):
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    languages = models.JSONField(_("languages"), default=list)
    default_language = models.CharField(max_length=20, default="en")
    digest = models.CharField(max_length=64, blank=True, help_text=_("Of what respondents meet."))
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("questionnaire version")
        verbose_name_plural = _("questionnaire versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_number_unique"),
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(status="published"), name="version_one_published"
            ),
            models.UniqueConstraint(fields=["questionnaire"], condition=Q(status="draft"), name="version_one_draft"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="version_published_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"


class Section(models.Model):
    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    label = TextsField(_("heading"))
    relevant = models.TextField(blank=True)
    randomize = models.BooleanField(_("questions in random order"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="section_order_unique"),
            models.UniqueConstraint(fields=["version", "name"], name="section_name_unique"),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.name


class QuestionType(models.TextChoices):
    SELECT_ONE = "select_one", _("one choice")
    SELECT_MULTIPLE = "select_multiple", _("several choices")
    INTEGER = "integer", _("whole number")
    DECIMAL = "decimal", _("number")
    SCALE = "range", _("scale")
    RANK = "rank", _("ranking")
    TEXT = "text", _("text")
    DATE = "date", _("date")
    ACKNOWLEDGE = "acknowledge", _("confirmation")
    CALCULATE = "calculate", _("calculated")
    NOTE = "note", _("note")


class Question(models.Model):
    """Names and logic as in XLSForm. `missing_codes` are answers that count as none: don't know, not relevant.

    Questions in a row with the same `grid` stand in one grid: rows under one list of choices.
    """

    version = models.ForeignKey(QuestionnaireVersion, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    type = models.CharField(_("type"), max_length=20, choices=QuestionType)
    list_name = models.CharField(max_length=100, blank=True)
    label = TextsField(_("question"))
    hint = TextsField(_("hint"))
    required = models.BooleanField(_("must be answered"), default=False)
    soft_required = models.BooleanField(
        _("asked once more if left blank"), default=False, help_text=_("Then it may be passed.")
    )
    required_message = TextsField()
    relevant = models.TextField(_("asked if"), blank=True)
    constraint = models.TextField(_("valid if"), blank=True)
    constraint_message = TextsField()
    calculation = models.TextField(_("calculated as"), blank=True)
    default = models.TextField(_("filled in at first"), blank=True)
    choice_filter = models.TextField(_("choices offered if"), blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    low_label = TextsField(_("text at the low end"))
    high_label = TextsField(_("text at the high end"))
    grid = models.CharField(_("grid"), max_length=100, blank=True)
    appearance = models.CharField(max_length=200, blank=True)
    missing_codes = models.JSONField(default=list, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="questions")
    construct = models.CharField(_("construct"), max_length=100, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity, default=Sensitivity.INTERNAL)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="question_name_unique_in_version"),
            models.UniqueConstraint(fields=["version", "order"], name="question_order_unique_in_version"),
            models.CheckConstraint(condition=Q(type__in=QuestionType.values), name="question_type_known"),
            models.CheckConstraint(
                condition=(Q(type="calculate") & ~Q(calculation="")) | (~Q(type="calculate") & Q(calculation="")),
                name="question_calculation_where_calculated",
            ),
            models.CheckConstraint(
                condition=Q(required=False) | Q(soft_required=False), name="question_required_hard_or_soft"
            ),
        ]

    def __str__(self) -> str:
        return pick(self.label) or self.name


class Choice(models.Model):
    """`variants`: the rows of the list that this code stands in, where a filter reads columns of the list.

    Each is `{"label": texts or {}, "columns": {column: value}}`; a blank label is the choice's own.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    order = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    label = TextsField()
    variants = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["question", "name"], name="choice_name_unique_in_question")]

    def __str__(self) -> str:
        return pick(self.label) or self.name
