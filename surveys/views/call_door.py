"""What every page of a call goes through: the person is this interviewer's for as long as the call lasts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import tell
from surveys import links, services
from surveys.models import Invitation
from surveys.visits import Visit, visit_of

CallView = Callable[..., HttpResponse]


def person(study: Study, pk: int) -> Invitation:
    rows = Invitation.objects.filter(collection__study=study).exclude(identity=None)
    found = get_object_or_404(
        rows.select_related("collection__version__questionnaire", "unit", "identity", "response__screened_out_by"),
        pk=pk,
    )
    found.collection.study = study
    return found


def call_view(view: CallView) -> Callable[..., HttpResponseBase]:
    """A page of the call that this interviewer has going on; everybody else is led back to the queue."""

    @wraps(view)
    def guarded(request: HttpRequest, study: Study, pk: int, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- a URL's own arguments
        invitation = person(study, pk)
        if not services.keep_hold(invitation=invitation, by=user_of(request)):
            tell(request, Refused(_("You do not have this person on the telephone now: take the next one.")))
            return redirect("surveys:calls", study.slug)
        visit = visit_of(request, invitation, links.token_of(invitation.public_id))
        _keep_language(visit)
        answer = view(request, study, visit, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    return study_view(Permission.CALL)(guarded)


def _keep_language(visit: Visit) -> None:
    if visit.response is not None and visit.response.language != visit.language:
        services.choose_language(response=visit.response, language=visit.language)
        visit.response.language = visit.language


def to_queue(invitation: Invitation) -> HttpResponse:
    """Back to the queue the person came from."""
    answer = redirect("surveys:calls", invitation.collection.study.slug)
    if invitation.collection.is_practice:
        answer["Location"] += "?practice=1"
    return answer
