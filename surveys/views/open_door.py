"""The one link that anybody may answer by, and those that contacts send on: reading and starting."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from surveys import guesses, links, pages, qr, services
from surveys.views.door import respondent_view
from surveys.views.respondent import missing_in, welcome_page
from surveys.visits import Visit, find_open_visit


@respondent_view(find=find_open_visit)
def open_welcome(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        return _start(request, visit)
    services.open_collection(collection=visit.collection)
    return welcome_page(request, visit)


def _start(request: HttpRequest, visit: Visit) -> HttpResponse:
    if missing := missing_in(request, visit):
        return welcome_page(request, visit, missing)
    if not guesses.start_allowed(request):
        return render(request, "respondent/too_many.html", {"visit": visit}, status=429)
    try:
        invitation = services.invite_by_open_link(
            collection=visit.collection, key=_key(request), language=visit.language, contact=visit.invitation.contact
        )
    except services.TooMany:
        return render(request, "respondent/too_many.html", {"visit": visit, "full": True}, status=429)
    consent = visit.consent_text if visit.needs_consent else ""
    services.start_response(invitation=invitation, language=visit.language, consent=consent)
    return redirect("respondent:own_link", links.token_of(invitation.public_id))


def _key(request: HttpRequest) -> uuid.UUID:
    """Of the page on which *Start* was pressed: twice is once."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@respondent_view(find=find_open_visit)
def open_questionnaire(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of it, to read or to print before answering."""
    writer = pages.Writer(visit.form, visit.language, {}, units=visit.units)
    context = {"visit": visit, "sections": pages.whole_form(writer)}
    return render(request, "respondent/questionnaire.html", context)


@respondent_view()
def own_link(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What to keep for going on later."""
    return render(request, "respondent/own_link.html", {"visit": visit, "code": qr.code_of(visit.link)})
