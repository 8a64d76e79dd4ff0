"""Items: the list, one item, a new one, a file of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from analysis import forms, imports, selectors, services
from analysis.models import Item
from analysis.pages import items as items_page
from studies import uploads
from studies.models import Study
from studies.permissions import Permission, can, study_view, user_of
from studies.problems import Refused
from studies.views.attempts import tell

UPLOAD = "items"


@study_view(Permission.VIEW_QUESTIONNAIRES)
def items(request: HttpRequest, study: Study) -> HttpResponse:
    chosen = request.GET.get("questionnaire", "")
    context = {
        "study": study,
        "themes": items_page.by_theme(study, chosen),
        "questionnaires": list(study.questionnaires.all()),
        "chosen": chosen,
    }
    return render(request, "analysis/items.html", context)


@require_http_methods(["GET", "POST"])
@study_view(Permission.EDIT_ITEMS)
def item_new(request: HttpRequest, study: Study) -> HttpResponse:
    """First the questions are chosen, then the answers that count."""
    questionnaire = study.questionnaires.filter(form_id=request.GET.get("questionnaire", "")).first()
    if questionnaire is None:
        return render(request, "analysis/item_questionnaire.html", {"study": study})
    known = selectors.countable_questions(questionnaire)
    questions = [known[name] for name in request.GET.getlist("question") if name in known]
    if not questions:
        context = {"study": study, "questionnaire": questionnaire, "questions": list(known.values())}
        return render(request, "analysis/item_questions.html", context)
    form = forms.ItemForm(request.POST or None, study=study, questionnaire=questionnaire, questions=questions)
    if request.method == "POST" and _save(request, form):
        return redirect("analysis:items", study.slug)
    context = {"study": study, "form": form, "questions": questions, "questionnaire": questionnaire}
    return render(request, "analysis/item_form.html", context)


@require_http_methods(["GET", "POST"])
@study_view(Permission.VIEW_QUESTIONNAIRES)
def item(request: HttpRequest, study: Study, code: str) -> HttpResponse:
    found = get_object_or_404(selectors.items(study), code=code)
    known = selectors.dictionary(found.questionnaire)
    questions = [known[name] for name in found.questions if name in known]
    may_edit = can(request.user, Permission.EDIT_ITEMS, study=study)
    frozen = found.pk in selectors.used_items(study)
    form = forms.ItemForm(
        request.POST or None,
        study=study,
        questionnaire=found.questionnaire,
        questions=questions,
        item=found,
        frozen=frozen,
        initial={"code": found.code},
    )
    if request.method == "POST" and may_edit and _save(request, form):
        return redirect("analysis:items", study.slug)
    context = {
        "study": study,
        "item": found,
        "shown": items_page.shown(found),
        "form": form if may_edit else None,
        "questions": questions,
        "frozen": frozen,
    }
    return render(request, "analysis/item.html", context)


@require_POST
@study_view(Permission.EDIT_ITEMS)
def item_delete(request: HttpRequest, study: Study, code: str) -> HttpResponse:
    found = get_object_or_404(Item, study=study, code=code)
    try:
        services.delete_item(item=found, by=user_of(request))
    except Refused as refused:
        tell(request, refused)
        return redirect("analysis:item", study.slug, code)
    messages.success(request, _("Item %(item)s is deleted.") % {"item": code})
    return redirect("analysis:items", study.slug)


@require_http_methods(["GET", "POST"])
@study_view(Permission.EDIT_ITEMS)
def items_import(request: HttpRequest, study: Study) -> HttpResponse:
    """A file is shown first: what would be new and what would change; then it is saved."""
    form = forms.ImportItemsForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"study": study, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploads.keep(file=form.cleaned_data["file"], study=study, user=user_of(request), purpose=UPLOAD)
            reading = imports.read_items(study=study, file=uploads.path_of(upload), name=upload.name)
        except Refused as refused:
            context["problems"] = refused.problems
        else:
            counts = {state: reading.count(state) for state in ("new", "changed", "same")}
            context |= {"reading": reading, "upload": upload, "problems": reading.problems.in_order(), **counts}
    return render(request, "analysis/items_import.html", context)


@require_POST
@study_view(Permission.EDIT_ITEMS)
def items_import_confirm(request: HttpRequest, study: Study) -> HttpResponse:
    upload = uploads.find(pk=request.POST.get("upload", ""), study=study, user=user_of(request), purpose=UPLOAD)
    if upload is None:
        messages.error(request, _("The file is no longer here. Choose it again."))
        return redirect("analysis:items_import", study.slug)
    try:
        done = imports.import_items(study=study, file=uploads.path_of(upload), by=user_of(request), name=upload.name)
    except Refused as refused:
        context = {"study": study, "form": forms.ImportItemsForm(), "problems": refused.problems}
        return render(request, "analysis/items_import.html", context)
    uploads.discard(upload=upload)
    told = {"created": done.created, "changed": done.changed, "same": done.same}
    messages.success(request, _("Items: %(created)d new, %(changed)d changed, %(same)d as they were.") % told)
    return redirect("analysis:items", study.slug)


def _save(request: HttpRequest, form: forms.ItemForm) -> bool:
    if not form.is_valid():
        return False
    try:
        saved = services.save_item(study=form.study, spec=form.spec(), by=user_of(request), item=form.item)
    except Refused as refused:
        forms.add_refusal(form, refused, forms.FIELD_OF_COLUMN)
        return False
    messages.success(request, _("Item %(item)s is saved.") % {"item": saved.code})
    return True
