"""Answers from a file: sent, shown as what would be stored, then stored or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from studies import uploads
from studies.models import Study, Upload
from studies.permissions import Permission, study_view, user_of
from studies.problems import Problem, Refused
from studies.views.attempts import throw_away
from surveys.forms import AnswersImportForm
from surveys.imports import check_responses, import_responses
from surveys.models import Collection

PURPOSE = "responses"
MAX_BYTES = 20 * 1024 * 1024


@study_view(Permission.EDIT_RESPONSES)
def responses_import(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = get_object_or_404(Collection, study=study, pk=pk)
    form = AnswersImportForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            check_size(form.cleaned_data["file"], command="import_responses")
            upload = uploads.keep(
                file=form.cleaned_data["file"],
                study=study,
                user=user_of(request),
                purpose=PURPOSE,
                options=form.options() | {"collection": collection.pk},
            )
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("surveys:responses_import_preview", study.slug, collection.pk, upload.pk)
    return _form_page(request, collection, form, problems)


def check_size(file: UploadedFile, *, command: str) -> None:
    """A page waits for the whole file to be checked; a larger one is for the command line, which takes its time."""
    if (file.size or 0) > MAX_BYTES:
        raise Refused(
            Problem(
                _("The file is larger than %(limit)d MB, the most that this page takes.")
                % {"limit": MAX_BYTES // 1024 // 1024},
                _("Divide it into smaller files, or ask whoever runs Kontrast to import it (%(command)s).")
                % {"command": command},
                file=file.name or "",
            )
        )


def _form_page(
    request: HttpRequest, collection: Collection, form: AnswersImportForm, problems: tuple[Problem, ...]
) -> HttpResponse:
    context = {"study": collection.study, "collection": collection, "form": form, "problems": problems}
    return render(request, "surveys/responses_import.html", context, status=422 if problems else 200)


@study_view(Permission.EDIT_RESPONSES)
def responses_preview(request: HttpRequest, study: Study, pk: int, upload: UUID) -> HttpResponse:
    collection = get_object_or_404(Collection.objects.select_related("version__questionnaire"), study=study, pk=pk)
    found = uploads.find(pk=upload, study=study, user=user_of(request), purpose=PURPOSE)
    if found is None or found.options.get("collection") != collection.pk:
        raise Http404
    if "discard" in request.POST:
        throw_away(request, found)
        return redirect("surveys:collection", study.slug, collection.pk)
    try:
        return (
            _import(request, collection, found) if request.method == "POST" else _preview(request, collection, found)
        )
    except Refused as refused:
        uploads.discard(upload=found)
        return _form_page(request, collection, AnswersImportForm(initial=found.options), refused.problems)


def _import(request: HttpRequest, collection: Collection, upload: Upload) -> HttpResponse:
    result = import_responses(
        study=collection.study,
        form_id=collection.version.questionnaire.form_id,
        file=uploads.path_of(upload),
        name=upload.name,
        by=user_of(request),
        collection=collection,
        replace=bool(upload.options.get("replace")),
        study_units_only=bool(upload.options.get("study_units_only")),
        also=bool(upload.options.get("also")),
    )
    uploads.discard(upload=upload)
    told = _("Stored: %(created)d new answers, %(replaced)d replaced, %(unchanged)d as they were.")
    messages.success(
        request,
        told % {"created": result.created, "replaced": result.replaced, "unchanged": result.unchanged},
    )
    return redirect("surveys:collection", collection.study.slug, collection.pk)


def _preview(request: HttpRequest, collection: Collection, upload: Upload) -> HttpResponse:
    result = check_responses(
        study=collection.study,
        form_id=collection.version.questionnaire.form_id,
        file=uploads.path_of(upload),
        name=upload.name,
        collection=collection,
        replace=bool(upload.options.get("replace")),
        study_units_only=bool(upload.options.get("study_units_only")),
        also=bool(upload.options.get("also")),
    )
    context = {"study": collection.study, "collection": collection, "upload": upload, "result": result}
    return render(request, "surveys/responses_import_preview.html", context)
