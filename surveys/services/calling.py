"""Telephone interviewing: who has whom on the telephone, and what came of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, Unit, User
from studies.problems import Problem, Refused, refuse_personal
from surveys import calling, links
from surveys.dispositions import BREAK_OFF, COMPLETE, DISPOSITIONS, QUOTA_FULL, Disposition
from surveys.models import (
    Collection,
    ContactAttempt,
    Identity,
    InterviewerLanguage,
    Invitation,
    InvitationStatus,
    Response,
    ResponseStatus,
)
from surveys.rules import Form
from surveys.services.answering import Sending, send
from surveys.services.invitations import move_invitation

TRIES = 20  # of those in the queue, before one says that others were faster


def lost() -> Refused:
    return Refused(_("Somebody else has this person on the telephone now."))


def claim_next(*, study: Study, by: User, practice: bool = False) -> Invitation | None:
    """The first of the queue that nobody else takes at the same moment; the one on the telephone stays it."""
    now = timezone.now()
    held = calling.held_by(study, by, now=now)
    if held is not None:
        return held
    waiting = calling.queue(study, by, now=now, practice=practice)[:TRIES]
    return next((each for each in waiting if claim(invitation=each, by=by)), None)


@transaction.atomic
def claim(*, invitation: Invitation, by: User) -> bool:
    """Whether the person is this interviewer's now: one UPDATE that only one of several can make."""
    now = timezone.now()
    as_seen = Invitation.objects.filter(
        pk=invitation.pk,
        status=invitation.status,
        disposition=invitation.disposition,
        call_from=invitation.call_from,
    )
    if not as_seen.filter(calling.free(now, by)).update(held_by=by, held_until=now + calling.HELD):
        return False
    _end_forgotten(invitation)
    ContactAttempt.objects.create(invitation=invitation, interviewer=by, language=invitation.language)
    return True


def _end_forgotten(invitation: Invitation) -> None:
    """A call that nobody said the end of: broken off where there are answers, else nothing came of it."""
    forgotten = ContactAttempt.objects.filter(invitation=invitation, ended_at=None)
    if Response.objects.filter(invitation=invitation).exists():
        forgotten.update(ended_at=timezone.now(), disposition=BREAK_OFF)
    else:
        forgotten.delete()


def keep_hold(*, invitation: Invitation, by: User) -> bool:
    """While the call goes on; False where somebody else has taken over."""
    held = Invitation.objects.filter(pk=invitation.pk, held_by=by)
    return bool(held.update(held_until=timezone.now() + calling.HELD))


def _locked(invitation: Invitation, by: User) -> Invitation:
    found = Invitation.objects.select_for_update().filter(pk=invitation.pk, held_by=by).first()
    if found is None:
        raise lost()
    return found


def _release(invitation: Invitation) -> None:
    invitation.held_by, invitation.held_until = None, None
    invitation.save(
        update_fields=[
            "held_by", "held_until", "disposition", "call_from", "appointment", "assigned_to", "language",
        ]
    )  # fmt: skip


@transaction.atomic
def put_back(*, invitation: Invitation, by: User) -> None:
    """Not called after all: no attempt is counted."""
    locked = _locked(invitation, by)
    _end_forgotten(locked)
    _release(locked)


@transaction.atomic
def record_call(
    *,
    invitation: Invitation,
    by: User,
    disposition: str,
    note: str = "",
    call_back_at: datetime | None = None,
    language: str = "",
    keep: bool = False,
) -> Invitation:
    """What came of a call, when to call again, and in which language. `keep`: the same interviewer calls again."""
    found = DISPOSITIONS.get(disposition)
    if found is None:
        raise Refused(Problem(_("Say what came of the call."), column="disposition"))
    refuse_personal(note=note)
    _check_time(found, call_back_at, invitation.collection)
    locked = _locked(invitation, by)
    _end_attempt(locked, by, found.code, note, call_back_at)
    locked.disposition, locked.appointment = found.code, call_back_at is not None
    locked.call_from = call_back_at or (timezone.now() + found.delay if found.delay is not None else None)
    locked.assigned_to = by if keep and call_back_at else None
    locked.language = language or locked.language
    _release(locked)
    if found.declines and call_back_at is None:
        move_invitation(locked, InvitationStatus.DECLINED)
    audit.record(study=locked.collection.study, by=by, action="call.recorded", about=locked, disposition=found.code)
    return locked


def _check_time(disposition: Disposition, at: datetime | None, collection: Collection) -> None:
    if at is None:
        if disposition.needs_time:
            raise Refused(Problem(_("Say when to call back."), column="call_back_at"))
        return
    if at <= timezone.now():
        raise Refused(
            Problem(_("The time to call back has passed."), _("Agree on a later one."), column="call_back_at")
        )
    if collection.closes and timezone.localdate(at) > collection.closes:
        raise Refused(
            Problem(_("The collection is closed by then."), _("Agree on an earlier time."), column="call_back_at")
        )


def _end_attempt(
    invitation: Invitation, by: User, disposition: str, note: str, call_back_at: datetime | None
) -> None:
    ContactAttempt.objects.filter(invitation=invitation, interviewer=by, ended_at=None).update(
        ended_at=timezone.now(),
        disposition=disposition,
        note=note,
        call_back_at=call_back_at,
        language=invitation.language,
    )


@transaction.atomic
def complete_interview(*, invitation: Invitation, response: Response, form: Form, language: str, by: User) -> Sending:
    """Send what was said and end the call; or say what is still to be asked.

    Where a quota turns out to be full, the call ends when this is done again: there is a sentence to read out first.
    """
    sending = send(response=response, form=form, language=language)
    if sending.errors or sending.reminders:
        return sending
    full = sending.response.status == ResponseStatus.SCREENED_OUT
    if not full or response.status == ResponseStatus.SCREENED_OUT:
        record_call(invitation=invitation, by=by, disposition=QUOTA_FULL if full else COMPLETE)
    return sending


@transaction.atomic
def hand_over(*, invitation: Invitation, by: User, to: User) -> None:
    """Another interviewer calls, as soon as they can."""
    if not calling.interviewers(invitation.collection.study).filter(user=to).exists():
        raise Refused(_("Only a member of the study who interviews can take over."))
    locked = _locked(invitation, by)
    _end_forgotten(locked)
    locked.assigned_to, locked.call_from = to, locked.call_from or timezone.now()
    _release(locked)
    audit.record(study=locked.collection.study, by=by, action="call.handed_over", about=locked, to=to.email)


@transaction.atomic
def unblind(*, invitation: Invitation, by: User, reason: str) -> None:
    """From now on this interviewer is shown the group of this person's unit; the audit log says so, and why."""
    if not reason.strip():
        raise Refused(Problem(_("Say why you have to know the group."), column="reason"))
    refuse_personal(reason=reason)
    audit.record(
        study=invitation.collection.study,
        by=by,
        action="call.unblinded",
        about=invitation,
        reason=reason.strip(),
        unit=invitation.unit.code if invitation.unit else "",
        reference=links.reference_of(invitation.public_id),
    )


@transaction.atomic
def choose_languages(*, user: User, languages: Iterable[str]) -> None:
    """The languages an interviewer speaks; none: every one."""
    InterviewerLanguage.objects.filter(user=user).delete()
    InterviewerLanguage.objects.bulk_create(InterviewerLanguage(user=user, language=code) for code in languages)


@transaction.atomic
def add_person(
    *,
    collection: Collection,
    name: str,
    phone: str,
    language: str = "",
    unit: Unit | None = None,
    sample: dict[str, object] | None = None,
    public_id: uuid.UUID | None = None,
) -> Invitation:
    """One person to call; lists of people come by their own import."""
    chosen = public_id or uuid.uuid4()
    invitation = Invitation.objects.create(
        collection=collection,
        unit=unit,
        language=language,
        sample=sample or {},
        public_id=chosen,
        token_hash=links.token_hash(links.token_of(chosen)),
    )
    Identity.objects.create(invitation=invitation, name=name, phone=phone)
    return invitation
