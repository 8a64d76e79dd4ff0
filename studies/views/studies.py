"""The list of studies, a new one, the study page and its settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from studies import chain, selectors, services
from studies.forms import NewStudyForm, SettingsForm, show_problems
from studies.models import Study
from studies.permissions import Permission, study_view, user_of, user_view
from studies.problems import Refused
from studies.views.attempts import carry_out


@user_view
def study_list(request: HttpRequest) -> HttpResponse:
    return render(request, "studies/list.html", {"memberships": selectors.memberships_of(user_of(request))})


@user_view
def new_study(request: HttpRequest) -> HttpResponse:
    form = NewStudyForm(request.POST or None)
    if study := carry_out(form, lambda: services.create_study(by=user_of(request), **form.values())):
        return redirect(study)
    return render(request, "studies/new.html", {"form": form})


@study_view(Permission.VIEW_STUDY)
def study_page(request: HttpRequest, study: Study) -> HttpResponse:
    user = user_of(request)
    periods, steps = chain.periods(study, user), chain.steps(study, user)
    context = {
        "study": study,
        "steps": steps,
        "days_left": services.days_left(study),
        "nothing_yet": all(step.state is chain.State.EMPTY for step in steps),
        "periods": periods,
        "mismatches": chain.mismatches(periods),
    }
    return render(request, "studies/study.html", context)


@study_view(Permission.EDIT_STUDY)
def settings(request: HttpRequest, study: Study) -> HttpResponse:
    form = SettingsForm(request.POST or None, study=study)
    if form.is_valid():
        try:
            services.update_study(study=study, by=user_of(request), **form.values())
        except Refused as refused:
            study.refresh_from_db()
            show_problems(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("studies:settings", study.slug)
    return render(request, "studies/settings.html", {"study": study, "form": form})
