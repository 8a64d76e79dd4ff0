from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviews.models import Interview
from studies import selectors
from studies.models import Study
from studies.models.cases import CaseStatus
from studies.permissions import Permission, can, study_view


@study_view(Permission.VIEW_STUDY)
def interviews(request: HttpRequest, study: Study) -> HttpResponse:
    rows = Interview.objects.filter(study=study).select_related("unit", "case__unit")
    sees_cases = can(request.user, Permission.VIEW_RESULTS, study=study)
    accepted = selectors.cases(study).filter(status=CaseStatus.ACCEPTED) if sees_cases else []
    return render(request, "interviews/interviews.html", {"study": study, "interviews": rows, "accepted": accepted})
