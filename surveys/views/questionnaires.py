"""Questionnaires: the list, one with its versions, as a respondent sees it, published, retired, copied."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import attempt
from surveys import pages, selectors, services
from surveys.gaps import Gap, gaps_of
from surveys.models import Questionnaire, QuestionnaireVersion, VersionStatus
from surveys.rules import form_of
from surveys.summary import summary_of
from surveys.visits import language_name
from surveys.xlsform import xlsform as xlsform_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@study_view(Permission.VIEW_QUESTIONNAIRES)
def questionnaires(request: HttpRequest, study: Study) -> HttpResponse:
    context = {
        "study": study,
        "questionnaires": selectors.questionnaires(study),
        "collections": selectors.collections(study),
    }
    return render(request, "surveys/questionnaires.html", context)


def _version(questionnaire: Questionnaire, number: str | int | None) -> QuestionnaireVersion:
    """The one asked for, else the newest."""
    versions = questionnaire.versions.all()
    if number is not None:
        versions = versions.filter(number=number) if str(number).isdigit() else versions.none()
    version = versions.order_by("-number").first()
    if version is None:
        raise Http404
    version.questionnaire = questionnaire
    return version


@study_view(Permission.VIEW_QUESTIONNAIRES)
def questionnaire(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, request.GET.get("version"))
    context = {
        "study": study,
        "questionnaire": found,
        "version": version,
        "versions": found.versions.all(),
        "sections": selectors.sections_of(version),
        "gaps": _gaps(version),
        "collections": selectors.collections(study).filter(version__questionnaire=found),
    }
    return render(request, "surveys/questionnaire.html", context)


def _gaps(version: QuestionnaireVersion) -> list[tuple[str, list[Gap]]]:
    """Per language: the texts that are missing in it."""
    return [(language_name(code), gaps) for code, gaps in gaps_of(version).items()]


@study_view(Permission.VIEW_QUESTIONNAIRES)
def xlsform(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    """The version as a file, to be changed elsewhere and imported again."""
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, request.GET.get("version"))
    try:
        content = xlsform_of(version)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{found.form_id}-{version.number}.xlsx"'
    return answer


@study_view(Permission.VIEW_QUESTIONNAIRES)
def preview(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    """Every section as a respondent sees it, in each language; nothing can be answered."""
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, request.GET.get("version"))
    language = request.GET.get("lang", "")
    language = language if language in version.languages else version.default_language
    with translation.override(language):
        writer = pages.Writer(form_of(version), language, {})
        sections = pages.whole_form(writer)
    context = {
        "study": study,
        "questionnaire": found,
        "version": version,
        "sections": sections,
        "shown_language": language,
        "languages": [(code, language_name(code)) for code in version.languages],
    }
    return render(request, "surveys/preview.html", context)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def publish(request: HttpRequest, study: Study, form_id: str, number: int) -> HttpResponse:
    """Says what will be frozen; a POST freezes it."""
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, number)
    if request.method == "POST":
        attempt(request, lambda: services.publish(version=version, by=user_of(request)), _("Published."))
        return redirect(found)
    context = {
        "study": study,
        "questionnaire": found,
        "version": version,
        "gaps": _gaps(version),
        "summary": summary_of(version),
        "before": found.versions.filter(status=VersionStatus.PUBLISHED).first(),
    }
    return render(request, "surveys/publish.html", context)


@study_view(Permission.EDIT_QUESTIONNAIRES)
@require_POST
def retire(request: HttpRequest, study: Study, form_id: str, number: int) -> HttpResponse:
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, number)
    attempt(request, lambda: services.retire(version=version, by=user_of(request)), _("Retired."))
    return redirect(found)


@study_view(Permission.EDIT_QUESTIONNAIRES)
@require_POST
def copy(request: HttpRequest, study: Study, form_id: str, number: int) -> HttpResponse:
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    version = _version(found, number)
    done = _("Copied to a draft.")
    copied = attempt(request, lambda: services.copy_to_draft(version=version, by=user_of(request)), done)
    return redirect("surveys:build", study.slug, form_id) if copied else redirect(found)
