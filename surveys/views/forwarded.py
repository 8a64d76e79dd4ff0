"""A contact's own page, and the link that they send on. Neither shows anybody who answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from studies.permissions import public_view
from studies.problems import Refused
from surveys import guesses, links, selectors, services
from surveys.contact_forms import EligibleForm
from surveys.models import UnitContact
from surveys.views.door import closed
from surveys.visits import MAX_TOKEN, language_name, languages_of

Page = Callable[[HttpRequest, UnitContact, str], HttpResponse]


def _behind(request: HttpRequest, token: str, field: str, page: Page) -> HttpResponse:
    """The page for whoever holds the link; guesses are counted and slowed, as on every respondent's page."""
    found = None
    if len(token) <= MAX_TOKEN and not guesses.too_many(request):
        found = selectors.contact_by(field, links.token_hash(token))
    language = _language(request, found) if found else translation.get_language()
    with translation.override(language):
        answer = page(request, found, language) if found else closed(request)
    answer["Cache-Control"] = "no-store"
    return answer


def _language(request: HttpRequest, contact: UnitContact) -> str:
    known = languages_of(contact.collection)
    chosen = (request.GET.get("lang", ""), request.POST.get("lang", ""), contact.language)
    return next((code for code in chosen if code in known), contact.collection.version.default_language)


def _shown(contact: UnitContact, language: str) -> dict[str, object]:
    collection = contact.collection
    return {
        "contact": contact,
        "collection": collection,
        "study": collection.study,
        "language": language,
        "languages": [(code, language_name(code)) for code in languages_of(collection)],
    }


@public_view("a contact in a unit has a link and no account")
def contact(request: HttpRequest, token: str) -> HttpResponse:
    return _behind(request, token, "token_hash", _contact_page)


def _contact_page(request: HttpRequest, contact: UnitContact, language: str) -> HttpResponse:
    form = EligibleForm(request.POST or None, initial={"eligible": contact.eligible})
    if form.is_valid():
        try:
            services.report_eligible(contact=contact, eligible=form.cleaned_data["eligible"])
            return redirect(f"{request.path}?lang={language}&stored=1")
        except Refused as refused:
            form.add_error("eligible", str(refused))
    context = _shown(contact, language) | {"form": form, "link": links.forward_link_of(contact)}
    context["stored"] = bool(request.GET.get("stored")) and request.method == "GET"
    return render(request, "respondent/contact.html", context, status=422 if form.errors else 200)


@public_view("a link that a contact sent on is for people without an account")
def forward(request: HttpRequest, token: str) -> HttpResponse:
    return _behind(request, token, "forward_hash", _forward_page)


def _forward_page(request: HttpRequest, contact: UnitContact, language: str) -> HttpResponse:
    if not selectors.is_open(contact.collection):
        return closed(request)
    if request.method == "POST":
        invitation = services.invite_forwarded(contact=contact, language=language)
        if invitation:
            return redirect("respondent:welcome", links.token_of(invitation.public_id))
        return render(request, "respondent/forward.html", _shown(contact, language) | {"full": True}, status=429)
    return render(request, "respondent/forward.html", _shown(contact, language))
