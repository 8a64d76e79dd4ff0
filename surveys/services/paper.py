"""Questionnaires that came back on paper, entered by staff: the same answers, with the way they were given."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Unit, User
from studies.problems import Problem, Refused
from surveys import anonymity
from surveys.models import Collection, Invitation, InvitationStatus, Mode, Response, ResponseStatus
from surveys.rules import Form
from surveys.services.answering import AlreadySent, Sending, send, start_response
from surveys.services.opening import invite_by_open_link, open_collection


@transaction.atomic
def begin_paper(
    *,
    collection: Collection,
    key: uuid.UUID,
    language: str,
    unit: Unit | None = None,
    person: Invitation | None = None,
    consent: str = "",
) -> Invitation:
    """Of a listed person; else of somebody in a unit, who has no link. `key`: of the page, so that twice is once."""
    if person is not None and person.status == InvitationStatus.COMPLETE:
        raise Refused(
            Problem(_("This person has answered already."), _("Compare the reference on the paper."), column="person")
        )
    open_collection(collection=collection)
    invitation = person or invite_by_open_link(collection=collection, key=key, language=language, unit=unit)
    try:
        start_response(invitation=invitation, language=language, consent=consent, mode=Mode.PAPER)
    except AlreadySent as sent:
        raise Refused(_("This questionnaire has been stored already: begin the next one.")) from sent
    return invitation


@transaction.atomic
def store_paper(*, response: Response, form: Form, language: str, by: User) -> Sending:
    """Complete it, or say what is not possible. Who entered it stands in the audit log alone."""
    sending = send(response=response, form=form, language=language)
    if sending.errors or sending.reminders or response.status != ResponseStatus.STARTED:
        return sending
    collection = response.collection
    about = collection if anonymity.is_anonymous(collection) else sending.response
    audit.record(study=collection.study, by=by, action="paper.entered", about=about)
    return sending
