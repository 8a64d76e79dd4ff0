"""What the interviews add to the chain: how many are done, and which time they speak of."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.models import Interview, InterviewStatus
from studies.chain import Period, State, Step
from studies.models import Study, User


def steps(study: Study, _user: User) -> Iterator[Step]:
    counts = Interview.objects.filter(study=study).aggregate(
        done=Count("pk", filter=Q(status=InterviewStatus.DONE)),
        planned=Count("pk", filter=Q(status=InterviewStatus.PLANNED)),
    )
    done, planned = counts["done"], counts["planned"]
    state = State.UNDER_WAY if planned else State.DONE if done else State.EMPTY
    headline = str(done) if done or planned else ""
    yield Step(
        "interviews", _("Interviews"), state, headline, reverse("interviews:interviews", args=[study.slug]), 70
    )


def periods(study: Study) -> Iterator[Period]:
    url = reverse("interviews:interviews", args=[study.slug])
    spans = Interview.objects.filter(study=study, refers_from__isnull=False, refers_to__isnull=False)
    for starts, ends in spans.order_by("refers_from", "refers_to").values_list("refers_from", "refers_to").distinct():
        if starts and ends:
            yield Period(_("Interviews"), "interviews", starts, ends, url)
