"""The list of units, and one unit with all that is known about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from studies import selectors, services, unit_facts
from studies.forms import NewUnitForm, UnitForm, show_problems
from studies.models import Group, Study, Unit
from studies.permissions import Permission, can, require, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import carry_out

PER_PAGE = 100


@study_view(Permission.VIEW_UNITS)
def units(request: HttpRequest, study: Study) -> HttpResponse:
    search, group = request.GET.get("q", "").strip(), request.GET.get("group", "")
    found = study.units.all()
    if search:
        found = found.filter(Q(code__icontains=search) | Q(name__icontains=search) | Q(region__icontains=search))
    if group in Group.values:
        found = found.filter(group_members__grouping__is_active=True, group_members__group=group)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    variables = selectors.unit_variables(study, team=_is_team(request, study))
    context = {
        "study": study,
        "page": page,
        "lines": selectors.unit_lines(study, list(page.object_list), variables),
        "variables": variables,
        "search": search,
        "group": group,
        "groups": Group.choices,
        "any_units": bool(page.paginator.count) or bool(search or group) or study.units.exists(),
    }
    return render(request, "studies/units.html", context)


def _is_team(request: HttpRequest, study: Study) -> bool:
    return can(request.user, Permission.SEE_UNPROTECTED, study=study)


@study_view(Permission.VIEW_UNITS)
def unit(request: HttpRequest, study: Study, code: str) -> HttpResponse:
    found = get_object_or_404(study.units.select_related("study"), code=code)
    variables = selectors.unit_variables(study, team=_is_team(request, study))
    values = selectors.values_of([found], variables)[found.pk]
    form = UnitForm(request.POST or None, unit=found, variables=variables, values=values)
    if request.method == "POST":
        require(request.user, Permission.EDIT_UNITS, study=study)
        if form.is_valid() and _save(request, found, form):
            messages.success(request, _("Saved."))
            return redirect("studies:unit", study.slug, code)
    context = {
        "study": study,
        "unit": found,
        "form": form,
        "line": selectors.unit_lines(study, [found], variables)[0],
        "memberships": found.group_members.select_related("grouping").order_by("-grouping__created_at"),
        "variables": variables,
        "pair": selectors.pair_of(found),
        "facts": unit_facts.facts(found, user_of(request)),
        "case": found.cases.first() if can(request.user, Permission.VIEW_RESULTS, study=study) else None,
    }
    return render(request, "studies/unit.html", context)


@study_view(Permission.EDIT_UNITS)
def unit_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = NewUnitForm(request.POST or None)
    if made := carry_out(form, lambda: services.create_unit(study=study, by=user_of(request), **form.cleaned_data)):
        messages.success(request, _("%(unit)s has been added. It is in no group yet.") % {"unit": made.name})
        return redirect("studies:unit", study.slug, made.code)
    return render(request, "studies/unit_new.html", {"study": study, "form": form})


def _save(request: HttpRequest, unit: Unit, form: UnitForm) -> bool:
    """All of the form or nothing."""
    by = user_of(request)
    try:
        with transaction.atomic():
            services.update_unit(unit=unit, name=form.cleaned_data["name"], region=form.cleaned_data["region"], by=by)
            for variable, value in form.changed_values():
                services.set_value(unit=unit, variable=variable, value=value, by=by)
    except Refused as refused:
        unit.refresh_from_db()
        show_problems(form, form.at_fields(refused))
        return False
    return True
