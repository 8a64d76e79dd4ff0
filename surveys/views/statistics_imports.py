"""A survey that exists already: sent, looked through by a job, mapped by a person, shown, and then stored."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studies import uploads
from studies.models import Job, Study, Upload
from studies.models.jobs import JobStatus
from studies.permissions import Permission, study_view, user_of
from studies.problems import Problem, Refused
from studies.views.attempts import throw_away
from surveys import services
from surveys.services.statistics import PURPOSE, Stage
from surveys.statistics_forms import MappingForm, StatisticsFileForm


@study_view(Permission.EDIT_RESPONSES)
def statistics_upload(request: HttpRequest, study: Study) -> HttpResponse:
    form = StatisticsFileForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            upload = uploads.keep(file=form.cleaned_data["file"], study=study, user=user_of(request), purpose=PURPOSE)
        except Refused as refused:
            problems = refused.problems
        else:
            services.look_through(upload=upload)
            return redirect("surveys:statistics_import", study.slug, upload.pk)
    context = {"study": study, "form": form, "problems": problems}
    return render(request, "surveys/statistics_upload.html", context, status=422 if problems else 200)


@study_view(Permission.EDIT_RESPONSES)
def statistics_import(request: HttpRequest, study: Study, pk: UUID) -> HttpResponse:
    """Where the file is on its way: at work, to be mapped, to be agreed to, or stored."""
    upload = uploads.find(pk=pk, study=study, user=user_of(request), purpose=PURPOSE)
    if upload is None:
        raise Http404
    job = services.statistics_job(upload)
    if job is not None and not job.is_final:
        return _at_work(request, study, upload, job)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    if "discard" in request.POST:
        throw_away(request, upload)
        return redirect("surveys:questionnaires", study.slug)
    return STAGES[upload.options["stage"]](request, study, upload, _problems(upload, job))


def _at_work(request: HttpRequest, study: Study, upload: Upload, job: Job) -> HttpResponse:
    alone = bool(request.headers.get("HX-Request"))
    template = "surveys/statistics_progress.html" if alone else "surveys/statistics_at_work.html"
    return render(request, template, {"study": study, "upload": upload, "job": job})


def _problems(upload: Upload, job: Job | None) -> list[Problem]:
    """What the file was refused for, or why the work on it ended early."""
    found = [Problem(**problem) for problem in upload.options.get("problems", [])]
    if found or (job is not None and job.status == JobStatus.DONE):
        return found
    error = job.error if job else ""
    return [Problem(error or _("The work on the file was stopped."), _("Try again."))]


def _refused(request: HttpRequest, study: Study, upload: Upload, problems: list[Problem]) -> HttpResponse:
    """The file cannot be read at all: another one is asked for."""
    uploads.discard(upload=upload)
    context = {"study": study, "form": StatisticsFileForm(), "problems": problems}
    return render(request, "surveys/statistics_upload.html", context, status=422)


def _mapping(request: HttpRequest, study: Study, upload: Upload, problems: list[Problem]) -> HttpResponse:
    options = upload.options
    form = MappingForm(request.POST or None, variables=options["variables"], initial=options["mapping"], study=study)
    if form.is_valid():
        services.check_survey_file(upload=upload, mapping=form.cleaned_data)
        return redirect(request.path)
    context = {"study": study, "upload": upload, "form": form, "problems": problems}
    return render(request, "surveys/statistics_mapping.html", context, status=422 if problems else 200)


def _preview(request: HttpRequest, study: Study, upload: Upload, problems: list[Problem]) -> HttpResponse:
    if "confirm" in request.POST:
        services.store_survey(upload=upload, by=user_of(request))
        return redirect(request.path)
    if request.method == "POST" or "change" in request.GET:
        return _mapping(request, study, upload, problems)
    context = {"study": study, "upload": upload, "problems": problems, **upload.options["preview"]}
    return render(request, "surveys/statistics_preview.html", context)


def _stored(request: HttpRequest, study: Study, upload: Upload, _problems: list[Problem]) -> HttpResponse:
    told = _("Stored: %(created)d new answers, %(replaced)d replaced, %(unchanged)d as they were.")
    messages.success(request, told % upload.options["stored"])
    form_id = upload.options["mapping"]["form_id"]
    uploads.discard(upload=upload)
    return redirect("surveys:questionnaire", study.slug, form_id)


STAGES: dict[str, Callable[[HttpRequest, Study, Upload, list[Problem]], HttpResponse]] = {
    Stage.NEW: _refused,
    Stage.LOOKED: _mapping,
    Stage.CHECKED: _preview,
    Stage.STORED: _stored,
}
