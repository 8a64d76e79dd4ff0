from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviews.models import Interview
from studies.models import Study
from studies.permissions import Permission, study_view


@study_view(Permission.VIEW_STUDY)
def interviews(request: HttpRequest, study: Study) -> HttpResponse:
    rows = Interview.objects.filter(study=study).select_related("unit", "case__unit")
    return render(request, "interviews/interviews.html", {"study": study, "interviews": rows})
