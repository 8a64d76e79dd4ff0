"""What is held about one person: found, handed out, erased."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt
from surveys import privacy
from surveys.models import Invitation
from surveys.respondent_forms import FindForm


@study_view(Permission.EDIT_RESPONSES)
def rights(request: HttpRequest, study: Study) -> HttpResponse:
    """Find what is held about one person. Posted, for a name in an address stays in logs."""
    form = FindForm(request.POST or None)
    found: list[Invitation] = []
    if form.is_valid():
        found = privacy.find_people(study=study, said=form.cleaned_data["said"])
    context = {"study": study, "form": form, "found": found, "searched": form.is_bound and form.is_valid()}
    return render(request, "surveys/rights.html", context)


@study_view(Permission.EDIT_RESPONSES)
def rights_person(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """All that is held, and the way to take it out or to erase it."""
    found = _invitation(study, pk)
    held = privacy.show(invitation=found)
    return render(request, "surveys/rights_person.html", {"study": study, "invitation": found, "held": held.items()})


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def rights_file(request: HttpRequest, study: Study, pk: int, suffix: str) -> HttpResponse:
    if suffix not in {"json", "csv"}:
        raise Http404
    content = privacy.hand_out(invitation=_invitation(study, pk), by=user_of(request), format_=suffix)
    kind = "application/json" if suffix == "json" else "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="person.{suffix}"'
    return answer


@study_view(Permission.EDIT_RESPONSES)
def rights_erase(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Says what goes; a POST erases it."""
    found = _invitation(study, pk)
    if request.method == "POST":
        change = privacy.erase
        attempt(
            request,
            lambda: change(invitation=found, by=user_of(request)),
            _("What was held about the person is erased."),
        )
        return redirect("surveys:rights", study.slug)
    return render(request, "surveys/rights_erase.html", {"study": study, "invitation": found})


def _invitation(study: Study, pk: int) -> Invitation:
    rows = Invitation.objects.select_related("collection__version__questionnaire", "unit")
    return get_object_or_404(rows, collection__study=study, pk=pk)
