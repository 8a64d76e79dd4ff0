"""What respondents are told and by which open link they come; and what is held about one of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt, carry_out
from surveys import anonymity, links, privacy, qr, selectors, services
from surveys.models import Collection, Invitation
from surveys.respondent_forms import PersonForm, TellingForm


def _collection(study: Study, pk: int) -> Collection:
    found = get_object_or_404(Collection.objects.select_related("version__questionnaire"), study=study, pk=pk)
    found.study = study
    return found


@study_view(Permission.EDIT_RESPONSES)
def respondents(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _collection(study, pk)
    form = TellingForm(request.POST or None, collection=found)
    by = user_of(request)
    if carry_out(form, lambda: services.change_collection(collection=found, by=by, **form.values())):
        return redirect("surveys:respondents", study.slug, found.pk)
    link = links.open_link_of(found) if found.open_token_hash else ""
    context = {
        "study": study,
        "collection": found,
        "form": form,
        "fixed": anonymity.is_fixed(found),
        "link": link,
        "code": qr.code_of(link) if link else "",
        "started": selectors.started_by_open_link(found) if link else 0,
    }
    return render(request, "surveys/respondents.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def open_link(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Make the open link, or close it."""
    found = _collection(study, pk)
    by = user_of(request)
    if "close" in request.POST:
        change, done = services.close_open_link, _("The open link is closed. Those who have started can go on.")
        attempt(request, lambda: change(collection=found, by=by), done)
    else:
        attempt(request, lambda: services.make_open_link(collection=found, by=by), _("The open link is made."))
    return redirect("surveys:respondents", study.slug, found.pk)


@study_view(Permission.EDIT_RESPONSES)
def people(request: HttpRequest, study: Study) -> HttpResponse:
    """Find what is held about one person. Posted, for a name in an address stays in logs."""
    form = PersonForm(request.POST or None)
    found: list[Invitation] = []
    if form.is_valid():
        found = privacy.find_people(study=study, said=form.cleaned_data["said"])
    context = {"study": study, "form": form, "found": found, "searched": form.is_bound and form.is_valid()}
    return render(request, "surveys/people.html", context)


@study_view(Permission.EDIT_RESPONSES)
def person(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """All that is held, and the way to take it out or to erase it."""
    found = _invitation(study, pk)
    held = privacy.show(invitation=found)
    return render(request, "surveys/person.html", {"study": study, "invitation": found, "held": held.items()})


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def person_file(request: HttpRequest, study: Study, pk: int, suffix: str) -> HttpResponse:
    if suffix not in {"json", "csv"}:
        raise Http404
    content = privacy.hand_out(invitation=_invitation(study, pk), by=user_of(request), format_=suffix)
    kind = "application/json" if suffix == "json" else "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="person.{suffix}"'
    return answer


@study_view(Permission.EDIT_RESPONSES)
def person_erase(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Says what goes; a POST erases it."""
    found = _invitation(study, pk)
    if request.method == "POST":
        change = privacy.erase
        attempt(
            request,
            lambda: change(invitation=found, by=user_of(request)),
            _("What was held about the person is erased."),
        )
        return redirect("surveys:people", study.slug)
    return render(request, "surveys/person_erase.html", {"study": study, "invitation": found})


def _invitation(study: Study, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("collection__version__questionnaire", "unit")
    return get_object_or_404(rows, collection__study=study, pk=pk)
