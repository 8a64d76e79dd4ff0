"""Case selection: a person ticks units and writes the reason."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analysis import disclosure, selectors
from analysis.pages import selection as selection_page
from analysis.views.results import run_downloads
from studies import services as studies
from studies.models import Case, Study, Unit
from studies.models.cases import CaseStatus
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import tell


class DecisionForm(forms.Form):
    unit = forms.CharField(max_length=50)
    reason = forms.CharField(required=False, max_length=2000)
    partner = forms.CharField(required=False, max_length=50)
    decision = forms.ChoiceField(choices=[("choose", "choose"), ("exclude", "exclude")])


@require_GET
@study_view(Permission.VIEW_RESULTS)
def selection(request: HttpRequest, study: Study) -> HttpResponse:
    run = selection_page.newest_run(request.user, study)
    context: dict[str, object] = {"study": study, "run": run}
    if run:
        run.study = study
        team = disclosure.is_team(request.user, study)
        context["page"] = selection_page.build(run, team=team)
        context["stale"] = selectors.is_stale(run)
        context["downloads"] = run_downloads(run)
    return render(request, "analysis/selection.html", context)


@require_POST
@study_view(Permission.SELECT_CASES)
def choose_case(request: HttpRequest, study: Study) -> HttpResponse:
    """Choose a unit with its partner, or exclude it; each with a reason."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say which unit, and what you decide."))
        return redirect("analysis:selection", study.slug)
    try:
        messages.success(request, _decide(request, study, form.cleaned_data))
    except Refused as refused:
        tell(request, refused)
    return redirect("analysis:selection", study.slug)


def _decide(request: HttpRequest, study: Study, data: dict[str, str]) -> str:
    unit = get_object_or_404(Unit, study=study, code=data["unit"])
    reason = {(get_language() or "en").split("-")[0]: data["reason"].strip()}
    if data["decision"] == "exclude":
        studies.exclude_case(study=study, unit=unit, reason=reason, by=user_of(request))
        return _("%(unit)s is excluded.") % {"unit": unit}
    partner = get_object_or_404(Unit, study=study, code=data["partner"]) if data["partner"] else None
    case = studies.choose_case(study=study, unit=unit, reason=reason, partner=partner, by=user_of(request))
    if case.partner:
        return _("%(unit)s is chosen, with %(partner)s as its partner.") % {"unit": unit, "partner": case.partner}
    return _("%(unit)s is chosen.") % {"unit": unit}


@require_POST
@study_view(Permission.SELECT_CASES)
def case_status(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """One step on: asked, accepted, declined, or a candidate again."""
    case = get_object_or_404(Case.objects.select_related("study", "unit"), study=study, pk=pk)
    status = request.POST.get("status", "")
    if status not in CaseStatus.values:
        messages.error(request, _("Say what has happened."))
        return redirect("analysis:selection", study.slug)
    try:
        changed = studies.change_case_status(case=case, status=status, by=user_of(request))
        words = {"unit": changed.unit, "status": changed.get_status_display()}
        messages.success(request, _("%(unit)s: %(status)s.") % words)
    except Refused as refused:
        tell(request, refused)
    return redirect("analysis:selection", study.slug)
