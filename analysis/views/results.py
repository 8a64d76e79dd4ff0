"""A run with its results: seen, followed while it works, run again, cancelled, shown to readers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analysis import disclosure, selectors, services
from analysis.exports import RUN_FORMATS
from analysis.exports.document import about, notes
from analysis.models import Run, RunStatus
from analysis.pages import figures, tables
from analysis.pages.tables import Asked, Download
from analysis.procedures import PROCEDURES
from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import tell

STEPS = {"contrast": "analysis:contrasts", "case_selection": "analysis:selection"}
AT_WORK = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})


def find_run(request: HttpRequest, study: Study, pk: int) -> Run:
    """A run the user may see; for anybody else there is none."""
    runs = disclosure.visible_runs(request.user, study).select_related("grouping", "job", "requested_by", "plan")
    run = get_object_or_404(runs, pk=pk)
    run.study = study
    return run


@require_GET
@study_view(Permission.VIEW_RESULTS)
def run(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = find_run(request, study, pk)
    team = disclosure.is_team(request.user, study)
    asked = Asked.of(request.GET)
    language = (get_language() or "en").split("-")[0]
    shown = tables.shown(found, disclosure.visible_tables(found, team=team), asked)
    context = {
        **_status(found),
        "asked": asked,
        "tests_query": asked.query(tests="" if asked.tests else 1),
        "has_tests": found.procedure == "contrast",
        "tables": shown,
        "figures": figures.shown(found, disclosure.visible_figures(found, team=team, language=language)),
        "undrawn": selectors.undrawn(found),
        "notes": notes(found, team=team),
        "about": about(found),
        "downloads": run_downloads(found) if any(table.downloads for table in shown) else [],
        "withheld": [table.title for table in shown if table.withheld],
        "stale": selectors.is_stale(found),
        "outside": not team,
    }
    return render(request, "analysis/run.html", context)


def _status(found: Run) -> dict[str, object]:
    procedure = PROCEDURES.get(found.procedure)
    return {
        "study": found.study,
        "run": found,
        "job": found.job,
        "at_work": found.status in AT_WORK,
        "title": _title(found, str(procedure.title) if procedure else found.procedure),
        "step_url": reverse(STEPS.get(found.procedure, "analysis:plans"), args=[found.study.slug]),
    }


def _title(found: Run, procedure: str) -> str:
    """*Contrasts: Heads of office*."""
    form_id = found.parameters.get("questionnaire")
    questionnaire = found.study.questionnaires.filter(form_id=form_id).first() if form_id else None
    return f"{procedure}: {questionnaire}" if questionnaire else procedure


def run_downloads(found: Run) -> list[Download]:
    if found.status != RunStatus.DONE:
        return []
    return [
        Download(reverse("analysis:run_file", args=[found.study.slug, found.pk, code]), str(format_.name))
        for code, format_ in RUN_FORMATS.items()
    ]


@require_GET
@study_view(Permission.VIEW_RESULTS)
def run_status(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """The progress alone, asked for every second; when the run has ended, the page is loaded anew."""
    found = find_run(request, study, pk)
    response = render(request, "analysis/run_status.html", _status(found))
    if found.status not in AT_WORK:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@study_view(Permission.RUN_ANALYSIS)
def run_again(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = find_run(request, study, pk)
    try:
        return redirect(services.run_again(run=found, by=user_of(request)))
    except Refused as refused:
        tell(request, refused)
        return redirect(found)


@require_POST
@study_view(Permission.RUN_ANALYSIS)
def run_cancel(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = find_run(request, study, pk)
    if services.cancel_run(run=found, by=user_of(request)):
        messages.success(request, _("The run stops."))
    else:
        messages.info(request, _("The run had ended already."))
    return redirect(found)


@require_POST
@study_view(Permission.SEE_UNPROTECTED)
def run_publish(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Show the run to readers, or take it back."""
    found = find_run(request, study, pk)
    try:
        if request.POST.get("publish") == "no":
            services.withdraw_run(run=found, by=user_of(request))
            messages.success(request, _("Readers no longer see this run."))
        else:
            services.publish_run(run=found, by=user_of(request))
            messages.success(request, _("Readers see this run now, as disclosure leaves it."))
    except Refused as refused:
        tell(request, refused)
    return redirect(found)
