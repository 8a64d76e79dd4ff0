"""A contact's own page: the link to send on, and how many could answer. It shows nobody who answered."""

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


@public_view("a contact in a unit has a link and no account")
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """Guesses are counted and slowed, as on every respondent's page."""
    found = None
    if len(token) <= MAX_TOKEN and not guesses.too_many(request):
        found = selectors.contact_by("token_hash", links.token_hash(token))
    language = contact_language(request, found) if found else translation.get_language()
    with translation.override(language):
        answer = _page(request, found, language) if found else closed(request)
    answer["Cache-Control"] = "no-store"
    return answer


def contact_language(request: HttpRequest, contact: UnitContact) -> str:
    known = languages_of(contact.collection)
    chosen = (request.GET.get("lang", ""), request.POST.get("lang", ""), contact.language)
    return next((code for code in chosen if code in known), contact.collection.version.default_language)


def _page(request: HttpRequest, contact: UnitContact, language: str) -> HttpResponse:
    form = EligibleForm(request.POST or None, initial={"eligible": contact.eligible})
    if form.is_valid():
        try:
            services.report_eligible(contact=contact, eligible=form.cleaned_data["eligible"])
            return redirect(f"{request.path}?lang={language}&stored=1")
        except Refused as refused:
            form.add_error("eligible", str(refused))
    collection = contact.collection
    context = {
        "contact": contact,
        "collection": collection,
        "study": collection.study,
        "language": language,
        "languages": [(code, language_name(code)) for code in languages_of(collection)],
        "form": form,
        "link": links.forward_link_of(contact),
        "stored": bool(request.GET.get("stored")) and request.method == "GET",
    }
    return render(request, "respondent/contact.html", context, status=422 if form.errors else 200)
