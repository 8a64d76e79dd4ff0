"""Letters to print, and lists of links for mailing elsewhere."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import carry_out
from surveys import letters as paper
from surveys import link_lists, people_lists, services
from surveys.mail_texts import Writer
from surveys.models import Collection, Invitation, MailKind
from surveys.people_forms import LettersForm, LinkListForm, RecipientForm
from surveys.views.collections import collection_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _page(request: HttpRequest, collection: Collection, form: LettersForm) -> "Page[Invitation]":
    rows = people_lists.letters(collection, **form.chosen())
    return Paginator(rows, people_lists.LETTERS_A_PAGE).get_page(request.GET.get("page"))


@study_view(Permission.EDIT_RESPONSES)
def letters(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    form = LettersForm(request.GET or None, collection=collection)
    page = _page(request, collection, form)
    context = {
        "study": study,
        "collection": collection,
        "form": form,
        "page": page,
        "example": paper.letters_for(_writer(collection), list(page)[:1]),
    }
    return render(request, "surveys/letters.html", context)


def _writer(collection: Collection) -> Writer:
    return Writer(collection, *services.mail_texts_of(collection, MailKind.LETTER))


@study_view(Permission.EDIT_RESPONSES)
def letters_print(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """A4 pages for the browser's own printing, or one DOCX. Who took them, and for whom, stands in the audit log."""
    collection = collection_of(study, pk)
    page = _page(request, collection, LettersForm(request.GET, collection=collection))
    as_docx, by = request.GET.get("format") == "docx", user_of(request)
    format_, count = "docx" if as_docx else "letters", len(page)
    form = RecipientForm(request.POST or None)
    take = services.record_links_out
    if not carry_out(
        form, lambda: take(collection=collection, by=by, format_=format_, count=count, **form.cleaned_data)
    ):
        context = {"study": study, "collection": collection, "form": form, "letters": True}
        return render(request, "surveys/recipient.html", context)
    made = paper.letters_for(_writer(collection), page)
    if as_docx:
        answer = HttpResponse(paper.as_docx(made), content_type=DOCX)
        answer["Content-Disposition"] = f'attachment; filename="{_name(collection)}-letters.docx"'
    else:
        answer = render(request, "surveys/letters_print.html", {"collection": collection, "letters": made})
    answer["Cache-Control"] = "no-store"
    return answer


def _name(collection: Collection) -> str:
    return slugify(collection.name) or "collection"


@study_view(Permission.EDIT_RESPONSES)
def link_list(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    form = LinkListForm(request.POST or None)
    by = user_of(request)
    rows = carry_out(form, lambda: services.take_links(collection=collection, by=by, **form.cleaned_data))
    if rows is None:
        context = {"study": study, "collection": collection, "form": form}
        return render(request, "surveys/link_list.html", context)
    format_ = form.cleaned_data["format_"]
    suffix, kind = link_lists.TYPES[format_]
    answer = HttpResponse(link_lists.written(rows, format_), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{_name(collection)}-links.{suffix}"'
    answer["Cache-Control"] = "no-store"
    return answer
