"""Paper questionnaires entered by staff: whose it is, the sections as respondents have them, stored, the next."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from studies.models import LegalBasis, Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.texts import direction
from studies.views.attempts import carry_out
from surveys import links, pages, promises, services
from surveys.models import Collection, Invitation, Mode, Response, ResponseStatus
from surveys.paper_forms import PaperForm
from surveys.rules import form_of
from surveys.views.collections import collection_of
from surveys.views.sections import section_context, take_section
from surveys.visits import Visit, find_visit, languages_of

PaperView = Callable[..., HttpResponse]


@study_view(Permission.EDIT_RESPONSES)
def paper(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Where one begins, again and again: unit and language stay as they were on the last one."""
    collection = collection_of(study, pk)
    asks = study.legal_basis == LegalBasis.CONSENT
    before = {name: request.GET.get(name, "") for name in ("unit", "language")}
    before["language"] = before["language"] or languages_of(collection)[0]
    form = PaperForm(request.POST or None, collection=collection, needs_consent=asks, initial=before)
    begun = carry_out(form, lambda: _begun(request, collection, form))
    if begun is not None:
        asked_form = form_of(collection.version)
        first = pages.open_numbers(asked_form, asked_form.asked({}))[0]
        return redirect("surveys:paper_section", study.slug, pk, links.token_of(begun.public_id), first)
    entered = collection.responses.filter(mode=Mode.PAPER, status=ResponseStatus.COMPLETE).count()
    context = {"study": study, "collection": collection, "form": form, "entered": entered, "key": uuid.uuid4()}
    return render(request, "surveys/paper/begin.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, collection: Collection, form: PaperForm) -> Invitation:
    given = form.cleaned_data
    with translation.override(given["language"]):
        consent = promises.consent_text(collection) if given.get("consent") else ""
    return services.begin_paper(
        collection=collection,
        key=_key(request),
        language=given["language"],
        unit=given["unit"],
        person=given.get("person"),
        consent=consent,
    )


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def paper_view(view: PaperView) -> Callable[..., HttpResponseBase]:
    """A page of a paper that is being entered; also after the collection has closed, for paper comes late."""

    @wraps(view)
    def guarded(request: HttpRequest, study: Study, pk: int, token: str, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 -- a URL's own arguments
        visit = find_visit(request, token)
        if visit is None or visit.collection.pk != pk or visit.collection.study_id != study.pk:
            raise Http404
        response = visit.response
        if response is None or response.status != ResponseStatus.STARTED:
            messages.info(request, _("This questionnaire has been stored already: begin the next one."))
            return _next_one(visit)
        try:
            answer = view(request, study, visit, response, **kwargs)
        except services.AlreadySent:
            answer = _next_one(visit)
        answer["Cache-Control"] = "no-store"
        return answer

    return study_view(Permission.EDIT_RESPONSES)(guarded)


def _next_one(visit: Visit) -> HttpResponseRedirect:
    unit = visit.invitation.unit
    url = reverse("surveys:paper", args=[visit.study.slug, visit.collection.pk])
    return redirect(f"{url}?unit={unit.code if unit else ''}&language={visit.language}")


def _to(visit: Visit, number: int | None) -> HttpResponseRedirect:
    own = [visit.study.slug, visit.collection.pk, visit.token]
    return redirect("surveys:paper_section", *own, number) if number else redirect("surveys:paper_check", *own)


@paper_view
def paper_section(request: HttpRequest, study: Study, visit: Visit, response: Response, number: int) -> HttpResponse:
    if not 1 <= number <= len(visit.form.sections):
        raise Http404
    taken = None
    if request.method == "POST":
        taken = take_section(request, visit, response, number, mode=Mode.PAPER, blanks_pass=True)
        response = taken.response
        if response.status != ResponseStatus.STARTED:
            return _screened_out(request, visit)
        if "back" in request.POST:
            before = pages.previous_number(visit.form, visit.form.asked(response.answers), number)
            return _to(visit, before or number)
        if not taken.is_wrong:
            return _to(visit, taken.next_number(visit.form))
    with translation.override(visit.language):
        context = section_context(visit, response, number, taken)
    context |= {"study": study, "collection": visit.collection, "direction": direction(visit.language)}
    return render(request, "surveys/paper/section.html", context, status=422 if taken else 200)


@paper_view
def paper_check(request: HttpRequest, study: Study, visit: Visit, response: Response) -> HttpResponse:
    """How much there is of it; stored when it is posted, and on to the next."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            sending = services.store_paper(
                response=response, form=visit.form, language=visit.language, by=user_of(request)
            )
        except Refused as refused:
            wrong = {"": str(refused.problems[0].message)}
        else:
            wrong = sending.errors or sending.reminders
            if not wrong and sending.response.status == ResponseStatus.SCREENED_OUT:
                return _screened_out(request, visit)
            if not wrong:
                messages.success(request, _("The paper questionnaire is stored. The next one:"))
                return _next_one(visit)
    asked = visit.form.asked(response.answers)
    given = [question for question in visit.form.given if question.name in asked]
    context = {
        "study": study,
        "collection": visit.collection,
        "visit": visit,
        "answered": sum(1 for question in given if response.answers.get(question.name) not in (None, [])),
        "asked": len(given),
        "wrong": [(visit.form.questions.get(name), message) for name, message in wrong.items()],
        "last": (pages.open_numbers(visit.form, asked) or [1])[-1],
    }
    return render(request, "surveys/paper/check.html", context, status=422 if wrong else 200)


def _screened_out(request: HttpRequest, visit: Visit) -> HttpResponse:
    messages.warning(
        request, _("There were enough of this kind already: the quota is full, and this one is not counted.")
    )
    return _next_one(visit)
