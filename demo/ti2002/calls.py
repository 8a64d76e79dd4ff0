"""A telephone survey to try: invented people with invented numbers, and the two quotas."""

import uuid

from demo.loading.ground import described
from demo.loading.questionnaires import open_again
from demo.ti2002.survey import STUDY
from studies.models import Study
from surveys.models import Collection, DisclosureLevel, InvitationStatus, Mode, QuestionnaireVersion
from surveys.services import add_person, create_collection, create_quota

PEOPLE = 9
LANGUAGES = ("da", "en", "ar")


def load_calls(study: Study, version: QuestionnaireVersion) -> None:
    """Practice: the answers count nowhere. Whoever was called is to be called again at the next load."""
    told = described(STUDY)["calls"]
    collection = study.collections.filter(name=told["name"]).first() or _made(study, version, told)
    if collection.invitations.exists():
        _call_again(collection)
        return
    for number in range(1, PEOPLE + 1):
        add_person(
            collection=collection,
            name=told["person"] % number,
            phone=f"+45 00 00 00 {number:02d}",
            language=LANGUAGES[number % len(LANGUAGES)],
            public_id=uuid.uuid5(uuid.NAMESPACE_URL, f"{study.slug}/calls/{number}"),
        )


def _made(study: Study, version: QuestionnaireVersion, told: dict[str, dict[str, dict[str, str]]]) -> Collection:
    collection = create_collection(
        study=study,
        version=version,
        name=str(told["name"]),
        by=None,
        mode=Mode.TELEPHONE,
        disclosure=DisclosureLevel.PERSONS,
        is_practice=True,
        is_demo=True,
    )
    for name, quota in told["quotas"].items():
        create_quota(
            collection=collection,
            by=None,
            name=name,
            label=quota["label"],
            condition=quota["condition"],
            target=int(quota["target"]),
        )
    return collection


def _call_again(collection: Collection) -> None:
    open_again(collection)
    collection.responses.all().delete()
    for invitation in collection.invitations.all():
        invitation.attempts.all().delete()
    collection.quotas.update(closed_at=None)
    collection.invitations.update(
        status=InvitationStatus.CREATED,
        disposition="",
        call_from=None,
        appointment=False,
        assigned_to=None,
        held_by=None,
        held_until=None,
    )
