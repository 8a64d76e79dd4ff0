"""All runs, and a new analysis."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from analysis import disclosure, forms, selectors, services
from analysis.procedures import PROCEDURES
from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused

RUNS_A_PAGE = 30
PAIRING = "pairing"


@study_view(Permission.VIEW_RESULTS)
def plans(request: HttpRequest, study: Study) -> HttpResponse:
    chosen = request.GET.get("procedure", "")
    found = disclosure.visible_runs(request.user, study).select_related("study", "grouping", "requested_by")
    if chosen in PROCEDURES:
        found = found.filter(procedure=chosen)
    page = Paginator(found, RUNS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "study": study,
        "page": page,
        "runs": selectors.with_staleness(page.object_list),
        "procedures": list(PROCEDURES.values()),
        "titles": {name: procedure.title for name, procedure in PROCEDURES.items()},
        "chosen": chosen,
        "forms": {form.form_id: str(form) for form in study.questionnaires.all()},
    }
    return render(request, "analysis/plans.html", context)


@require_http_methods(["GET", "POST"])
@study_view(Permission.RUN_ANALYSIS)
def plan_new(request: HttpRequest, study: Study, procedure: str) -> HttpResponse:
    if procedure not in PROCEDURES:
        raise Http404
    form = forms.PlanForm(request.POST or None, study=study, procedure=PROCEDURES[procedure])
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = services.create_plan(
                    study=study, procedure=procedure, parameters=form.given(), by=user_of(request)
                )
                run = services.request_run(plan=plan, by=user_of(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(run)
    return render(
        request, "analysis/plan_new.html", {"study": study, "form": form, "procedure": PROCEDURES[procedure]}
    )


@require_http_methods(["GET", "POST"])
@study_view(Permission.EDIT_UNITS)
def run_grouping(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """A person makes a grouping of the pairs that a run proposed."""
    run = get_object_or_404(selectors.runs(study), pk=pk, procedure=PAIRING)
    form = forms.GroupingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.grouping_from_run(run=run, name=form.cleaned_data["name"].strip(), by=user_of(request))
        except Refused as refused:
            forms.add_refusal(form, refused, {"name": "name"})
        else:
            _tell_left_out(request, services.left_out_of_grouping(run=run))
            return redirect("studies:grouping", study.slug, made.pk)
    return render(request, "analysis/plan_grouping.html", {"study": study, "run": run, "form": form})


def _tell_left_out(request: HttpRequest, names: list[str]) -> None:
    if names:
        words = ngettext(
            "%(count)d unit has no indicator and is in no group: %(names)s.",
            "%(count)d units have no indicator and are in no group: %(names)s.",
            len(names),
        )
        messages.info(request, words % {"count": len(names), "names": ", ".join(names)})
