"""The nightly job: what nobody needs any more is gone, what somebody may need stays."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from studies import jobs, uploads
from studies.jobs import registry, timetable
from studies.models import Job
from studies.models.uploads import Upload
from tests.factories import make_study

pytestmark = pytest.mark.django_db


def test_every_timed_job_is_one_that_an_app_knows() -> None:
    for entry in configured.CELERY_BEAT_SCHEDULE.values():
        assert registry.find(entry["task"]).name == entry["task"]


def test_tidying_is_due_once_a_night() -> None:
    assert {job.name for job in timetable.enqueue_due()} == {"studies.tidy", "studies.retain", "surveys.tidy"}
    assert timetable.enqueue_due() == []
    assert str(Job.objects.get(name="studies.tidy").key).startswith("tidy 2")


def test_expired_sessions_go_and_living_ones_stay() -> None:
    store = import_module(configured.SESSION_ENGINE).SessionStore
    for age in (timedelta(days=-1), timedelta(days=1)):
        session = store()
        session.set_expiry(timezone.now() + age)
        session.create()
    assert Session.objects.count() == 2
    assert jobs.run_now(jobs.enqueue(name="studies.tidy")).status == "done"
    assert [session.expire_date > timezone.now() for session in Session.objects.all()] == [True]


def test_an_upload_that_was_never_imported_goes_after_a_day(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    study, user = make_study()
    kept = [
        uploads.keep(file=SimpleUploadedFile(name, b"code,name"), study=study, user=user, purpose="units")
        for name in ("old.csv", "new.csv")
    ]
    Upload.objects.filter(pk=kept[0].pk).update(created_at=timezone.now() - timedelta(days=2))
    jobs.run_now(jobs.enqueue(name="studies.tidy"))
    assert [upload.name for upload in Upload.objects.all()] == ["new.csv"]
    assert [uploads.path_of(upload).exists() for upload in kept] == [False, True]
