"""Variables, themes and events: what is known about units, and what runs through the study."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies import services
from studies.forms import EventForm, NewVariableForm, ThemeForm, ThemeNameForm, VariableForm
from studies.models import Event, Sensitivity, Study, Theme
from studies.permissions import Permission, can, study_view, user_of
from studies.views.attempts import attempt, carry_out


@study_view(Permission.VIEW_UNITS)
def variables(request: HttpRequest, study: Study) -> HttpResponse:
    found = study.variables.annotate(held=Count("values")).order_by("pk")
    if not can(request.user, Permission.SEE_UNPROTECTED, study=study):
        found = found.filter(sensitivity=Sensitivity.OPEN)
    context = {"study": study, "variables": found, "units": study.units.count()}
    return render(request, "studies/variables.html", context)


@study_view(Permission.EDIT_UNITS)
def variable_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = NewVariableForm(request.POST or None, study=study)
    if made := carry_out(form, lambda: services.create_variable(study=study, by=user_of(request), **form.values())):
        messages.success(request, _("“%(name)s” has been added; no unit has a value yet.") % {"name": made})
        return redirect("studies:variables", study.slug)
    return render(request, "studies/variable_new.html", {"study": study, "form": form})


@study_view(Permission.EDIT_UNITS)
def variable(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(study.variables, pk=pk)
    form = VariableForm(request.POST or None, study=study, variable=found)
    if carry_out(form, lambda: services.update_variable(variable=found, by=user_of(request), **form.values())):
        messages.success(request, _("Saved."))
        return redirect("studies:variables", study.slug)
    return render(request, "studies/variable.html", {"study": study, "variable": found, "form": form})


def _themes(request: HttpRequest, study: Study, form: ThemeForm) -> HttpResponse:
    return render(request, "studies/themes.html", {"study": study, "themes": study.themes.all(), "form": form})


@study_view(Permission.VIEW_STUDY)
def themes(request: HttpRequest, study: Study) -> HttpResponse:
    return _themes(request, study, ThemeForm(study=study))


@study_view(Permission.EDIT_UNITS)
@require_POST
def theme_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = ThemeForm(request.POST, study=study)
    if carry_out(form, lambda: services.create_theme(study=study, by=user_of(request), **form.values())):
        return redirect("studies:themes", study.slug)
    return _themes(request, study, form)


@study_view(Permission.EDIT_UNITS)
def theme(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(study.themes, pk=pk)
    form = ThemeNameForm(request.POST or None, study=study, theme=found)
    if carry_out(form, lambda: services.update_theme(theme=found, by=user_of(request), **form.values())):
        messages.success(request, _("Saved."))
        return redirect("studies:themes", study.slug)
    return render(request, "studies/theme.html", {"study": study, "theme": found, "form": form})


@study_view(Permission.EDIT_UNITS)
@require_POST
def theme_move(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(Theme, study=study, pk=pk)
    services.move_theme(theme=found, up="up" in request.POST, by=user_of(request))
    return redirect("studies:themes", study.slug)


@study_view(Permission.EDIT_UNITS)
@require_POST
def theme_delete(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(Theme, study=study, pk=pk)
    attempt(request, lambda: services.delete_theme(theme=found, by=user_of(request)), _("Deleted."))
    return redirect("studies:themes", study.slug)


def _events(request: HttpRequest, study: Study, form: EventForm) -> HttpResponse:
    return render(request, "studies/events.html", {"study": study, "events": study.events.all(), "form": form})


@study_view(Permission.VIEW_STUDY)
def events(request: HttpRequest, study: Study) -> HttpResponse:
    return _events(request, study, EventForm(study=study))


@study_view(Permission.EDIT_UNITS)
@require_POST
def event_new(request: HttpRequest, study: Study) -> HttpResponse:
    form = EventForm(request.POST, study=study)
    if carry_out(form, lambda: services.create_event(study=study, by=user_of(request), **form.values())):
        return redirect("studies:events", study.slug)
    return _events(request, study, form)


@study_view(Permission.EDIT_UNITS)
def event(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(study.events, pk=pk)
    form = EventForm(request.POST or None, study=study, event=found)
    if carry_out(form, lambda: services.update_event(event=found, by=user_of(request), **form.values())):
        messages.success(request, _("Saved."))
        return redirect("studies:events", study.slug)
    return render(request, "studies/event.html", {"study": study, "event": found, "form": form})


@study_view(Permission.EDIT_UNITS)
def event_delete(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = get_object_or_404(Event, study=study, pk=pk)
    if request.method != "POST":
        return render(request, "studies/event_delete.html", {"study": study, "event": found})
    services.delete_event(event=found, by=user_of(request))
    messages.success(request, _("Deleted."))
    return redirect("studies:events", study.slug)
