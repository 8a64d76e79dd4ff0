"""Invitations: one person asked, by one secret link."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Unit, User
from studies.problems import Problem, Refused
from surveys import anonymity, links
from surveys.models import Collection, Invitation, InvitationStatus
from surveys.models.responses import INVITATION_TRANSITIONS
from surveys.services.opening import open_collection

MOST = 10_000


@transaction.atomic
def create_invitations(
    *, collection: Collection, count: int, by: User | None, unit: Unit | None = None, language: str = ""
) -> list[Invitation]:
    if not 1 <= count <= MOST:
        raise Refused(_("Between 1 and %(most)d links can be made at a time.") % {"most": MOST})
    known = collection.version.languages
    if language and language not in known:
        raise Refused(
            Problem(
                _("The questionnaire has no texts in “%(language)s”.") % {"language": language},
                _("Use one of: %(known)s.") % {"known": ", ".join(known)},
            )
        )
    made = Invitation.objects.bulk_create(
        new_invitation(collection=collection, unit=unit, language=language) for _number in range(count)
    )
    open_collection(collection=collection)
    audit.record(
        study=collection.study,
        by=by,
        action="invitations.created",
        about=collection,
        count=count,
        unit=unit.code if unit else "",
    )
    return made


def new_invitation(**fields: Any) -> Invitation:  # noqa: ANN401 -- an invitation's own fields
    """With the hash of its link; not yet stored."""
    public_id = uuid.uuid4()
    return Invitation(public_id=public_id, token_hash=links.token_hash(links.token_of(public_id)), **fields)


def move_invitation(invitation: Invitation, to: InvitationStatus) -> None:
    """On to a later status; what it has passed already is no error. Anonymous ones stay as they are."""
    if anonymity.is_anonymous(invitation.collection):
        return
    if to not in INVITATION_TRANSITIONS[InvitationStatus(invitation.status)]:
        return
    declined = to == InvitationStatus.DECLINED
    changed: dict[str, object] = {"status": to, "declined_at": timezone.now() if declined else None}
    if invitation.opened_at is None and not declined:
        changed["opened_at"] = timezone.now()
    Invitation.objects.filter(pk=invitation.pk, status=invitation.status).update(**changed)
    for name, value in changed.items():
        setattr(invitation, name, value)
