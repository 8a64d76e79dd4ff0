"""No more mail: from a line in every mail, with one click, whatever has become of the questionnaire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from studies.permissions import public_view
from surveys import guesses, services
from surveys.views.door import closed
from surveys.visits import Visit, find_visit


@public_view("whoever was mailed may end it, and has no account")
@csrf_exempt  # mail programs post here by themselves (RFC 8058), and the worst that a forged post does is this
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    visit = None if guesses.too_many(request) else find_visit(request, token)
    with translation.override(visit.language if visit else translation.get_language()):
        answer = _page(request, visit) if visit and hasattr(visit.invitation, "identity") else closed(request)
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method == "POST":
        services.mark_person(invitation=visit.invitation, mark="opted_out_at", on=True, by=None)
        visit.invitation.identity.refresh_from_db()
    return render(request, "respondent/no_mail.html", {"visit": visit, "identity": visit.invitation.identity})
