"""Collections: the list, one with its counts, made and changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt, carry_out
from surveys import selectors, services
from surveys.forms import CollectionForm
from surveys.hub import Hub
from surveys.models import Collection
from surveys.visits import language_name, languages_of


@study_view(Permission.VIEW_QUESTIONNAIRES)
def collections(request: HttpRequest, study: Study) -> HttpResponse:
    context = {"study": study, "collections": selectors.collections(study)}
    return render(request, "surveys/collections.html", context)


def collection_of(study: Study, pk: int) -> Collection:
    rows = Collection.objects.filter(study=study).select_related("version__questionnaire")
    found = get_object_or_404(rows, pk=pk)
    found.study = study
    return found


@study_view(Permission.VIEW_RESPONSES)
def collection(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = collection_of(study, pk)
    rows = selectors.counts_by_unit(found)
    asked = [row for row in rows if row.asked]
    context = {
        "study": study,
        "collection": found,
        "hub": Hub(found, user_of(request)),
        "languages": [language_name(code) for code in languages_of(found)],
        "rows": rows,
        "rivals": selectors.rivals(found),
        "units_asked": len(asked),
        "units_answering": sum(1 for row in asked if row.complete),
        "complete": sum(row.complete for row in rows),
        "started": sum(row.started for row in rows),
        "invited": sum(row.invited for row in rows),
    }
    return render(request, "surveys/collection.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def respondent_name(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """This respondent counts for the unit."""
    found = collection_of(study, pk)
    number = request.POST.get("response", "")
    response = get_object_or_404(found.responses, pk=number if number.isdigit() else None)
    attempt(
        request,
        lambda: services.name_respondent(response=response, by=user_of(request)),
        _("The respondent whose answers count is named."),
    )
    return redirect("surveys:collection", study.slug, found.pk)


@study_view(Permission.EDIT_RESPONSES)
def collection_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = CollectionForm(request.POST or None, study=study, initial={"version": request.GET.get("version")})
    by = user_of(request)
    if made := carry_out(form, lambda: services.create_collection(study=study, by=by, **form.values())):
        messages.success(request, _("The collection is made."))
        return redirect("surveys:collection", study.slug, made.pk)
    return render(request, "surveys/collection_form.html", {"study": study, "form": form})


@study_view(Permission.EDIT_RESPONSES)
def collection_change(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = collection_of(study, pk)
    form = CollectionForm(
        request.POST or None, study=study, collection=found, initial=CollectionForm.initial_of(found)
    )
    by = user_of(request)
    if carry_out(form, lambda: services.change_collection(collection=found, by=by, **form.values())):
        messages.success(request, _("The collection is changed."))
        return redirect("surveys:collection", study.slug, found.pk)
    return render(request, "surveys/collection_form.html", {"study": study, "form": form, "collection": found})
