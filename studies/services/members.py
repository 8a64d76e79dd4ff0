"""Who works in a study: invited by e-mail, with one role, and never without an owner."""

import hashlib
import secrets
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import MemberInvitation, Membership, Role, Study, User
from studies.problems import Problem, Refused, refuse_personal

DAYS_OPEN = 14


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_link(token: str) -> str:
    site: str = settings.SITE_URL
    return site + reverse("studies:accept_invitation", args=[token])


@dataclass(frozen=True, slots=True)
class Invited:
    link: str
    mailed: bool


def invite_member(*, study: Study, email: str, role: Role, by: User) -> Invited:
    """Ask somebody to join, by e-mail. A new invitation replaces the one before."""
    with transaction.atomic():
        if Membership.objects.filter(study=study, user__email__iexact=email).exists():
            raise Refused(
                Problem(_("%(email)s is a member already.") % {"email": email}, _("Change the role instead."))
            )
        MemberInvitation.objects.filter(study=study, email__iexact=email, accepted_at=None).delete()
        token = secrets.token_urlsafe(32)
        invitation = MemberInvitation.objects.create(
            study=study,
            email=email,
            role=role,
            token_hash=token_hash(token),
            invited_by=by,
            expires_at=timezone.now() + timedelta(days=DAYS_OPEN),
        )
        audit.record(study=study, by=by, action="member.invited", about=invitation, role=role)
    link = invitation_link(token)
    return Invited(link, mailed=_send(invitation, link))


def _send(invitation: MemberInvitation, link: str) -> bool:
    """False where the mail server does not take it: the invitation stands, the link can be passed on."""
    names = {"study": str(invitation.study), "by": str(invitation.invited_by), "link": link, "days": DAYS_OPEN}
    body = _(
        "%(by)s asks you to take part in the study “%(study)s” in Kontrast.\n\n"
        "Open this link within %(days)d days:\n\n%(link)s\n\n"
        "If you do not know what this is about, do nothing."
    )
    try:
        subject = " ".join((_("Take part in “%(study)s”") % names).split())
        return send_mail(subject, body % names, None, [invitation.email]) > 0
    except (OSError, smtplib.SMTPException):
        return False


@transaction.atomic
def withdraw_invitation(*, invitation: MemberInvitation, by: User) -> None:
    audit.record(study=invitation.study, by=by, action="member.invitation_withdrawn", about=invitation)
    invitation.delete()


def create_account(*, invitation: MemberInvitation, name: str, password: str) -> User:
    """An account for whoever holds the link: it was sent to the address, so the address is theirs."""
    refuse_personal(name=name)
    with transaction.atomic():
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise Refused(Problem(_("There is an account with this address already."), _("Log in with it.")))
        user = User.objects.create_user(invitation.email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        accept_invitation(invitation=invitation, user=user)
    return user


@transaction.atomic
def accept_invitation(*, invitation: MemberInvitation, user: User) -> Membership:
    """Make the user a member. A link works once, in time, and for the address it was sent to."""
    invitation = MemberInvitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.expires_at < timezone.now():
        raise Refused(Problem(_("This invitation has been used or is too old."), _("Ask for a new one.")))
    if user.email.lower() != invitation.email.lower():
        raise Refused(
            Problem(
                _("This invitation was sent to another address than the one you are logged in with."),
                _("Log out, then open the link again."),
            )
        )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, _made = Membership.objects.get_or_create(
        study=invitation.study, user=user, defaults={"role": invitation.role}
    )
    audit.record(study=invitation.study, by=user, action="member.joined", about=membership, role=membership.role)
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: Role, by: User) -> None:
    _keep_an_owner(membership, becomes=role)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    audit.record(
        study=membership.study, by=by, action="member.role_changed", about=membership, before=before, role=role
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    _keep_an_owner(membership, becomes=None)
    audit.record(study=membership.study, by=by, action="member.removed", about=membership, role=membership.role)
    membership.delete()


def _keep_an_owner(membership: Membership, *, becomes: Role | None) -> None:
    Study.objects.select_for_update().get(pk=membership.study_id)  # two owners leaving at once
    owners = Membership.objects.filter(study_id=membership.study_id, role=Role.OWNER)
    if becomes != Role.OWNER and list(owners.values_list("pk", flat=True)) == [membership.pk]:
        raise Refused(
            Problem(_("The study would be left without an owner."), _("Make another member its owner first."))
        )
