"""People of a collection: the list, one person, and addresses that came back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt, carry_out
from surveys import links, people_lists, services
from surveys.models import Collection, Invitation
from surveys.people_forms import MarksForm, PersonForm, SearchForm
from surveys.views.collections import collection_of

PEOPLE_A_PAGE = 100
FIELDS = ("name", "email", "phone", "address")


@study_view(Permission.EDIT_RESPONSES)
def people(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    form = SearchForm(request.GET or None, collection=collection)
    page = Paginator(people_lists.people(collection, form.search()), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    newest = people_lists.newest_mails(page)
    context = {
        "study": study,
        "collection": collection,
        "form": form,
        "page": page,
        "rows": [(invitation, newest.get(invitation.pk)) for invitation in page],
        "searched": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "surveys/people.html", context)


def _person(collection: Collection, number: int) -> Invitation:
    rows = collection.invitations.filter(identity__isnull=False).select_related("identity", "unit")
    return get_object_or_404(rows, pk=number)


@study_view(Permission.EDIT_RESPONSES)
def person(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    collection = collection_of(study, pk)
    invitation = _person(collection, number)
    now = {name: getattr(invitation.identity, name) for name in FIELDS} | {"language": invitation.language}
    form = PersonForm(request.POST or None, collection=collection, initial=now)
    by = user_of(request)
    if carry_out(form, lambda: services.change_person(invitation=invitation, by=by, **form.cleaned_data)):
        messages.success(request, _("The person is changed."))
        return redirect("surveys:person", study.slug, pk, number)
    context = {
        "study": study,
        "collection": collection,
        "invitation": invitation,
        "identity": invitation.identity,
        "form": form,
        "link": links.link_of(invitation),
        "reference": links.reference_of(invitation.public_id),
        "mails": [
            (mail, people_lists.reason_in_words(mail.reason))
            for mail in invitation.mails.select_related("mailing").order_by("-pk")
        ],
    }
    return render(request, "surveys/person.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def person_mark(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    invitation = _person(collection_of(study, pk), number)
    attempt(
        request,
        lambda: services.mark_person(
            invitation=invitation,
            mark=request.POST.get("mark", ""),
            on=request.POST.get("on") == "1",
            by=user_of(request),
        ),
        _("The mark is changed."),
    )
    return redirect("surveys:person", study.slug, pk, number)


@study_view(Permission.EDIT_RESPONSES)
def people_marks(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    form = MarksForm(request.POST or None)
    by = user_of(request)
    marked = carry_out(form, lambda: services.mark_addresses(collection=collection, by=by, **form.cleaned_data))
    if marked:
        said = ngettext("%(count)d address is marked.", "%(count)d addresses are marked.", marked.count)
        messages.success(request, said % {"count": marked.count})
        for address in marked.unknown[:20]:
            messages.warning(
                request, _("Nobody in the collection has the address %(address)s.") % {"address": address}
            )
        return redirect("surveys:people", study.slug, pk)
    return render(request, "surveys/people_marks.html", {"study": study, "collection": collection, "form": form})
