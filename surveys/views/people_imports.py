"""Lists of people and of contacts: sent, shown as what would be stored, then stored or thrown away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies import uploads
from studies.models import Study, Upload
from studies.permissions import Permission, study_view, user_of
from studies.problems import Problem, Refused
from studies.views.attempts import throw_away
from surveys.imports import import_people, preview_people
from surveys.models import Collection
from surveys.people_forms import PeopleImportForm
from surveys.views.answer_imports import check_size
from surveys.views.collections import collection_of

PURPOSE = {True: "contacts", False: "people"}
LISTED = {True: "surveys:contacts", False: "surveys:people"}


@study_view(Permission.EDIT_RESPONSES)
def people_import(request: HttpRequest, study: Study, pk: int, *, contacts: bool) -> HttpResponse:
    collection = collection_of(study, pk)
    form = PeopleImportForm(request.POST or None, request.FILES or None, contacts=contacts)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            check_size(form.cleaned_data["file"], command="import_people")
            upload = uploads.keep(
                file=form.cleaned_data["file"],
                study=study,
                user=user_of(request),
                purpose=PURPOSE[contacts],
                options={"collection": pk, "skip_known": form.cleaned_data["skip_known"]},
            )
        except Refused as refused:
            problems = refused.problems
        else:
            return redirect(f"surveys:{PURPOSE[contacts]}_preview", study.slug, pk, upload.pk)
    return _form_page(request, collection, form, problems, contacts=contacts)


def _form_page(
    request: HttpRequest,
    collection: Collection,
    form: PeopleImportForm,
    problems: tuple[Problem, ...],
    *,
    contacts: bool,
) -> HttpResponse:
    context = {
        "study": collection.study,
        "collection": collection,
        "form": form,
        "problems": problems,
        "contacts": contacts,
    }
    return render(request, "surveys/people_import.html", context, status=422 if problems else 200)


@study_view(Permission.EDIT_RESPONSES)
def people_preview(request: HttpRequest, study: Study, pk: int, upload: UUID, *, contacts: bool) -> HttpResponse:
    collection = collection_of(study, pk)
    found = uploads.find(pk=upload, study=study, user=user_of(request), purpose=PURPOSE[contacts])
    if found is None or found.options.get("collection") != pk:
        raise Http404
    if "discard" in request.POST:
        throw_away(request, found)
        return redirect(LISTED[contacts], study.slug, pk)
    try:
        if request.method == "POST":
            return _import(request, collection, found, contacts=contacts)
        return _preview(request, collection, found, contacts=contacts)
    except Refused as refused:
        uploads.discard(upload=found)
        form = PeopleImportForm(initial=found.options, contacts=contacts)
        return _form_page(request, collection, form, refused.problems, contacts=contacts)


def _import(request: HttpRequest, collection: Collection, upload: Upload, *, contacts: bool) -> HttpResponse:
    plan = import_people(
        collection=collection,
        file=uploads.path_of(upload),
        name=upload.name,
        by=user_of(request),
        contacts=contacts,
        skip_known=bool(upload.options.get("skip_known")),
    )
    uploads.discard(upload=upload)
    said = ngettext("%(count)d person is on the list now.", "%(count)d people are on the list now.", plan.count)
    if contacts:
        said = ngettext(
            "%(count)d contact is on the list now.", "%(count)d contacts are on the list now.", plan.count
        )
    messages.success(request, _("Imported: %(what)s") % {"what": said % {"count": plan.count}})
    return redirect(LISTED[contacts], collection.study.slug, collection.pk)


def _preview(request: HttpRequest, collection: Collection, upload: Upload, *, contacts: bool) -> HttpResponse:
    plan = preview_people(
        collection=collection,
        file=uploads.path_of(upload),
        name=upload.name,
        contacts=contacts,
        skip_known=bool(upload.options.get("skip_known")),
    )
    context = {
        "study": collection.study,
        "collection": collection,
        "upload": upload,
        "plan": plan,
        "contacts": contacts,
        "examples": [(person, [person.sample.get(name, "") for name in plan.sample]) for person in plan.examples],
        "default": collection.version.default_language,
    }
    return render(request, "surveys/people_preview.html", context)
