"""What becomes of answers and people when a study's data have been kept long enough."""

from django.db import transaction
from django.db.models import Count, QuerySet

from studies.models import GroupMember, LegalBasis, Study
from studies.models.study import RetentionAction
from surveys import anonymity
from surveys.models import (
    Collection,
    DisclosureLevel,
    Invitation,
    Mailing,
    Question,
    QuestionType,
    Response,
    ResponseStatus,
    UnitContact,
)
from surveys.services.exports import discard_exports

BATCH = 500


@transaction.atomic
def retain(*, study: Study) -> dict[str, int]:
    """By legal ground and setting: without personal data only people go; else answers go, or lose what is."""
    discard_exports(study.data_exports.all())
    answers = Response.objects.filter(collection__study=study, collection__is_demo=False)
    found = {"answers": 0, "people": forget_people(study=study)}
    if study.legal_basis == LegalBasis.NONE:
        return found
    if study.retention_action == RetentionAction.DELETE:
        return found | {"answers": answers.delete()[1].get("surveys.Response", 0)}
    return found | {"answers": sum(map(strip_answers, study.collections.filter(is_demo=False)))}


def forget_people(*, study: Study) -> int:
    """Links, names, addresses, attempts and mails; answers stand alone afterwards."""
    people = Invitation.objects.filter(collection__study=study, collection__is_demo=False)
    count = people.count()
    Mailing.objects.filter(collection__study=study).delete()
    people.delete()
    UnitContact.objects.filter(collection__study=study).delete()
    Response.objects.filter(collection__study=study, collection__is_demo=False).update(
        submission_key=None, draft_hash=None
    )
    return count


def strip_answers(collection: Collection) -> int:
    """Sent answers stay without what points at a person: words of their own, times, a unit that too few share."""
    collection.responses.exclude(status=ResponseStatus.COMPLETE).delete()
    about_office = collection.disclosure == DisclosureLevel.ORGANISATION
    texts = Question.objects.filter(version=collection.version_id, type=QuestionType.TEXT)
    names = set() if about_office else set(texts.values_list("name", flat=True))
    rows = list(collection.responses.only("pk", "answers", "modes", "completed_at", "collection"))
    for start in range(0, len(rows), BATCH):
        for row in (batch := rows[start : start + BATCH]):
            _strip(row, names)
        Response.objects.bulk_update(
            batch, ["answers", "modes", "paradata", "respondent", "started_at", "completed_at"]
        )
    if not about_office:
        _drop_small_units(collection)
    return len(rows)


def _strip(row: Response, names: set[str]) -> None:
    row.answers = {name: answer for name, answer in row.answers.items() if name not in names}
    row.modes = {name: mode for name, mode in row.modes.items() if name in row.answers}
    row.paradata, row.respondent = {}, ""
    if row.completed_at is not None:
        row.started_at = row.completed_at = anonymity.day_of(row.completed_at)


def _drop_small_units(collection: Collection) -> None:
    """The group stays in their place."""
    few = _few(collection.responses.filter(unit__isnull=False), collection.study.minimum_cell)
    members = GroupMember.objects.filter(grouping__study=collection.study, grouping__is_active=True)
    groups = dict(members.filter(unit__in=few).values_list("unit_id", "group"))
    for unit in few:
        collection.responses.filter(unit_id=unit).update(unit=None, group=groups.get(unit, ""))


def _few(answers: "QuerySet[Response]", least: int) -> list[int]:
    counts = answers.order_by().values("unit").annotate(count=Count("pk")).filter(count__lt=least)
    return list(counts.values_list("unit", flat=True))
