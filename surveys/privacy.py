"""What is held about a respondent, found by the invitation: shown, exported, erased; and for how long it is kept."""

import csv
import io
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from studies import audit, cells, uploads
from studies.models import Study, User
from surveys import services
from surveys.links import reference_of
from surveys.models import DataExport, Identity, Invitation, Response

MOST = 50


def find(*, study: Study, reference: str) -> Invitation | None:
    """By the reference of the receipt; it can only be computed, so all the study's invitations are tried."""
    wanted = reference.strip().upper()
    rows = Invitation.objects.filter(collection__study=study).select_related("collection__version", "unit")
    return next((row for row in rows.iterator(chunk_size=2000) if reference_of(row.public_id) == wanted), None)


def find_people(*, study: Study, said: str) -> list[Invitation]:
    """By the reference, or by the whole name, e-mail address or telephone number: never by parts."""
    said = said.strip()
    if not said:
        return []
    found = find(study=study, reference=said)
    same = Q(identity__name__iexact=said) | Q(identity__email__iexact=said) | Q(identity__phone=said)
    rows = Invitation.objects.filter(same, collection__study=study).select_related("collection__version", "unit")
    return [*([found] if found else []), *(row for row in rows[:MOST] if row != found)]


def show(*, invitation: Invitation) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored about the person, by kind."""
    return {
        "invitations": [_invitation(invitation)],
        "identities": [_identity(row) for row in Identity.objects.filter(invitation=invitation)],
        "mails": [
            {"kind": row.mailing.kind, "status": row.status, "at": _at(row.changed_at), "reason": row.reason}
            for row in invitation.mails.select_related("mailing")
        ],
        "attempts": [
            {
                "began": _at(row.began_at),
                "ended": _at(row.ended_at),
                "disposition": row.disposition,
                "language": row.language,
                "note": row.note,
                "call_back": _at(row.call_back_at),
            }
            for row in invitation.attempts.all()
        ],
        "responses": [_response(row) for row in Response.objects.filter(invitation=invitation)],
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _invitation(invitation: Invitation) -> dict[str, Any]:
    return {
        "reference": reference_of(invitation.public_id),
        "collection": invitation.collection.name,
        "unit": invitation.unit.code if invitation.unit else None,
        "audience": invitation.audience,
        "language": invitation.language,
        "status": invitation.status,
        "sample": invitation.sample,
        "by_open_link": invitation.by_open_link,
        "disposition": invitation.disposition,
        "created": _at(invitation.created_at),
        "opened": _at(invitation.opened_at),
        "passed_on": _at(invitation.passed_on_at),
        "to_be_called": _at(invitation.call_from),
    }


def _identity(row: Identity) -> dict[str, Any]:
    return {
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "address": row.address,
        "bounced": _at(row.bounced_at),
        "opted_out": _at(row.opted_out_at),
    }


def _response(row: Response) -> dict[str, Any]:
    return {
        "status": row.status,
        "audience": row.audience,
        "language": row.language,
        "mode": row.mode,
        "answers": row.answers,
        "set_aside": row.set_aside,
        "modes": row.modes,
        "paradata": row.paradata,
        "started": _at(row.started_at),
        "changed": _at(row.updated_at),
        "completed": _at(row.completed_at),
    }


def export(*, invitation: Invitation) -> dict[str, Any]:
    """The same, to take away."""
    return {"kontrast": "respondent", **show(invitation=invitation)}


def export_csv(*, invitation: Invitation) -> str:
    """The same as a table: kind, number, field, value."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["kind", "number", "field", "value"])
    for kind, held in show(invitation=invitation).items():
        for number, row in enumerate(held, start=1):
            rows.writerows([kind, number, field, _cell(value)] for field, value in row.items())
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return cells.neutralise("" if value is None else str(value))


@transaction.atomic
def hand_out(*, invitation: Invitation, by: User, format_: str) -> str:
    """To the person, through the team; that it was done is logged, not about whom."""
    audit.record(
        study=invitation.collection.study,
        by=by,
        action="person.exported",
        about=invitation.collection,
        format=format_,
    )
    if format_ == "csv":
        return export_csv(invitation=invitation)
    return json.dumps(export(invitation=invitation), ensure_ascii=False, indent=1)


@transaction.atomic
def erase(*, invitation: Invitation, by: User | None) -> None:
    """Answers, files they stand in or may stand in, and invitation go; the log says that one was, not whose."""
    collection = invitation.collection
    services.discard_exports(DataExport.objects.filter(questionnaire=collection.version.questionnaire_id))
    uploads.discard_of(collection.study)
    Response.objects.filter(invitation=invitation).delete()
    invitation.delete()
    audit.record(study=collection.study, by=by, action="response.erased", about=collection)


def retain(*, study: Study) -> dict[str, int]:
    return services.retain(study=study)


def retention() -> str:
    return _("Answers are kept until the study's date; what happens then is a setting of the study.")
