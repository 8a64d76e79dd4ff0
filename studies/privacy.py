"""What the ground floor holds about a member of staff: shown, exported, erased, and for how long it is kept."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from studies import services
from studies.models import AuditEntry, Case, Grouping, Job, MemberInvitation, Study, User


def show(*, user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored about the person, by kind."""
    return {
        "account": [
            {
                "email": user.email,
                "name": user.name,
                "joined": user.date_joined.isoformat(),
                "last_login": user.last_login.isoformat() if user.last_login else None,
            }
        ],
        "memberships": [
            {"study": row.study.slug, "role": row.role, "since": row.since.isoformat()}
            for row in user.memberships.select_related("study")
        ],
        "invitations": [
            {"study": row.study.slug, "role": row.role, "sent": row.created_at.isoformat()}
            for row in MemberInvitation.objects.filter(email__iexact=user.email).select_related("study")
        ],
        "audit_entries": [
            {"study": row.study.slug, "number": row.number, "at": row.at.isoformat(), "action": row.action}
            for row in AuditEntry.objects.filter(by=user).select_related("study")
        ],
        "decisions": [
            {"study": row.study.slug, "unit": row.unit.code, "status": row.status}
            for row in Case.objects.filter(decided_by=user).select_related("study", "unit")
        ],
        "groupings": [
            {"study": row.study.slug, "name": row.name}
            for row in Grouping.objects.filter(created_by=user).select_related("study")
        ],
        "jobs": [
            {"job": row.name, "at": row.created_at.isoformat()} for row in Job.objects.filter(requested_by=user)
        ],
    }


def export(*, user: User) -> dict[str, Any]:
    """The same, to take away."""
    return {"kontrast": "staff", **show(user=user)}


@transaction.atomic
def erase(*, user: User, by: User | None) -> None:
    """Leave every study and make the account nobody's; refused for the last owner of a study.

    What the person did stays in the audit log: it proves what happened to others' data.
    """
    for membership in user.memberships.select_related("study"):
        services.remove_member(membership=membership, by=by or user)
    MemberInvitation.objects.filter(email__iexact=user.email).delete()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.email = f"erased-{secrets.token_hex(8)}@invalid"
    user.name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def retain(*, study: Study) -> dict[str, int]:
    """Accounts outlive a study; invitations to take part in it that nobody took up go."""
    return {"invitations": study.member_invitations.filter(accepted_at=None).delete()[0]}


def retention() -> str:
    return _("Accounts are kept until they are erased; the audit log as long as its study.")
