"""Contacts in units: who they are, how many they say could answer, and their links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt
from surveys import links, people_lists, services
from surveys.views.collections import collection_of


@study_view(Permission.EDIT_RESPONSES)
def contacts(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    context = {
        "study": study,
        "collection": collection,
        "rows": [(contact, links.contact_link_of(contact)) for contact in people_lists.contacts(collection)],
        "reported": people_lists.reported(collection),
    }
    return render(request, "surveys/contacts.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def contact_change(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    """A mark set or taken away, or the contact erased."""
    contact = get_object_or_404(collection_of(study, pk).contacts, pk=number)
    by = user_of(request)
    if "erase" in request.POST:
        attempt(request, lambda: services.erase_contact(contact=contact, by=by), _("The contact is erased."))
    else:
        mark, on = request.POST.get("mark", ""), request.POST.get("on") == "1"
        attempt(
            request,
            lambda: services.mark_contact(contact=contact, mark=mark, on=on, by=by),
            _("The mark is changed."),
        )
    return redirect("surveys:contacts", study.slug, pk)
