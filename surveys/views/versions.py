"""What differs between two versions of a questionnaire, and what that means for their answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from studies.models import Study
from studies.permissions import Permission, study_view
from surveys.comparison import compare
from surveys.models import Questionnaire, QuestionnaireVersion
from surveys.stored_forms import spec_of


@study_view(Permission.VIEW_QUESTIONNAIRES)
def differences(request: HttpRequest, study: Study, form_id: str) -> HttpResponse:
    questionnaire = get_object_or_404(Questionnaire, study=study, form_id=form_id)
    versions = list(questionnaire.versions.order_by("number").select_related("questionnaire"))
    newest = versions[-1]
    after = _asked_for(versions, request.GET.get("to", ""), newest)
    older = [version for version in versions if version.number < after.number]
    before = _asked_for(older, request.GET.get("from", ""), older[-1] if older else after)
    context = {
        "study": study,
        "questionnaire": questionnaire,
        "versions": versions,
        "before": before,
        "after": after,
        "groups": compare(spec_of(before), spec_of(after)) if before != after else [],
    }
    return render(request, "surveys/differences.html", context)


def _asked_for(
    versions: list[QuestionnaireVersion], number: str, otherwise: QuestionnaireVersion
) -> QuestionnaireVersion:
    return next((version for version in versions if str(version.number) == number), otherwise)
