"""A piece of background work. The row is the truth: a message to a worker is only a wake-up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models.study import Study


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


FINAL = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED})

TRANSITIONS: dict[JobStatus, frozenset[JobStatus]] = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING, JobStatus.CANCELLED}),
    JobStatus.RUNNING: frozenset({JobStatus.QUEUED, *FINAL}),
    JobStatus.DONE: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELLED: frozenset(),
}


class Job(models.Model):
    name = models.CharField(_("job"), max_length=100)
    args = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True, blank=True, help_text=_("At most one job ever has this key."))
    study = models.ForeignKey(Study, models.CASCADE, null=True, blank=True, related_name="jobs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(
        max_length=20, blank=True, help_text=_("Of whoever asked: what goes wrong is said to them.")
    )
    status = models.CharField(_("status"), max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(_("worker"), max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    doing = models.CharField(max_length=200, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["status", "not_before", "id"], name="job_queue"),
            models.Index(fields=["study", "-id"], name="job_by_study"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="job_key_unique"),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
            models.CheckConstraint(
                condition=~Q(status=JobStatus.RUNNING) | Q(lease_until__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_at_most_100"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_final(self) -> bool:
        return self.status in FINAL
