"""Invitations in every state, with what came of them."""

import uuid
from datetime import UTC, datetime
from typing import Any

from studies.models import Study, Unit
from surveys.models import Collection, Invitation, InvitationStatus, Response, ResponseStatus
from tests.factories import CollectionFactory, QuestionnaireFactory, VersionFactory

NOON = datetime(2004, 3, 1, 12, tzinfo=UTC)
S = InvitationStatus


def collection_of(study: Study, **fields: Any) -> Collection:
    version = VersionFactory(questionnaire=QuestionnaireFactory(study=study, audience="caseworker"))
    return CollectionFactory(version=version, study=study, **fields)


def invite(collection: Collection, unit: Unit | None, status: str = S.CREATED, **fields: Any) -> Invitation:
    """With the response that its status means."""
    answers, sent = fields.pop("answers", {"q": "1"}), fields.pop("sent", NOON)
    opened = None if status in (S.CREATED, S.DECLINED) else sent
    made = Invitation.objects.create(
        collection=collection,
        unit=unit,
        status=status,
        token_hash=uuid.uuid4().hex,
        **{"opened_at": opened, **fields},
    )
    Invitation.objects.filter(pk=made.pk).update(created_at=NOON)
    if status in (S.STARTED, S.COMPLETE):
        respond(collection, unit, complete=status == S.COMPLETE, invitation=made, answers=answers, sent=sent)
    return made


def respond(collection: Collection, unit: Unit | None, *, complete: bool = True, **fields: Any) -> Response:
    sent = fields.pop("sent", NOON)
    made = Response.objects.create(
        collection=collection,
        unit=unit,
        audience="caseworker",
        status=ResponseStatus.COMPLETE if complete else ResponseStatus.STARTED,
        completed_at=sent if complete else None,
        **{"answers": {"q": "1"}, **fields},
    )
    Response.objects.filter(pk=made.pk).update(started_at=sent)
    return made
