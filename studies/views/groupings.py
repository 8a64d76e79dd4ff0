"""Groupings: the list, one with its members and pairs, and changing it by hand before it is used."""

from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies import consequences, selectors, services
from studies.collation import name_key
from studies.forms import CopyForm, MoveForm, PairForm, show_problems
from studies.forms.texts import TextsForm
from studies.models import Group, Grouping, GroupMember, Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import attempt, carry_out


@study_view(Permission.VIEW_UNITS)
def groupings(request: HttpRequest, study: Study) -> HttpResponse:
    found = study.groupings.annotate(
        units=Count("members", distinct=True), paired=Count("pairs", distinct=True)
    ).select_related("created_by")
    return render(request, "studies/groupings.html", {"study": study, "groupings": found})


def _page(request: HttpRequest, grouping: Grouping, **forms: object) -> HttpResponse:
    study, counts = grouping.study, selectors.group_counts(grouping)
    members = sorted(
        GroupMember.objects.filter(grouping=grouping).select_related("unit"),
        key=lambda member: (Group.values.index(member.group), name_key(member.unit.name)),
    )
    grouped = sum(counts.values())
    context = {
        "study": study,
        "grouping": grouping,
        "groups": [(group, list(each)) for group, each in groupby(members, key=lambda member: member.group)],
        "pairs": grouping.pairs.select_related("high", "low"),
        "counts": counts,
        "grouped": grouped,
        "ungrouped": study.units.count() - grouped,
        "copy_form": CopyForm(),
        "move_form": MoveForm(grouping=grouping, auto_id="move_%s"),
        "pair_form": PairForm(grouping=grouping, auto_id="pair_%s"),
        **forms,
    }
    return render(request, "studies/grouping.html", context)


def _find(study: Study, pk: int) -> Grouping:
    return get_object_or_404(study.groupings.select_related("study"), pk=pk)


@study_view(Permission.VIEW_UNITS)
def grouping(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    return _page(request, _find(study, pk))


@study_view(Permission.EDIT_UNITS)
def grouping_activate(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _find(study, pk)
    if request.method == "POST":
        services.activate_grouping(grouping=found, by=user_of(request))
        return redirect("studies:groupings", study.slug)
    context = {"study": study, "grouping": found, "consequences": consequences.of_activation(found)}
    return render(request, "studies/grouping_activate.html", context)


@study_view(Permission.EDIT_UNITS)
@require_POST
def grouping_copy(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found, form = _find(study, pk), CopyForm(request.POST)
    by = user_of(request)
    if made := carry_out(form, lambda: services.copy_grouping(grouping=found, name=form.cleaned_data["name"], by=by)):
        return redirect("studies:grouping", study.slug, made.pk)
    return _page(request, found, copy_form=form)


def _change(
    request: HttpRequest, found: Grouping, name: str, form: TextsForm, change: Callable[[], list[str]]
) -> HttpResponse:
    """Make a change, and name the pairs that it dissolved."""
    if form.is_valid():
        if found.used_at:  # its page shows no such form, so the refusal is a message
            attempt(request, change)
            return redirect("studies:grouping", found.study.slug, found.pk)
        try:
            dissolved = change()
        except Refused as refused:
            show_problems(form, refused)
        else:
            for code in dissolved:
                messages.info(request, _("The pair %(pair)s is dissolved.") % {"pair": code})
            return redirect("studies:grouping", found.study.slug, found.pk)
    return _page(request, found, **{name: form})


@study_view(Permission.EDIT_UNITS)
@require_POST
def grouping_move(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _find(study, pk)
    form = MoveForm(request.POST, grouping=found, auto_id="move_%s")

    def move() -> list[str]:
        unit, group = form.cleaned_data["unit"], form.cleaned_data["group"]
        reason, by = form.text("reason"), user_of(request)
        return services.move_unit(grouping=found, unit=unit, group=group, reason=reason, by=by)

    return _change(request, found, "move_form", form, move)


@study_view(Permission.EDIT_UNITS)
@require_POST
def grouping_pair(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _find(study, pk)
    form = PairForm(request.POST, grouping=found, auto_id="pair_%s")

    def pair() -> list[str]:
        high, low = form.cleaned_data["high"], form.cleaned_data["low"]
        reason, by = form.text("reason"), user_of(request)
        return services.pair_units(grouping=found, high=high, low=low, reason=reason, by=by)

    return _change(request, found, "pair_form", form, pair)


@study_view(Permission.EDIT_UNITS)
@require_POST
def grouping_unpair(request: HttpRequest, study: Study, pk: int, pair: int) -> HttpResponse:
    found = _find(study, pk)
    pair_found = get_object_or_404(found.pairs, pk=pair)
    attempt(request, lambda: services.unpair(grouping=found, pair=pair_found, by=user_of(request)))
    return redirect("studies:grouping", study.slug, found.pk)


@study_view(Permission.EDIT_UNITS)
def grouping_delete(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = _find(study, pk)
    if request.method == "POST":
        attempt(request, lambda: services.delete_grouping(grouping=found, by=user_of(request)), _("Deleted."))
        return redirect("studies:groupings", study.slug)
    return render(request, "studies/grouping_delete.html", {"study": study, "grouping": found})
