"""No more mail: from a line in every mail, with one click, whatever has become of the questionnaire."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from studies.permissions import public_view
from surveys import guesses, links, selectors, services
from surveys.models import UnitContact
from surveys.views.contact_page import contact_language
from surveys.views.door import closed
from surveys.visits import MAX_TOKEN, Visit, find_visit


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
    return render(request, "respondent/no_mail.html", {"visit": visit, "who": visit.invitation.identity})


@public_view("a contact in a unit may end the mail, and has no account")
@csrf_exempt  # as above
def no_contact_mail(request: HttpRequest, token: str) -> HttpResponse:
    found = None
    if len(token) <= MAX_TOKEN and not guesses.too_many(request):
        found = selectors.contact_by("token_hash", links.token_hash(token))
    language = contact_language(request, found) if found else translation.get_language()
    with translation.override(language):
        answer = _contact_page(request, found, language) if found else closed(request)
    answer["Cache-Control"] = "no-store"
    return answer


def _contact_page(request: HttpRequest, contact: UnitContact, language: str) -> HttpResponse:
    if request.method == "POST":
        services.mark_contact(contact=contact, mark="opted_out_at", on=True, by=None)
    collection = contact.collection
    told = {"version": collection.version, "study": collection.study, "language": language}
    return render(request, "respondent/no_mail.html", {"visit": told, "who": contact, "is_contact": True})
