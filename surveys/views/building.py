"""The builder: the draft with its sections and questions, moved, copied, taken out; a new questionnaire."""

from collections.abc import Iterable
from copy import deepcopy

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.problems import Refused
from surveys.building import edits, translations
from surveys.building.desk import Desk, desk_of
from surveys.building.kinds import KINDS
from surveys.building.names import suggested
from surveys.building.outline import outline
from surveys.building.section_form import AboutForm
from surveys.imports.building import checked, create_questionnaire
from surveys.models import Questionnaire, VersionStatus
from surveys.specification import FormSpec, SectionSpec
from surveys.views.building_parts import stored

UNNAMED = "questionnaire"


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    found = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    if not found.versions.filter(status=VersionStatus.DRAFT).exists():
        messages.info(request, _("No version is a draft, and a published one never changes: copy it to a draft."))
        return redirect(found)
    desk = desk_of(study, form_id)
    context = desk.context() | {"sections": outline(desk.form), "kinds": KINDS, "lists": edits.lists_of(desk.form)}
    return render(request, "surveys/building/build.html", context)


@study_view(Permission.EDIT_QUESTIONNAIRES)
@require_POST
def build_arrange(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    """A section or question one place up or down, or a question copied."""
    desk = desk_of(study, form_id)
    form = deepcopy(desk.form)
    done, name = next(
        ((each, request.POST[each]) for each in ("up", "down", "copy") if each in request.POST), ("", "")
    )
    try:
        name = _arranged(form, done, name)
    except StopIteration:
        raise Http404 from None
    tried(request, desk, form)
    return redirect(desk.url(name))


def _arranged(form: FormSpec, done: str, name: str) -> str:
    if edits.section_named(form, name):
        edits.move_section(form, name, done)
    elif done == "copy":
        return edits.copy(form, name)
    else:
        edits.move(form, name, done)
    return name


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_delete(request: HttpRequest, study: Study, form_id: str, name: str) -> HttpResponse:
    """Says what goes with it; a POST takes it out."""
    desk = desk_of(study, form_id)
    form = deepcopy(desk.form)
    part = edits.section_named(form, name) or edits.question_named(form, name)
    if part is None:
        raise Http404
    gone = edits.remove(form, name)
    if request.method == "POST":
        done = tried(request, desk, form, gone)
        return redirect(desk.url() if done else reverse("surveys:build_delete", args=[study.slug, form_id, name]))
    context = desk.context() | {"part": part, "is_section": isinstance(part, SectionSpec), "gone": gone}
    try:
        context["consequences"] = checked(form, study=study, gone=gone)[1]
    except Refused as refused:
        context["problems"] = refused.problems
    return render(request, "surveys/building/delete.html", context)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def questionnaire_new(request: HttpRequest, study: Study) -> HttpResponse:
    spec = FormSpec("", {}, "", study.main_language, list(study.languages))
    form = AboutForm(request.POST or None, study=study, form=spec, is_new=True)
    if form.is_valid():
        form.write_to(spec)
        known = set(study.questionnaires.values_list("form_id", flat=True))
        title = next(iter(spec.title.values()), "")
        spec.form_id = form.cleaned_data["form_id"] or suggested(title, known, otherwise=UNNAMED)
        spec.sections = [SectionSpec("section_1", 0)]
        try:
            version = create_questionnaire(study=study, form=spec, by=user_of(request))
        except Refused as refused:
            form.show(refused.problems, "")
        else:
            return redirect("surveys:build", study.slug, version.questionnaire.form_id)
    return render(request, "surveys/building/new.html", {"study": study, "form": form})


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_about(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    desk = desk_of(study, form_id)
    form = AboutForm(request.POST or None, study=study, form=desk.form, is_new=False)
    if form.is_valid():
        spec = deepcopy(desk.form)
        form.write_to(spec)
        translations.keep_languages(spec)
        if stored(request, desk, spec, form, ""):
            return redirect(desk.url())
    return render(request, "surveys/building/about.html", desk.context() | {"form": form})


def tried(request: HttpRequest, desk: Desk, form: FormSpec, gone: Iterable[str] = ()) -> bool:
    """Save; a refusal is told on the next page, with its place."""
    try:
        desk.save(request, form, gone=gone)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, str(problem))
        return False
    return True
