"""The link goes on to a colleague, or the answers are taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.problems import Problem, Refused
from surveys import anonymity, promises
from surveys.models import DataExport, Identity, Invitation, InvitationStatus, Response, ResponseStatus
from surveys.services.exports import discard_exports
from surveys.services.invitations import move_invitation


@transaction.atomic
def pass_on(*, invitation: Invitation, response: Response | None, keep: bool) -> None:
    """Another person answers by this link. Who it was and who it is are not kept; consent is asked for anew."""
    if response is not None:
        _hand_over(response, keep=keep)
    if anonymity.is_anonymous(invitation.collection):
        return
    Identity.objects.filter(invitation=invitation).delete()
    Invitation.objects.filter(pk=invitation.pk).update(passed_on_at=timezone.now())
    audit.record(
        study=invitation.collection.study,
        by=None,
        action="invitation.passed_on",
        about=invitation.collection,
        answers_kept=keep and response is not None,
    )


def _hand_over(response: Response, *, keep: bool) -> None:
    drafts = Response.objects.select_for_update().filter(pk=response.pk, status=ResponseStatus.STARTED)
    draft = drafts.first()
    if draft is None:
        raise Refused(_("The answers were sent already: there is nothing to pass on."))
    if not keep:
        draft.delete()
        return
    draft.paradata.pop("consent", None)
    draft.save(update_fields=["paradata"])


@transaction.atomic
def withdraw(*, invitation: Invitation, response: Response | None) -> None:
    """The answers go, files with them too; that somebody did is logged, not who. Refused when it is too late."""
    collection = invitation.collection
    was_sent = response is not None and response.status == ResponseStatus.COMPLETE
    if was_sent and not promises.may_withdraw(collection):
        raise Refused(
            Problem(
                _("It is too late to take the answers back yourself."),
                _("Write or call the research team."),
            )
        )
    if response is not None:
        Response.objects.filter(pk=response.pk).delete()
    if was_sent:
        discard_exports(DataExport.objects.filter(questionnaire=collection.version.questionnaire_id))
    if not anonymity.is_anonymous(collection):
        _forget(invitation)
        audit.record(study=collection.study, by=None, action="response.withdrawn", about=collection)


def _forget(invitation: Invitation) -> None:
    """Asked and declined; nothing about the person."""
    Identity.objects.filter(invitation=invitation).delete()
    invitation.attempts.update(note="")
    Invitation.objects.filter(pk=invitation.pk).update(sample={})
    move_invitation(invitation, InvitationStatus.DECLINED)
