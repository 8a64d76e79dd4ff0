"""A respondent's answers: stored question by question, checked as a whole when they are sent."""

import hashlib
import secrets
import uuid
from collections.abc import Collection as Names
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from studies.models import Grouping
from studies.problems import Refused
from surveys import anonymity, links
from surveys.models import Collection, Invitation, InvitationStatus, Mode, Response, ResponseStatus, SecondRule
from surveys.rules import Answer, Form, form_of, orders_of, required_message, validate
from surveys.services import anonymous
from surveys.services.admitting import admit
from surveys.services.invitations import move_invitation

NO_REASONS: Mapping[str, str] = {}
SAVED = ("answers", "set_aside", "modes", "paradata", "revision", "status", "screened_out_by")


class AlreadySent(Exception):  # noqa: N818 -- one says: it is already sent
    """The answers were sent before, and do not change any more."""


class OtherContent(Exception):  # noqa: N818 -- one says: this is other content
    """What is sent is not what was shown when *Send* was pressed."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of trying to send: errors or reminders by question name, or neither and the response is complete."""

    response: Response
    errors: dict[str, str] = field(default_factory=dict)
    reminders: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def start_response(*, invitation: Invitation, language: str, consent: str = "", mode: Mode = Mode.WEB) -> Response:
    """The one response of an invitation; made at the first start, found at every later one. Raises AlreadySent."""
    collection = invitation.collection
    said = consent_given(collection, consent, language)
    fields = {
        "collection": collection,
        "unit_id": invitation.unit_id,
        "audience": collection.version.questionnaire.audience,
        "language": language,
        "mode": mode,
        "submission_key": uuid.uuid4(),
        "grouping": Grouping.objects.filter(study_id=collection.study_id, is_active=True).first(),
        "paradata": said | _orders(form_of(collection.version)),
    }
    if anonymity.is_anonymous(collection):
        return _start_anonymously(invitation, fields)
    response, created = Response.objects.get_or_create(invitation=invitation, defaults=fields)
    if created:
        move_invitation(invitation, InvitationStatus.STARTED)
    elif said and "consent" not in response.paradata:
        response.paradata |= said
        response.save(update_fields=["paradata"])
    return response


def _start_anonymously(invitation: Invitation, fields: dict[str, Any]) -> Response:
    token = links.token_of(invitation.public_id)
    if anonymous.is_spent(token):
        raise AlreadySent
    response, _created = Response.objects.get_or_create(
        draft_hash=links.draft_hash(token), defaults=fields | anonymous.own_fields(invitation)
    )
    anonymous.blur(response)
    return response


def _orders(form: Form) -> dict[str, object]:
    """The order in which this respondent meets shuffled choices, and the seed it came from."""
    seed = secrets.randbelow(2**31)
    orders = orders_of(form, seed)
    return {"seed": seed, "order": orders} if orders else {}


def consent_given(collection: Collection, text: str, language: str) -> dict[str, object]:
    """The text that was agreed to, which version of it, in which language, and when."""
    if not text:
        return {}
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    at = anonymity.moment(collection).isoformat(timespec="seconds")
    return {"consent": {"text": text, "version": version, "language": language, "at": at}}


def _locked(response: Response) -> Response:
    """What was moved or erased meanwhile was sent, or taken back: it is not written to.

    The row is read anew; what it belongs to is as it was read with the page.
    """
    try:
        locked = Response.objects.select_for_update().get(pk=response.pk)
    except Response.DoesNotExist as error:
        raise AlreadySent from error
    locked.collection = response.collection
    if locked.invitation_id == response.invitation_id:
        locked.invitation = response.invitation
    return locked


@transaction.atomic
def save_answers(
    *,
    response: Response,
    form: Form,
    answers: Mapping[str, Answer | None],
    page: int | None = None,
    passed: Names[str] = (),
    mode: Mode = Mode.WEB,
    reasons: Mapping[str, str] = NO_REASONS,
) -> Response:
    """Merge answers by question under a lock; None takes an answer away. Raises AlreadySent.

    Answers whose question has closed are set aside, and come back when it opens again. `passed`: questions that were
    asked once more and left blank again. `reasons`: why a question has no answer, as an interviewer noted it. A page
    that is left is where a full quota ends the questionnaire.
    """
    locked = _locked(response)
    if locked.status != ResponseStatus.STARTED:
        raise AlreadySent
    locked.answers, locked.set_aside = settle(form, _merged(locked, answers, mode))
    _remember_cleared(locked, form, answers)
    _remember_reasons(locked, answers, reasons)
    locked.revision += 1
    if passed:
        locked.paradata["passed"] = sorted({*locked.paradata.get("passed", ()), *passed})
    if page is not None:
        locked.paradata["page"] = page
        admit(response=locked, form=form)
    locked.save(update_fields=[*SAVED, "updated_at"])
    if anonymity.is_anonymous(locked.collection):
        anonymous.blur(locked)
    return locked


def _merged(response: Response, answers: Mapping[str, Answer | None], mode: Mode) -> dict[str, Answer]:
    """All answers, those set aside too. An answer keeps the mode it was given in until it changes."""
    pool = {**response.set_aside, **response.answers}
    for name, answer in answers.items():
        if answer is None:
            pool.pop(name, None)
            response.modes.pop(name, None)
        elif pool.get(name) != answer or name not in response.modes:
            pool[name] = answer
            response.modes[name] = mode
    return pool


def _remember_reasons(response: Response, answers: Mapping[str, Answer | None], reasons: Mapping[str, str]) -> None:
    before: dict[str, str] = response.paradata.get("unanswered", {})
    kept = {name: reason for name, reason in before.items() if name not in answers} | dict(reasons)
    if kept != before:
        response.paradata["unanswered"] = kept


def choose_language(*, response: Response, language: str) -> None:
    """What the respondent reads from now on; after sending it stays as it was."""
    Response.objects.filter(pk=response.pk, status=ResponseStatus.STARTED).update(language=language)


def _remember_cleared(response: Response, form: Form, answers: Mapping[str, Answer | None]) -> None:
    """What was filled in at first, and taken out by the respondent, is not filled in again."""
    cleared = {
        name for name, answer in answers.items() if answer is None and form.questions[name].default is not None
    }
    if cleared - set(response.paradata.get("cleared", ())):
        response.paradata["cleared"] = sorted({*response.paradata.get("cleared", ()), *cleared})


def settle(form: Form, pool: Mapping[str, Answer]) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """The answers that stand, with those calculated; and those whose question has closed, to be set aside."""
    kept = form.settle(pool).answers
    return kept, {name: answer for name, answer in pool.items() if name not in kept and name not in form.calculated}


@transaction.atomic
def send(
    *, response: Response, form: Form, language: str = "", passed: Names[str] = (), content: str = ""
) -> Sending:
    """Complete the response, without the answers whose question closed; or say what is still wrong or to be asked.

    Sending twice is sending once: the second finds it complete. `content`: of the answers as they were shown; raises
    OtherContent where they have become others, and AlreadySent where anonymous ones were sent.
    """
    locked = _locked(response)
    if locked.status != ResponseStatus.STARTED:
        _refuse_other(content, locked.answers)
        return Sending(locked)
    settled = form.settle(locked.answers)
    _refuse_other(content, settled.answers)
    kept = settled.answers
    reasons = locked.paradata.get("unanswered", {})
    errors = errors_in(form, kept, settled.asked - reasons.keys(), language)
    if errors:
        return Sending(locked, errors)
    known = {*passed, *locked.paradata.get("passed", ())}
    reminders = reminders_in(form, kept, settled.asked - reasons.keys(), language, passed=known)
    if reminders:
        return Sending(locked, reminders=reminders)
    _refuse_second(locked)
    locked.answers, locked.set_aside = kept, {}
    locked.modes = {name: mode for name, mode in locked.modes.items() if name in kept}
    locked.status = ResponseStatus.COMPLETE
    locked.completed_at = anonymity.moment(locked.collection)
    locked.revision += 1
    admit(response=locked, form=form, at_the_end=True)
    if anonymity.is_anonymous(locked.collection) and locked.status == ResponseStatus.COMPLETE:
        return Sending(anonymous.seal(locked))
    locked.save()
    if locked.invitation and locked.status == ResponseStatus.COMPLETE:
        move_invitation(locked.invitation, InvitationStatus.COMPLETE)
    return Sending(locked)


def errors_in(
    form: Form, answers: Mapping[str, Answer], asked: Names[str], language: str, names: Names[str] | None = None
) -> dict[str, str]:
    """Of the questions asked (of those in `names`): which answer is missing or not possible."""
    found = {}
    for question in form.given:
        if question.name in asked and (names is None or question.name in names):
            wrong = validate(question, answers.get(question.name), answers, language)
            if wrong:
                found[question.name] = wrong
    return found


def reminders_in(
    form: Form,
    answers: Mapping[str, Answer],
    asked: Names[str],
    language: str,
    *,
    passed: Names[str] = (),
    names: Names[str] | None = None,
) -> dict[str, str]:
    """Of the questions asked (of those in `names`): the blank ones that are asked once more, and may then pass."""
    return {
        question.name: required_message(question, language)
        for question in form.given
        if question.soft_required
        and question.name in asked
        and question.name not in passed
        and (names is None or question.name in names)
        and answers.get(question.name) in (None, [])
    }


def _refuse_other(content: str, answers: Mapping[str, Answer]) -> None:
    if content and content != anonymous.content_of(answers):
        raise OtherContent


def _refuse_second(response: Response) -> None:
    """Where one respondent a unit is expected, the first who sends is the one."""
    collection = response.collection
    if collection.second_rule != SecondRule.REFUSE or response.unit_id is None:
        return
    others = collection.responses.filter(unit_id=response.unit_id, status=ResponseStatus.COMPLETE)
    if others.exists():
        raise Refused(_("Somebody else has answered for your organisation already. Your answers were not sent."))
