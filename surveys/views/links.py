"""The links that open a questionnaire: one for all, and those for one person each. For the team alone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt
from surveys import links as addresses
from surveys import qr, selectors, services
from surveys.forms import InvitationsForm
from surveys.models import SecondRule
from surveys.views.collections import collection_of

LINKS_A_PAGE = 100


@study_view(Permission.EDIT_RESPONSES)
def links(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = collection_of(study, pk)
    form = InvitationsForm(request.POST or None, collection=found)
    if form.is_valid() and attempt(
        request,
        lambda: services.create_invitations(collection=found, by=user_of(request), **form.cleaned_data),
        _("The links are made."),
    ):
        return redirect("surveys:links", study.slug, found.pk)
    page = Paginator(selectors.links_without_names(found), LINKS_A_PAGE).get_page(request.GET.get("page"))
    open_link = addresses.open_link_of(found) if found.open_token_hash else ""
    context = {
        "study": study,
        "collection": found,
        "form": form,
        "page": page,
        "links": [(invitation, addresses.link_of(invitation)) for invitation in page],
        "open_link": open_link,
        "may_be_open": found.second_rule == SecondRule.MANY,
        "code": qr.code_of(open_link) if open_link else "",
        "started": selectors.started_by_open_link(found) if open_link else 0,
    }
    return render(request, "surveys/links.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def open_link(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Make the open link, or close it."""
    found = collection_of(study, pk)
    by = user_of(request)
    if "close" in request.POST:
        change, done = services.close_open_link, _("The open link is closed. Those who have started can go on.")
        attempt(request, lambda: change(collection=found, by=by), done)
    else:
        attempt(request, lambda: services.make_open_link(collection=found, by=by), _("The open link is made."))
    return redirect("surveys:links", study.slug, found.pk)
