"""Cases: what was decided about each, and asking the chosen ones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies import selectors, services
from studies.models import Study
from studies.models.cases import TRANSITIONS, CaseStatus
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt

STEPS = frozenset({CaseStatus.ASKED, CaseStatus.ACCEPTED, CaseStatus.DECLINED, CaseStatus.CANDIDATE})


@study_view(Permission.VIEW_RESULTS)
def cases(request: HttpRequest, study: Study) -> HttpResponse:
    rows = [
        (case, [status for status in CaseStatus if status in TRANSITIONS[CaseStatus(case.status)] & STEPS])
        for case in selectors.cases(study)
    ]
    return render(request, "studies/cases.html", {"study": study, "rows": rows})


@study_view(Permission.SELECT_CASES)
@require_POST
def case_change(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """Buttons know only the steps that need no reason; choosing and excluding are made on the selection page."""
    case = get_object_or_404(selectors.cases(study), pk=pk)
    status = request.POST.get("status", "")
    if status in STEPS:
        attempt(
            request, lambda: services.change_case_status(case=case, status=status, by=user_of(request)), _("Saved.")
        )
    return redirect("studies:cases", study.slug)
