"""Anonymous answers: a draft that only the link finds, and a sending that leaves nothing to find it by."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from surveys import anonymity, links
from surveys.models import Invitation, Response, SpentLink
from surveys.rules import Answer

LOWEST, HIGHEST = 2**40, 2**53  # above every number that is counted up, and exact everywhere
FORGOTTEN = ("page", "passed", "cleared", "seed")  # a copy made before sending would find the draft by them


def content_of(answers: Mapping[str, Answer]) -> str:
    """Of what was shown when *Send* was pressed: other content under the same key is not the same sending."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def is_spent(token: str) -> bool:
    return SpentLink.objects.filter(hash=links.spent_hash(links.draft_hash(token))).exists()


def own_fields(invitation: Invitation) -> dict[str, object]:
    """What an anonymous draft has instead of an invitation."""
    place = anonymity.place_of(invitation)
    return {"unit_id": place.unit_id, "group": place.group, "submission_key": None}


def blur(response: Response) -> None:
    """The day instead of the time, where that is promised."""
    day = anonymity.moment(response.collection)
    Response.objects.filter(pk=response.pk).update(started_at=day, updated_at=day)
    response.started_at = response.updated_at = day


def seal(response: Response) -> Response:
    """Move complete answers to a fresh row of random number that no link finds; remember the link as spent."""
    SpentLink.objects.create(hash=links.spent_hash(response.draft_hash or ""), collection_id=response.collection_id)
    quotas = list(response.quotas.all())
    Response.objects.filter(pk=response.pk).delete()
    response.pk = secrets.randbelow(HIGHEST - LOWEST) + LOWEST
    response.draft_hash = response.submission_key = None
    response.paradata = {name: kept for name, kept in response.paradata.items() if name not in FORGOTTEN}
    response.revision = 1
    response.save(force_insert=True)
    response.quotas.set(quotas)
    blur(response)
    return response
