"""Who was asked, by which link, and what was answered: one JSON document per response."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studies.models import Group, Grouping, Unit
from surveys.models.collections import Collection, Mode
from surveys.models.quotas import Quota


class InvitationStatus(models.TextChoices):
    CREATED = "created", _("created")
    OPENED = "opened", _("opened")
    STARTED = "started", _("started")
    COMPLETE = "complete", _("complete")
    DECLINED = "declined", _("declined")


INVITATION_TRANSITIONS: dict[InvitationStatus, frozenset[InvitationStatus]] = {
    InvitationStatus.CREATED: frozenset(
        {
            InvitationStatus.OPENED,
            InvitationStatus.STARTED,
            InvitationStatus.COMPLETE,
            InvitationStatus.DECLINED,
        }
    ),
    InvitationStatus.OPENED: frozenset(
        {InvitationStatus.STARTED, InvitationStatus.COMPLETE, InvitationStatus.DECLINED}
    ),
    InvitationStatus.STARTED: frozenset({InvitationStatus.COMPLETE, InvitationStatus.DECLINED}),
    InvitationStatus.COMPLETE: frozenset({InvitationStatus.DECLINED}),
    InvitationStatus.DECLINED: frozenset({InvitationStatus.STARTED}),
}


class Invitation(models.Model):
    """One person asked. The link's token is derived from `public_id` with LINK_KEY; only its hash is stored.

    `sample`: what the list of people said of them, by name: for quotas, filters and texts, never for who they are.
    `held_by`, `held_until`: the interviewer who has the person on the telephone now, and until when at the latest.
    """

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="invitations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="invitations")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=InvitationStatus, default=InvitationStatus.CREATED)
    audience = models.CharField(_("audience"), max_length=50, blank=True)
    sample = models.JSONField(_("sample variables"), default=dict, blank=True)
    contact = models.ForeignKey(
        "surveys.UnitContact", models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    by_open_link = models.BooleanField(default=False)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(_("disposition"), max_length=8, blank=True, help_text=_("AAPOR's code."))
    call_from = models.DateTimeField(_("to be called from"), null=True, blank=True)
    appointment = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    held_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["collection", "status"], name="invitation_by_status"),
            models.Index(fields=["collection", "call_from"], name="invitation_to_call"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=InvitationStatus.values), name="invitation_status_known")
        ]

    def __str__(self) -> str:
        return f"{self.collection}: {self.unit or '-'}"


class ResponseStatus(models.TextChoices):
    STARTED = "started", _("started")
    COMPLETE = "complete", _("complete")
    SCREENED_OUT = "screened", _("screened out")


class Response(models.Model):
    """`answers` are keyed by question name: a code, a list of codes, a number, a text or an ISO date.

    A question that was asked and left blank has no key; several choices with none marked are `[]`.
    `draft_hash`: in an anonymous collection, a hash of the link made with LINK_KEY, by which an unsent draft is
    found; sending moves the answers to a fresh row of random number without it. Such a response has no invitation and
    no submission key, its times are those of the day, and `group` stands in for a unit that too few share.
    """

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="responses")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="responses")
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="response")
    audience = models.CharField(max_length=50)
    respondent = models.CharField(max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ResponseStatus, default=ResponseStatus.STARTED)
    language = models.CharField(_("language"), max_length=20, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.WEB)
    modes = models.JSONField(default=dict, blank=True)
    submission_key = models.UUIDField(null=True, blank=True, unique=True)
    draft_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    quotas = models.ManyToManyField(Quota, blank=True, related_name="responses")
    screened_out_by = models.ForeignKey(Quota, models.SET_NULL, null=True, blank=True, related_name="screened_out")
    revision = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict, blank=True)
    set_aside = models.JSONField(default=dict, blank=True)
    paradata = models.JSONField(default=dict, blank=True)
    group = models.CharField(max_length=10, choices=Group, blank=True)
    grouping = models.ForeignKey(Grouping, models.SET_NULL, null=True, blank=True, related_name="+")
    is_named = models.BooleanField(
        _("named"), default=False, help_text=_("Of several respondents of a unit, the one whose answers count.")
    )
    import_id = models.UUIDField(null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["collection", "status"], name="response_by_collection"),
            models.Index(fields=["collection", "updated_at"], name="response_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "respondent"],
                condition=~Q(respondent=""),
                name="response_respondent_once_in_collection",
            ),
            models.CheckConstraint(
                condition=~Q(status="complete") | Q(completed_at__isnull=False),
                name="response_complete_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.pk}"
