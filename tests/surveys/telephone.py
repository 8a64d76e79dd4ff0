"""A collection by telephone with people to call, in two languages, and who calls them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from studies.models import Role, User
from surveys import services
from surveys.imports import import_xlsform
from surveys.models import Collection, Invitation, Mode
from tests.factories import MembershipFactory, make_pairs, make_study
from tests.surveys.files import Rows, write_xlsx

SURVEY: Rows = [
    ["type", "name", "label::Dansk (da)", "label::العربية (ar)", "required", "relevant", "missing"],
    ["begin_group", "g1", "Flytte", "الانتقال", "", "", ""],
    ["note", "intro", "Nu om at flytte.", "الآن عن الانتقال.", "", "", ""],
    ["select_one yn", "move", "Vil du gerne flytte?", "هل تريد الانتقال؟", "yes", "", "na"],
    ["text", "why", "Hvorfor?", "لماذا؟", "", "${move} = 'yes'", ""],
    ["end_group", "", "", "", "", "", ""],
    ["begin_group", "g2", "Om dig", "عنك", "", "", ""],
    ["integer", "age", "Hvor gammel er du?", "كم عمرك؟", "", "", ""],
    ["end_group", "", "", "", "", "", ""],
]
CHOICES: Rows = [
    ["list_name", "name", "label::Dansk (da)", "label::العربية (ar)"],
    ["yn", "yes", "Ja", "نعم"],
    ["yn", "no", "Nej", "لا"],
    ["yn", "na", "Uoplyst", "بدون جواب"],
]
SETTINGS: Rows = [
    ["form_id", "form_title::Dansk (da)", "form_title::العربية (ar)", "default_language"],
    ["resident", "Beboere", "السكان", "Dansk (da)"],
]


def telephone_collection(tmp_path: Path, **fields: Any) -> tuple[Collection, User]:
    """An interviewer, and nobody to call yet."""
    study, owner = make_study(languages=["da", "ar"], contact="12 34 56 78")
    make_pairs(study, pairs=1)
    file = write_xlsx(tmp_path / "resident.xlsx", {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS})
    form = import_xlsform(study=study, file=file, by=owner, audience="resident", publish=True)
    given = {"mode": Mode.TELEPHONE, "by": owner} | fields
    collection = services.create_collection(study=study, version=form.version, name="2004", **given)
    return collection, interviewer_of(collection)


def interviewer_of(collection: Collection) -> User:
    user: User = MembershipFactory(study=collection.study, role=Role.INTERVIEWER).user
    return user


def person(collection: Collection, number: int = 1, **fields: Any) -> Invitation:
    return services.add_person(
        collection=collection, name=f"Person {number}", phone=f"+45 00 00 00 {number:02d}", **fields
    )


def called(invitation: Invitation, by: User, disposition: str, **fields: Any) -> Invitation:
    """Claimed, called, and noted."""
    invitation.refresh_from_db()
    assert services.claim(invitation=invitation, by=by)
    return services.record_call(invitation=invitation, by=by, disposition=disposition, **fields)


def due(invitation: Invitation, minutes: int = -1) -> None:
    """Its next call is to be made then: time goes by."""
    Invitation.objects.filter(pk=invitation.pk).update(call_from=timezone.now() + timedelta(minutes=minutes))
