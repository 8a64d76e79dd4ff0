"""The fieldwork page of 50,000 invitations, and of one tenth: seconds, warm, and how many queries.

BENCH_INVITATIONS names another number; nothing that is written stays.
"""

import os
import random
import uuid
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from benchmarks import Row
from benchmarks.contrast import _questionnaire, _study
from benchmarks.pages import _measured
from studies.models import Membership, Role, Study, Unit, User
from surveys.models import Collection, Invitation, InvitationStatus, Response, ResponseStatus

INVITED = int(os.environ.get("BENCH_INVITATIONS", "50000"))
BATCH, DAYS = 5_000, 40
OUTCOMES = {
    InvitationStatus.CREATED: 30,
    InvitationStatus.OPENED: 12,
    InvitationStatus.STARTED: 8,
    InvitationStatus.COMPLETE: 44,
    InvitationStatus.DECLINED: 6,
}
ANSWERED = {
    InvitationStatus.STARTED: ResponseStatus.STARTED,
    InvitationStatus.COMPLETE: ResponseStatus.COMPLETE,
}


@override_settings(ALLOWED_HOSTS=["testserver"])
def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        rows = [row for count in (INVITED // 10, INVITED) for row in _rows(count)]
        transaction.set_rollback(True)
    return rows


def _rows(count: int) -> list[Row]:
    study, visitor = _study(), Client()
    visitor.force_login(_owner(study))
    version = _questionnaire(study, items=1).versions.get()
    collection = Collection.objects.create(study=study, version=version, name=f"{count:,}")
    fill(collection, count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    page = f"{study.get_absolute_url()}collections/{collection.pk}/"
    return [_measured(visitor, f"{page}fieldwork/"), _measured(visitor, f"{page}waiting/")]


def _owner(study: Study) -> User:
    owner = User.objects.create(email=f"{uuid.uuid4().hex}@example.org")
    Membership.objects.create(study=study, user=owner, role=Role.OWNER)
    return owner


def fill(collection: Collection, count: int) -> None:
    """People invited on a few days, who looked and answered over forty."""
    draw, units, now = random.Random(7), list(Unit.objects.filter(study=collection.study)), timezone.now()
    began = now - timedelta(days=DAYS)
    for start in range(0, count, BATCH):
        made = Invitation.objects.bulk_create(
            _invitation(collection, draw, units, began) for _number in range(min(BATCH, count - start))
        )
        answered = [each for each in made if each.status in ANSWERED]
        responses = Response.objects.bulk_create(_response(collection, each) for each in answered)
        _set_times(made, responses, began)


def _invitation(collection: Collection, draw: random.Random, units: list[Unit], began: datetime) -> Invitation:
    status = draw.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    day = began + timedelta(days=DAYS * draw.random() ** 2)
    return Invitation(
        collection=collection,
        unit=draw.choice(units),
        token_hash=uuid.uuid4().hex,
        status=status,
        opened_at=day if status != InvitationStatus.CREATED else None,
        declined_at=day if status == InvitationStatus.DECLINED else None,
    )


def _response(collection: Collection, invitation: Invitation) -> Response:
    status = ANSWERED[InvitationStatus(invitation.status)]
    done = invitation.opened_at if status == ResponseStatus.COMPLETE else None
    return Response(
        collection=collection,
        unit=invitation.unit,
        invitation=invitation,
        audience=collection.version.questionnaire.audience,
        status=status,
        completed_at=done,
        answers={"q0": "1"} if invitation.pk % 3 else {},
    )


def _set_times(invitations: list[Invitation], responses: list[Response], began: datetime) -> None:
    """When a row was made is the database's to say: it is changed afterwards."""
    Invitation.objects.filter(pk__in=[each.pk for each in invitations]).update(created_at=began)
    for response in responses:
        response.started_at = response.invitation.opened_at  # type: ignore[union-attr,assignment]
    Response.objects.bulk_update(responses, ["started_at"], batch_size=500)
