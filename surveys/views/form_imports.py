"""A questionnaire from a file: sent, shown as what would be made, then stored or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studies import uploads
from studies.models import Study, Upload
from studies.permissions import Permission, study_view, user_of
from studies.problems import Problem, Refused
from studies.views.attempts import throw_away
from surveys.forms import FormImportForm
from surveys.imports import import_xlsform
from surveys.imports.xlsform import read_xlsform

PURPOSE = "xlsform"


@study_view(Permission.EDIT_QUESTIONNAIRES)
def questionnaire_import(request: HttpRequest, study: Study) -> HttpResponse:
    form = FormImportForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            upload = uploads.keep(
                file=form.cleaned_data["file"],
                study=study,
                user=user_of(request),
                purpose=PURPOSE,
                options=form.options(),
            )
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect("surveys:questionnaire_import_preview", study.slug, upload.pk)
    return _form_page(request, study, form, problems)


def _form_page(
    request: HttpRequest, study: Study, form: FormImportForm, problems: tuple[Problem, ...]
) -> HttpResponse:
    context = {"study": study, "form": form, "problems": problems}
    return render(request, "surveys/questionnaire_import.html", context, status=422 if problems else 200)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def questionnaire_preview(request: HttpRequest, study: Study, pk: UUID) -> HttpResponse:
    upload = uploads.find(pk=pk, study=study, user=user_of(request), purpose=PURPOSE)
    if upload is None:
        raise Http404
    if "discard" in request.POST:
        throw_away(request, upload)
        return redirect("surveys:questionnaires", study.slug)
    try:
        return _import(request, study, upload) if request.method == "POST" else _preview(request, study, upload)
    except Refused as refused:
        uploads.discard(upload=upload)
        return _form_page(request, study, FormImportForm(initial=upload.options), refused.problems)


def _import(request: HttpRequest, study: Study, upload: Upload) -> HttpResponse:
    result = import_xlsform(
        study=study,
        file=uploads.path_of(upload),
        name=upload.name,
        by=user_of(request),
        publish="publish" in request.POST,
        audience=str(upload.options.get("audience", "")),
        leave_out=bool(upload.options.get("leave_out")),
    )
    uploads.discard(upload=upload)
    messages.success(
        request,
        _("Version %(number)d is stored.") % {"number": result.version.number}
        if result.outcome != "unchanged"
        else _("The newest version says the same already; nothing was stored."),
    )
    return redirect(result.questionnaire)


def _preview(request: HttpRequest, study: Study, upload: Upload) -> HttpResponse:
    read = read_xlsform(
        uploads.path_of(upload), study=study, name=upload.name, leave_out=bool(upload.options.get("leave_out"))
    )
    newest = study.questionnaires.filter(form_id=read.form.form_id).values_list(
        "versions__digest", "versions__number"
    )
    known = newest.order_by("-versions__number").first()
    context = {
        "study": study,
        "upload": upload,
        "read": read,
        "questions": sum(1 for _question in read.form.questions()),
        "known": known,
        "same": known is not None and known[0] == read.form.digest(),
    }
    return render(request, "surveys/questionnaire_import_preview.html", context)
