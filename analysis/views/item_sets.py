"""Item sets: what a score rests on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from analysis import forms, selectors, services
from analysis.models import ItemSet
from studies.models import Study
from studies.permissions import Permission, can, study_view, user_of
from studies.problems import Refused


@study_view(Permission.VIEW_QUESTIONNAIRES)
def item_sets(request: HttpRequest, study: Study) -> HttpResponse:
    context = {
        "study": study,
        "item_sets": selectors.item_sets(study),
        "questionnaires": list(study.questionnaires.all()),
    }
    return render(request, "analysis/item_sets.html", context)


@require_http_methods(["GET", "POST"])
@study_view(Permission.EDIT_ITEMS)
def item_set_new(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    questionnaire = get_object_or_404(study.questionnaires, form_id=form_id)
    form = forms.ItemSetForm(request.POST or None, study=study, questionnaire=questionnaire)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.create_item_set(
                study=study,
                questionnaire=questionnaire,
                name=data["name"].strip(),
                items=list(data["items"]),
                by=user_of(request),
            )
        except Refused as refused:
            forms.add_refusal(form, refused, {})
        else:
            messages.success(request, _("The item set %(name)s is saved.") % {"name": made.name})
            return redirect("analysis:item_sets", study.slug)
    context = {"study": study, "form": form, "questionnaire": questionnaire}
    return render(request, "analysis/item_set.html", context)


@require_http_methods(["GET", "POST"])
@study_view(Permission.VIEW_QUESTIONNAIRES)
def item_set(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found: ItemSet = get_object_or_404(selectors.item_sets(study), pk=pk)
    may_edit = can(request.user, Permission.EDIT_ITEMS, study=study) and not found.frozen_at
    form = forms.ItemSetForm(request.POST or None, study=study, questionnaire=found.questionnaire, item_set=found)
    if request.method == "POST" and may_edit and form.is_valid():
        try:
            services.set_members(item_set=found, items=list(form.cleaned_data["items"]), by=user_of(request))
        except Refused as refused:
            forms.add_refusal(form, refused, {})
        else:
            messages.success(request, _("The item set %(name)s is saved.") % {"name": found.name})
            return redirect("analysis:item_sets", study.slug)
    context = {
        "study": study,
        "item_set": found,
        "form": form if may_edit else None,
        "questionnaire": found.questionnaire,
    }
    return render(request, "analysis/item_set.html", context)
