"""Passing the link on to a colleague, and taking the answers back."""

import hmac
import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from studies.permissions import public_view
from studies.problems import Refused
from surveys import guesses, services
from surveys.views.door import respondent_view
from surveys.views.respondent import to
from surveys.visits import Visit, find_visit

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")


@respondent_view()
def pass_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """To a colleague, who goes on by the same link."""
    if not visit.may_be_passed_on:
        return to(visit, "welcome")
    keep = request.POST.get("answers")
    if request.method == "POST" and (visit.response is None or keep in {"keep", "empty"}):
        try:
            services.pass_on(invitation=visit.invitation, response=visit.response, keep=keep == "keep")
        except Refused:
            return to(visit, "welcome")
        return render(request, "respondent/passed_on.html", {"visit": visit, "kept": keep == "keep"})
    context = {"visit": visit, "choice_missing": request.method == "POST"}
    return render(request, "respondent/pass_on.html", context, status=422 if request.method == "POST" else 200)


@respondent_view(after_sending=True)
def withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Before sending by the link alone; afterwards in the browser that sent."""
    if visit.spent:
        return to(visit, "receipt")
    if request.method == "POST":
        return _withdraw(request, visit)
    return render(request, "respondent/withdraw.html", {"visit": visit})


def _withdraw(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        services.withdraw(invitation=visit.invitation, response=visit.response)
    except Refused as refused:
        context = {"visit": visit, "refusal": str(refused.problems[0])}
        return render(request, "respondent/withdraw.html", context, status=403)
    return render(request, "respondent/withdrawn.html", {"visit": visit})


@public_view("a respondent has a link and a reference, and no account")
def withdraw_sent(request: HttpRequest) -> HttpResponse:
    """From any browser, also after closing: by link and reference. Every failure is answered alike, and counted."""
    if guesses.too_many(request):
        return _ask(request, status=429)
    if request.method != "POST":
        return _ask(request)
    visit = _sent_visit(request)
    if visit is None:
        guesses.count(request)
        return _ask(request, _("No sent answers were found by this link and reference."), 422)
    with translation.override(visit.language):
        return _withdraw(request, visit)


def _ask(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"problem": problem, "slowed": status == 429, "given": request.POST}
    answer = render(request, "respondent/withdraw_sent.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _sent_visit(request: HttpRequest) -> Visit | None:
    """The last long word of what was pasted is the link's secret."""
    words = TOKEN.findall(request.POST.get("link", ""))
    visit = find_visit(request, words[-1]) if words else None
    if visit is None or not visit.is_sent or not visit.reference:
        return None
    given = request.POST.get("reference", "").strip().upper()
    return visit if hmac.compare_digest(given.encode(), visit.reference.encode()) else None
