"""Quotas of a collection: made, changed, followed; and what belongs to its calls."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt, carry_out
from surveys import quota_counts, services
from surveys.call_forms import QuotaForm, TelephoneForm
from surveys.models import Collection, Quota
from surveys.rules import form_of
from surveys.strata import questions_read, rules_of
from surveys.views.collections import collection_of


def _quota(study: Study, pk: int, number: int) -> Quota:
    found = get_object_or_404(Quota, collection=collection_of(study, pk), pk=number)
    found.collection = collection_of(study, pk)
    return found


@study_view(Permission.VIEW_RESPONSES)
def quotas(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """The page, or its table alone for whoever keeps it open."""
    found = collection_of(study, pk)
    rows = quota_counts.counts([found])
    context = {"study": study, "collection": found, "quotas": rows}
    if request.headers.get("HX-Request"):
        return render(request, "surveys/quotas/table.html", context)
    return render(request, "surveys/quotas/quotas.html", context | {"asked": _asked(found, rows)})


def _asked(collection: Collection, rows: list[quota_counts.QuotaCount]) -> list[tuple[int, str]]:
    """The questions that all must be asked before anybody is turned away, with their place."""
    form = form_of(collection.version)
    names = [question.name for question in form.given]
    read = questions_read(rules_of([row.quota for row in rows], form).values(), form)
    return [(names.index(name) + 1, name) for name in read]


@study_view(Permission.EDIT_RESPONSES)
def quota_new(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = collection_of(study, pk)
    form = QuotaForm(request.POST or None, study=study)
    by = user_of(request)
    if carry_out(form, lambda: services.create_quota(collection=found, by=by, **form.fields_of_quota())):
        messages.success(request, _("The quota is made."))
        return redirect("surveys:quotas", study.slug, found.pk)
    return render(request, "surveys/quotas/form.html", {"study": study, "collection": found, "form": form})


@study_view(Permission.EDIT_RESPONSES)
def quota(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    found = _quota(study, pk, number)
    form = QuotaForm(request.POST or None, study=study, quota=found, initial=QuotaForm.initial_of(found))
    by = user_of(request)
    if carry_out(form, lambda: services.change_quota(quota=found, by=by, **form.fields_of_quota())):
        messages.success(request, _("The quota is changed, and counted again."))
        return redirect("surveys:quotas", study.slug, pk)
    context = {"study": study, "collection": found.collection, "quota": found, "form": form}
    return render(request, "surveys/quotas/form.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def quota_delete(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    found = _quota(study, pk, number)
    attempt(request, lambda: services.delete_quota(quota=found, by=user_of(request)), _("The quota is gone."))
    return redirect("surveys:quotas", study.slug, pk)


@study_view(Permission.EDIT_RESPONSES)
def collection_telephone(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Whether those who have not answered are called, and what is read out first."""
    found = collection_of(study, pk)
    form = TelephoneForm(request.POST or None, collection=found)
    by = user_of(request)
    if carry_out(
        form,
        lambda: services.change_collection(
            collection=found,
            by=by,
            by_telephone=form.cleaned_data["by_telephone"],
            introduction=form.text("introduction"),
        ),
    ):
        messages.success(request, _("The collection is changed."))
        return redirect("surveys:collection", study.slug, found.pk)
    return render(request, "surveys/quotas/telephone.html", {"study": study, "collection": found, "form": form})
