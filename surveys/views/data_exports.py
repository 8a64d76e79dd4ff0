"""Answers as files: asked for with a recipient, followed while they are made, taken home, thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt
from surveys import exports, services
from surveys.export_forms import DataExportForm
from surveys.models import DataExport, Questionnaire
from surveys.models.exports import KEPT


@study_view(Permission.VIEW_RESPONSES)
def data_exports(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    """The files there are and a form for another; asked for by the page itself, the files alone."""
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    if request.headers.get("HX-Request"):
        return render(request, "surveys/data_exports_list.html", _files(found))
    form = DataExportForm(request.POST or None, questionnaire=found)
    if form.is_valid() and attempt(
        request,
        lambda: services.request_export(questionnaire=found, by=user_of(request), **form.options()),
        _("The file is being made."),
    ):
        return redirect("surveys:data_exports", study.slug, found.form_id)
    context = {**_files(found), "form": form, "days": KEPT.days}
    return render(request, "surveys/data_exports.html", context)


def _files(questionnaire: Questionnaire) -> dict[str, object]:
    files = list(questionnaire.data_exports.select_related("job", "collection", "requested_by"))
    for file in files:
        file.study = questionnaire.study
    return {
        "study": questionnaire.study,
        "questionnaire": questionnaire,
        "files": [(file, exports.FORMATS[file.format].name) for file in files],
        "at_work": any(file.job and not file.job.is_final for file in files),
    }


def _export(study: Study, form_id: str, pk: UUID) -> DataExport:
    rows = DataExport.objects.filter(study=study, questionnaire__form_id=form_id).select_related("questionnaire")
    return get_object_or_404(rows, pk=pk)


@require_GET
@study_view(Permission.VIEW_RESPONSES)
def data_export(request: HttpRequest, study: Study, form_id: str, pk: UUID) -> HttpResponseBase:
    """The file itself; who took it stands in the audit log."""
    found = _export(study, form_id, pk)
    path = services.export_path(found)
    if found.finished_at is None or not path.exists():
        raise Http404
    services.record_download(export=found, by=user_of(request))
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=exports.FORMATS[found.format].content_type,
        headers={"Cache-Control": "private, no-store"},
    )


@require_POST
@study_view(Permission.VIEW_RESPONSES)
def data_export_discard(request: HttpRequest, study: Study, form_id: str, pk: UUID) -> HttpResponse:
    """The file goes; that it was made stays in the audit log."""
    found = _export(study, form_id, pk)
    services.discard_exports(DataExport.objects.filter(pk=found.pk))
    messages.success(request, _("The file is gone."))
    return redirect("surveys:data_exports", study.slug, found.questionnaire.form_id)
