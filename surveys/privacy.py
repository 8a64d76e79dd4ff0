"""What is held about a respondent, found by the invitation: shown, exported, erased; and for how long it is kept."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, User
from surveys import services
from surveys.links import reference_of
from surveys.models import DataExport, Invitation, Response


def find(*, study: Study, reference: str) -> Invitation | None:
    """By the reference of the receipt; it can only be computed, so all the study's invitations are tried."""
    wanted = reference.strip().upper()
    rows = Invitation.objects.filter(collection__study=study).iterator()
    return next((invitation for invitation in rows if reference_of(invitation.public_id) == wanted), None)


def show(*, invitation: Invitation) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored about the person, by kind."""
    responses = Response.objects.filter(invitation=invitation)
    return {
        "invitations": [
            {
                "reference": reference_of(invitation.public_id),
                "collection": invitation.collection.name,
                "unit": invitation.unit.code if invitation.unit else None,
                "language": invitation.language,
                "status": invitation.status,
                "created": invitation.created_at.isoformat(),
                "opened": invitation.opened_at.isoformat() if invitation.opened_at else None,
            }
        ],
        "responses": [
            {
                "status": row.status,
                "audience": row.audience,
                "language": row.language,
                "mode": row.mode,
                "answers": row.answers,
                "set_aside": row.set_aside,
                "paradata": row.paradata,
                "started": row.started_at.isoformat(),
                "completed": row.completed_at.isoformat() if row.completed_at else None,
            }
            for row in responses
        ],
    }


def export(*, invitation: Invitation) -> dict[str, Any]:
    """The same, to take away."""
    return {"kontrast": "respondent", **show(invitation=invitation)}


@transaction.atomic
def erase(*, invitation: Invitation, by: User | None) -> None:
    """Answers, files they stand in, and invitation go; the audit log says that one was erased, not whose."""
    collection = invitation.collection
    services.discard_exports(DataExport.objects.filter(questionnaire=collection.version.questionnaire_id))
    Response.objects.filter(invitation=invitation).delete()
    invitation.delete()
    audit.record(study=collection.study, by=by, action="response.erased", about=collection)


def retention() -> str:
    return _("Answers are kept until the study's date; what happens then is a setting of the study.")
