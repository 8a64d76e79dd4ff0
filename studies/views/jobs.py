"""Background work, for the staff of the site: what waits, runs and has failed, and how to stop it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies import jobs as background
from studies.jobs import lease, registry
from studies.models import Job
from studies.models.jobs import JobStatus
from studies.permissions import staff_view, user_of

PER_PAGE = 50
PATIENCE = timedelta(minutes=1)


@staff_view
def jobs(request: HttpRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    found = Job.objects.select_related("study", "requested_by")
    found = found.filter(status=status) if status in JobStatus else found
    counts = dict(Job.objects.order_by().values_list("status").annotate(Count("pk")))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "about": _about(page.object_list),
        "status": status,
        "counts": [(value, counts.get(value, 0)) for value in JobStatus.values],
        "waiting_alone": _waiting_alone(counts),
    }
    return render(request, "studies/jobs.html", context)


def _about(found: Iterable[Job]) -> dict[int, str]:
    """What each job is about, by its number."""
    by_name: dict[str, list[Job]] = defaultdict(list)
    for job in found:
        by_name[job.name].append(job)
    return {
        job.pk: words
        for name, alike in by_name.items()
        for job, words in zip(alike, registry.about(name, [job.args for job in alike]), strict=True)
    }


def _waiting_alone(counts: dict[str, int]) -> Job | None:
    """The oldest job that has been due for a while although nothing runs: then no worker does."""
    if counts.get(JobStatus.RUNNING) or not counts.get(JobStatus.QUEUED):
        return None
    return lease.due().filter(created_at__lt=timezone.now() - PATIENCE).first()


@staff_view
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("study"), pk=pk)
    if background.cancel(job=job, by=user_of(request)):
        messages.success(request, _("Job %(number)s is being stopped.") % {"number": job.pk})
    else:
        messages.info(request, _("Job %(number)s had already ended, or was being stopped.") % {"number": job.pk})
    return redirect("studies:jobs")
