"""What changes whenever the answers that an analysis reads do: rows of `form` and `revision`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from studies.models import Study
from surveys.models import Collection, QuestionnaireVersion, Response, ResponseStatus, VersionStatus


def versions(study: Study, form_ids: Iterable[str]) -> QuerySet[Any]:
    """Those past the draft: they say which questions there are."""
    found = QuestionnaireVersion.objects.filter(questionnaire__study=study, questionnaire__form_id__in=form_ids)
    return found.exclude(status=VersionStatus.DRAFT).annotate(
        form=F("questionnaire__form_id"), revision=JSONObject(version="pk")
    )


def collections(study: Study, form_ids: Iterable[str]) -> QuerySet[Any]:
    """With their number of complete answers and the newest change to one."""
    complete = Response.objects.filter(collection=OuterRef("pk"), status=ResponseStatus.COMPLETE).order_by()
    number = complete.values("collection").annotate(n=Count("pk")).values("n")
    newest = complete.order_by("-updated_at").values("updated_at")[:1]
    found = Collection.objects.counting().filter(study=study, version__questionnaire__form_id__in=form_ids)
    return found.annotate(
        form=F("version__questionnaire__form_id"),
        revision=JSONObject(collection="pk", rule="second_rule", n=Subquery(number), at=Subquery(newest)),
    )
