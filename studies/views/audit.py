"""The audit log: who did what, and whether anyone has changed the log."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studies import audit, detail_words, words
from studies.models import Study
from studies.permissions import Permission, study_view

PER_PAGE = 50


@study_view(Permission.VIEW_AUDIT)
def audit_log(request: HttpRequest, study: Study) -> HttpResponse:
    action, who = request.GET.get("action", ""), request.GET.get("who", "")
    everything = study.audit_entries.order_by("-number")
    found = everything.filter(action=action) if action else everything
    found = found.filter(by_name=who) if who else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "study": study,
        "page": page,
        "entries": [(entry, words.action(entry.action), detail_words.details(entry)) for entry in page.object_list],
        "action": action,
        "who": who,
        "actions": sorted((words.action(code), code) for code in _actions(study)),
        "people": everything.order_by("by_name").values_list("by_name", flat=True).distinct(),
        "checked": "check" in request.GET,  # reads the whole log: only when asked
        "broken": audit.broken_entries(study.audit_entries.all()) if "check" in request.GET else [],
        "count": everything.count(),
    }
    return render(request, "studies/audit.html", context)


def _actions(study: Study) -> list[str]:
    return list(study.audit_entries.order_by("action").values_list("action", flat=True).distinct())
