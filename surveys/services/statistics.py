"""A statistics file on its way in: each step is a job, and what it found stands with the upload."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from studies import jobs
from studies.models import Job, Upload, User
from studies.problems import Problem

PURPOSE = "statistics"
JOBS = {"look": "surveys.look_through_survey", "check": "surveys.check_survey", "store": "surveys.store_survey"}


class Stage(StrEnum):
    NEW = "new"
    LOOKED = "looked"
    CHECKED = "checked"
    STORED = "stored"


def look_through(*, upload: Upload) -> None:
    _begin(upload, "look", by=upload.user, stage=Stage.NEW)


def check_survey_file(*, upload: Upload, mapping: Mapping[str, Any]) -> None:
    _begin(upload, "check", by=upload.user, stage=Stage.LOOKED, mapping=dict(mapping), problems=[])


def store_survey(*, upload: Upload, by: User) -> None:
    _begin(upload, "store", by=by, problems=[])


@transaction.atomic
def _begin(upload: Upload, step: str, *, by: User, **options: Any) -> None:  # noqa: ANN401 -- what stands with it
    job = jobs.enqueue(name=JOBS[step], args={"upload": str(upload.pk)}, study=upload.study, by=by)
    upload.options |= {**options, "job": job.pk, "spoken": get_language()}
    upload.save(update_fields=["options"])


def statistics_job(upload: Upload) -> Job | None:
    return Job.objects.filter(pk=upload.options.get("job")).first()


def move_upload(*, upload: Upload, stage: Stage, **options: Any) -> None:  # noqa: ANN401 -- what stands with it
    """What a job found; inside the transaction that ends it."""
    upload.options |= {**options, "stage": stage}
    upload.save(update_fields=["options"])


def refuse_upload(*, upload: Upload, problems: Iterable[Problem]) -> None:
    """Back to the person, who sees every problem: nothing was stored."""
    listed = [asdict(problem) for problem in problems]
    stage = Stage.LOOKED if "variables" in upload.options else Stage.NEW
    move_upload(upload=upload, stage=stage, problems=listed)
