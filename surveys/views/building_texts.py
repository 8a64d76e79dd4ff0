"""The builder's translations: every text beside its translation, with gaps marked."""

from copy import deepcopy

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from studies.models import Study
from studies.permissions import Permission, study_view
from studies.problems import Problem, Refused
from surveys.building import translations
from surveys.building.desk import Desk, desk_of
from surveys.specification import FormSpec
from surveys.visits import language_name


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_texts(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    desk = desk_of(study, form_id)
    others = [code for code in desk.form.languages if code != desk.form.default_language]
    source, target = desk.form.default_language, request.GET.get("lang", "")
    target = target if target in desk.form.languages else next(iter(others), source)
    if request.method != "POST":
        return _page(request, desk, source, target)
    spec = deepcopy(desk.form)
    problems = tuple(translations.write(spec, source, target, request.POST)) or _refusals(request, desk, spec)
    if not problems:
        return redirect(f"{request.path}?lang={target}")
    desk.form = spec
    return _page(request, desk, source, target, problems)


def _refusals(request: HttpRequest, desk: Desk, spec: FormSpec) -> tuple[Problem, ...]:
    try:
        desk.save(request, spec)
    except Refused as refused:
        return refused.problems
    return ()


def _page(
    request: HttpRequest, desk: Desk, source: str, target: str, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    slots = translations.slots(desk.form, source, target)
    only_gaps = "gaps" in request.GET and not problems
    context = desk.context() | {
        "slots": [slot for slot in slots if not (only_gaps and slot.target)],
        "missing": sum(not slot.target for slot in slots),
        "only_gaps": only_gaps,
        "source": source,
        "source_name": language_name(source),
        "target": target,
        "target_name": language_name(target),
        "languages": [(code, language_name(code)) for code in desk.form.languages],
        "problems": problems,
    }
    return render(request, "surveys/building/texts.html", context, status=422 if problems else 200)
