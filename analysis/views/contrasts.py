"""Contrasts by theme, one item opened, what a person reports and what a theme comes to."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analysis import disclosure, headlines, selectors, services
from analysis.models import Item
from analysis.pages import contrast_item as item_page
from analysis.pages import contrasts as contrasts_page
from analysis.pages.tables import downloads
from analysis.services.syntheses import write_synthesis
from studies.models import Study, Theme
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import carry_out, tell
from surveys.models import Questionnaire


class ReportForm(forms.Form):
    reported = forms.BooleanField(required=False)
    reason = forms.CharField(required=False, max_length=2000)


class SynthesisForm(forms.Form):
    text = forms.CharField(required=False, max_length=20000)


def language() -> str:
    return (get_language() or "en").split("-")[0]


def _questionnaire(study: Study, form_id: str) -> Questionnaire:
    return get_object_or_404(Questionnaire, study=study, form_id=form_id)


@require_GET
@study_view(Permission.VIEW_RESULTS)
def contrasts(request: HttpRequest, study: Study) -> HttpResponse:
    """The questionnaires that can be contrasted; with only one, its contrasts at once."""
    questionnaires = list(Questionnaire.objects.filter(study=study))
    if len(questionnaires) == 1:
        return redirect("analysis:contrast", study.slug, questionnaires[0].form_id)
    team = disclosure.is_team(request.user, study)
    lines = []
    for each in questionnaires:
        run = contrasts_page.newest_run(request.user, study, each)
        lines.append((each, run, headlines.of_run(run, team=team) if run else {}))
    stale = selectors.stale_ids(run for _questionnaire, run, _counts in lines if run)
    return render(request, "analysis/contrasts.html", {"study": study, "lines": lines, "stale": stale})


@require_GET
@study_view(Permission.VIEW_RESULTS)
def contrast(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    questionnaire = _questionnaire(study, form_id)
    run = contrasts_page.newest_run(request.user, study, questionnaire)
    context: dict[str, object] = {"study": study, "questionnaire": questionnaire, "run": run}
    if run:
        run.study = study
        context |= {
            "page": contrasts_page.build(run, questionnaire, team=disclosure.is_team(request.user, study)),
            "tests": request.GET.get("tests") == "1",
            "stale": selectors.is_stale(run),
            "downloads": downloads(run, "contrasts"),
            "language": language(),
        }
    return render(request, "analysis/contrast.html", context)


@require_GET
@study_view(Permission.VIEW_RESULTS)
def contrast_item(request: HttpRequest, study: Study, form_id: str, item: str) -> HttpResponse:
    return _item_page(request, _item(study, form_id, item))


def _item(study: Study, form_id: str, code: str) -> Item:
    items = Item.objects.select_related("theme", "reported_by", "questionnaire")
    found = get_object_or_404(items, study=study, questionnaire__form_id=form_id, code=code)
    found.study = found.questionnaire.study = study
    return found


def _item_page(request: HttpRequest, found: Item, form: ReportForm | None = None) -> HttpResponse:
    """`form`: a report that was refused, with what was typed."""
    study, questionnaire = found.study, found.questionnaire
    run = contrasts_page.newest_run(request.user, study, questionnaire)
    context: dict[str, object] = {"study": study, "questionnaire": questionnaire, "item": found, "run": run}
    if run:
        run.study = study
        team = disclosure.is_team(request.user, study)
        context |= {"page": item_page.build(run, found, team=team), "stale": selectors.is_stale(run)}
    context |= {"form": form, "language": language()}
    return render(request, "analysis/contrast_item.html", context, status=422 if form else 200)


@require_POST
@study_view(Permission.REPORT_DIFFERENCE)
def report_item(request: HttpRequest, study: Study, form_id: str, item: str) -> HttpResponse:
    """Mark an item as reported with a reason, or take the mark off."""
    found = _item(study, form_id, item)
    form = ReportForm(request.POST, auto_id="%s")

    def report() -> Item:
        reason = {**found.reported_reason, language(): form.cleaned_data["reason"].strip()}
        reported = form.cleaned_data["reported"]
        return services.report_item(item=found, reported=reported, reason=reason, by=user_of(request))

    made = carry_out(form, report)
    if made is None:
        return _item_page(request, found, form)
    messages.success(request, _("Marked as reported.") if made.reported else _("No longer marked as reported."))
    return redirect("analysis:contrast_item", study.slug, form_id, item)


@require_POST
@study_view(Permission.REPORT_DIFFERENCE)
def synthesis(request: HttpRequest, study: Study, form_id: str, theme: str) -> HttpResponse:
    questionnaire = _questionnaire(study, form_id)
    about = get_object_or_404(Theme, study=study, code=theme)
    form = SynthesisForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        by = user_of(request)
        try:
            write_synthesis(theme=about, questionnaire=questionnaire, text=text, language=language(), by=by)
            messages.success(request, _("The synthesis is saved."))
        except Refused as refused:
            tell(request, refused)
    return redirect(f"{reverse('analysis:contrast', args=[study.slug, form_id])}#theme-{about.code}")
