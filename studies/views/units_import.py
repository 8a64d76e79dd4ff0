"""Units from a file: sent, shown as what would change, then saved or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studies import imports, uploads
from studies.forms import UnitsImportForm
from studies.models import Study, Upload
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import throw_away

PURPOSE = "units"
SHOWN = 200


@study_view(Permission.EDIT_UNITS)
def units_import(request: HttpRequest, study: Study) -> HttpResponse:
    form = UnitsImportForm(request.POST or None, request.FILES or None)
    problems: tuple[object, ...] = ()
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
            return redirect("studies:units_preview", study.slug, upload.pk)
    context = {"study": study, "form": form, "problems": problems}
    return render(request, "studies/units_import.html", context, status=422 if problems else 200)


@study_view(Permission.EDIT_UNITS)
def units_preview(request: HttpRequest, study: Study, pk: UUID) -> HttpResponse:
    """What would change; a POST does it, if it is still what was shown."""
    upload = uploads.find(pk=pk, study=study, user=user_of(request), purpose=PURPOSE)
    if upload is None:
        raise Http404
    if "discard" in request.POST:
        throw_away(request, upload)
        return redirect("studies:units", study.slug)
    if request.method == "POST" and _import(request, study, upload):
        return redirect("studies:units", study.slug)
    return _preview(request, study, upload)


def _import(request: HttpRequest, study: Study, upload: Upload) -> bool:
    try:
        plan = imports.import_units(
            study=study,
            file=uploads.path_of(upload),
            name=upload.name,
            options=imports.Options(**upload.options),
            by=user_of(request),
            shown=request.POST.get("shown", "") or "nothing",
        )
    except Refused as refused:
        for problem in refused.problems[:5]:
            messages.error(request, str(problem))
        return False
    uploads.discard(upload=upload)
    told = _("Imported: %(new)d new units, %(changed)d changed, %(unchanged)d as they were.")
    messages.success(
        request, told % {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
    )
    return True


def _preview(request: HttpRequest, study: Study, upload: Upload) -> HttpResponse:
    try:
        plan = imports.preview_units(
            study=study,
            file=uploads.path_of(upload),
            name=upload.name,
            options=imports.Options(**upload.options),
        )
    except Refused as refused:
        uploads.discard(upload=upload)
        context = {"study": study, "form": UnitsImportForm(initial=upload.options), "problems": refused.problems}
        return render(request, "studies/units_import.html", context, status=422)
    context = {
        "study": study,
        "upload": upload,
        "plan": plan,
        "new": plan.new_values(SHOWN),
        "changed": plan.changed[:SHOWN],
        "moved": plan.grouping.moved[:SHOWN] if plan.grouping else [],
        "absent": plan.not_in_file[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "studies/units_preview.html", context)
