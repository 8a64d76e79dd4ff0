"""What was asked of the data, and what each execution found. A finished run never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studies.models import Grouping, Job, Study
from studies.texts import TextsField


class Plan(models.Model):
    """A procedure with its parameters, chosen beforehand. Without a grouping it follows the active one."""

    study = models.ForeignKey(Study, models.CASCADE, related_name="plans")
    procedure = models.CharField(_("procedure"), max_length=50)
    name = models.CharField(_("name"), max_length=200, blank=True)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    grouping = models.ForeignKey(Grouping, models.PROTECT, null=True, blank=True, related_name="plans")
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name or self.procedure


class RunStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


TRANSITIONS: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.QUEUED: frozenset({RunStatus.RUNNING, RunStatus.CANCELLED, RunStatus.FAILED}),
    RunStatus.RUNNING: frozenset({RunStatus.QUEUED, RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED}),
    RunStatus.DONE: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}


class Run(models.Model):
    """`tokens` tell cheaply whether an input has changed since; `digest` proves that two runs saw the same.

    `summary` are the few numbers that the study page shows, so that it need not open tables.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="runs")
    study = models.ForeignKey(Study, models.CASCADE, related_name="runs")
    procedure = models.CharField(_("procedure"), max_length=50)
    parameters = models.JSONField(_("parameters"), default=dict)
    grouping = models.ForeignKey(Grouping, models.PROTECT, null=True, blank=True, related_name="runs")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, blank=True, related_name="run")
    status = models.CharField(_("status"), max_length=10, choices=RunStatus, default=RunStatus.QUEUED)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    tokens = models.JSONField(default=dict, blank=True)
    version = models.CharField(_("software version"), max_length=40, blank=True)
    n_used = models.PositiveIntegerField(_("n"), null=True, blank=True)
    excluded = models.JSONField(_("left out"), default=dict, blank=True)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("shown to readers"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["study", "procedure", "status", "-id"], name="run_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="run_status_known"),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(finished_at__isnull=False) & ~Q(digest="")),
                name="run_done_has_time_and_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("analysis:run", args=[self.study.slug, self.pk])


class ResultTable(models.Model):
    """`columns` say what each is (name, title, kind, role); `rows` are lists of unrounded values, null = blank.

    `protection` is what disclosure needs to know of it, worked out when the run was made: by whom the data are
    about, whether its rows are units, and which cells stay hidden outside the team.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="tables")
    name = models.CharField(max_length=50)
    title = TextsField(_("title"))
    order = models.PositiveSmallIntegerField(default=0)
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    notes = models.JSONField(default=list, blank=True)
    protection = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("result table")
        verbose_name_plural = _("result tables")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="result_table_name_unique_in_run")]

    def __str__(self) -> str:
        return self.name


class Figure(models.Model):
    """One figure in one language, drawn twice: for the team, and as disclosure leaves it for everyone else."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="figures")
    name = models.CharField(max_length=50)
    language = models.CharField(max_length=20)
    public = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    alternative = models.TextField(_("text alternative"))
    specification = models.JSONField()
    svg = models.TextField()
    png = models.BinaryField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "name", "language", "public"], name="figure_unique_in_run")
        ]

    def __str__(self) -> str:
        return self.name
