"""What respondents are told on the first page, and how their answers are treated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import carry_out
from surveys import anonymity, services
from surveys.respondent_forms import TellingForm
from surveys.views.collections import collection_of


@study_view(Permission.EDIT_RESPONSES)
def first_page(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    found = collection_of(study, pk)
    form = TellingForm(request.POST or None, collection=found)
    by = user_of(request)
    if carry_out(form, lambda: services.change_collection(collection=found, by=by, **form.values())):
        return redirect("surveys:first_page", study.slug, found.pk)
    context = {"study": study, "collection": found, "form": form, "fixed": anonymity.is_fixed(found)}
    return render(request, "surveys/first_page.html", context)
