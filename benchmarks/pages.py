"""Pages of the demo study: the time the server takes, warm, and how many queries a page makes."""

import io
import statistics
import time

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from analysis.models import Run
from benchmarks import Row
from studies.models import Study, User

TIMES = 10


@override_settings(ALLOWED_HOSTS=["testserver"])
def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    call_command("load_demo", "akf2006", here=True, stdout=io.StringIO())
    study = Study.objects.get(slug="akf2006")
    visitor = Client()
    visitor.force_login(User.objects.get(email="owner@kontrast.example"))
    return [_measured(visitor, study.get_absolute_url() + page) for page in (*PAGES, *_runs(study))]


PAGES = (
    "",
    "units/",
    "contrasts/manager/",
    "contrasts/caseworker/",
    "contrasts/manager/M01/",
    "items/",
    "selection/",
)


def _runs(study: Study) -> list[str]:
    return [f"runs/{pk}/" for pk in Run.objects.filter(study=study).order_by("pk").values_list("pk", flat=True)]


def _measured(visitor: Client, address: str) -> Row:
    seconds = [_seconds(visitor, address) for _ in range(TIMES + 1)][1:]
    with CaptureQueriesContext(connection) as queries:
        visitor.get(address)
    return Row(f"page {address}", statistics.median(seconds), len(queries), "queries")


def _seconds(visitor: Client, address: str) -> float:
    began = time.perf_counter()
    answer = visitor.get(address)
    taken = time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answers {answer.status_code}.")
    return taken
