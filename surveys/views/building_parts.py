"""The builder's forms: a section, a question, a battery, a list of choices."""

from copy import deepcopy

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from studies.models import Study
from studies.permissions import Permission, study_view
from studies.problems import Refused
from surveys.building import choice_table, edits
from surveys.building.desk import Desk, desk_of
from surveys.building.kinds import BY_NAME, Kind, blank
from surveys.building.list_form import ListForm
from surveys.building.part_form import PartForm
from surveys.building.question_form import QuestionForm
from surveys.building.section_form import BatteryForm, SectionForm
from surveys.specification import FormSpec, QuestionSpec, SectionSpec


def stored(request: HttpRequest, desk: Desk, spec: FormSpec, form: PartForm, own: str) -> bool:
    """Whether it was saved; what is wrong stands in the form."""
    try:
        desk.save(request, spec)
    except Refused as refused:
        form.show(refused.problems, own)
        return False
    return True


def _page(request: HttpRequest, desk: Desk, template: str, form: PartForm, **more: object) -> HttpResponse:
    context = desk.context() | {"form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"surveys/building/{template}.html", context, status=status)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_section(request: HttpRequest, study: Study, form_id: str, name: str = "") -> HttpResponse:
    """One that there is, or a new one at the end."""
    desk = desk_of(study, form_id)
    known = edits.section_named(desk.form, name)
    if name and known is None:
        raise Http404
    form = SectionForm(request.POST or None, study=study, form=desk.form, spec=known or SectionSpec("", 0))
    if form.is_valid():
        spec = deepcopy(desk.form)
        part = edits.section_named(spec, name) if name else None
        if part is None:
            part = SectionSpec("", 0)
            spec.sections.append(part)
        form.write_to(part)
        if stored(request, desk, spec, form, part.name):
            return redirect(desk.url(part.name))
    return _page(request, desk, "section", form, section=known)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_add(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    """A new question of a kind, at the end of a section."""
    desk = desk_of(study, form_id)
    kind = BY_NAME.get(request.GET.get("kind", ""))
    section = edits.section_named(desk.form, request.GET.get("section", ""))
    if kind is None or section is None:
        raise Http404
    if kind.rows:
        return _battery(request, desk, kind, section)
    form = QuestionForm(request.POST or None, study=study, form=desk.form, spec=blank(kind), section=section.name)
    if kind.yes_no:
        form.rows = choice_table.yes_and_no(form.text_languages)
    return _question(request, desk, form, "", kind=kind)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_question(request: HttpRequest, study: Study, form_id: str, name: str) -> HttpResponse:
    desk = desk_of(study, form_id)
    known = edits.question_named(desk.form, name)
    if known is None:
        raise Http404
    section = edits.section_of(desk.form, name).name
    form = QuestionForm(request.POST or None, study=study, form=desk.form, spec=known, section=section)
    return _question(request, desk, form, name, question=known, readers=edits.readers_of(desk.form, name))


def _question(request: HttpRequest, desk: Desk, form: QuestionForm, name: str, **more: object) -> HttpResponse:
    form.read_rows()
    if form.is_redrawn:
        return _page(request, desk, "question", form.unchecked(), **more)
    if form.is_valid():
        spec = deepcopy(desk.form)
        made = form.made()
        _place(spec, form, made, name)
        if stored(request, desk, spec, form, made.name):
            return redirect(desk.url(made.name))
    return _page(request, desk, "question", form, **more)


def _place(spec: FormSpec, form: QuestionForm, made: QuestionSpec, name: str) -> None:
    section = form.cleaned_data["section"]
    behind = form.behind(made)
    if name:
        edits.swap(spec, name, made, section=section)
    else:
        edits.put(spec, made, section=section)
    if behind is not None:
        edits.put(spec, behind, section=section, after=made.name)


def _battery(request: HttpRequest, desk: Desk, kind: Kind, section: SectionSpec) -> HttpResponse:
    form = BatteryForm(request.POST or None, study=desk.study, form=desk.form, kind=kind)
    form.read_rows()
    if form.is_redrawn:
        return _page(request, desk, "battery", form.unchecked(), kind=kind)
    if form.is_valid():
        spec = deepcopy(desk.form)
        rows = form.made()
        for row in rows:
            edits.put(spec, row, section=section.name)
        if stored(request, desk, spec, form, ""):
            return redirect(desk.url(rows[0].name))
    return _page(request, desk, "battery", form, kind=kind)


@study_view(Permission.EDIT_QUESTIONNAIRES)
def build_list(request: HttpRequest, study: Study, form_id: str, name: str) -> HttpResponse:
    """A list of choices, for every question that uses it."""
    desk = desk_of(study, form_id)
    users = edits.users_of(desk.form, name)
    if not users:
        raise Http404
    form = ListForm(request.POST or None, study=study, form=desk.form, users=users)
    form.read_rows()
    if form.is_redrawn:
        return _page(request, desk, "list", form.unchecked(), users=users, list_name=name)
    if form.is_valid():
        spec = deepcopy(desk.form)
        form.write_to(edits.users_of(spec, name))
        if stored(request, desk, spec, form, name):
            return redirect(desk.url("lists"))
    return _page(request, desk, "list", form, users=users, list_name=name)
