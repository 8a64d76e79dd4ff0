"""Who is behind an invitation, apart from what they answered; and who forwards links in a unit."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models import Unit
from surveys.models.collections import Collection


class Identity(models.Model):
    """Never joined with answers but by the invitation, which anonymous answers do not have.

    In an anonymous collection nothing here changes when somebody answers: a change would tell who it was.
    """

    invitation = models.OneToOneField("surveys.Invitation", models.CASCADE, related_name="identity")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
    opted_out_at = models.DateTimeField(_("wants no more mail"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email or self.phone


class UnitContact(models.Model):
    """Forwards one link within a unit and reports how many are eligible; never sees who answered.

    `token_hash`: of the contact's own page; `forward_hash`: of the link to send on.
    """

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="contacts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    eligible = models.PositiveIntegerField(_("eligible"), null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    forward_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)
    opted_out_at = models.DateTimeField(_("wants no more mail"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("contact in a unit")
        verbose_name_plural = _("contacts in units")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "unit", "email"],
                condition=~models.Q(email=""),
                name="unit_contact_once_in_collection",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email
