"""What a worker finds when it starts, and what it says of trouble around its jobs."""

import os
from unittest.mock import patch

import pytest
from django.db import OperationalError

from studies import jobs, worker
from studies.jobs import lease
from studies.models import Job

pytestmark = pytest.mark.django_db


def test_a_worker_takes_over_at_once_what_one_of_its_name_has_left() -> None:
    """Even where the number of the process that had it runs again, or its zombie is still there."""
    job = jobs.enqueue(name="tests.write", args={"label": "left"})
    other = jobs.enqueue(name="tests.write", args={"label": "elsewhere"})
    lease.claim(job, f"{worker.NODE}:{os.getpid()}")
    lease.claim(other, f"another:{os.getpid()}")
    assert worker.bury_the_dead() == 0
    assert worker.take_over() == 1
    assert list(Job.objects.order_by("pk").values_list("status", "deaths")) == [("queued", 1), ("running", 0)]


def test_the_same_trouble_is_told_once_until_it_has_passed(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSE_AFTER_TROUBLE", 0)
    away = OperationalError("attempt to write a readonly database\nDETAIL: an answer")
    for trouble in (away, away, away, None, away, ValueError("an answer")):
        with patch("studies.jobs.lease.claim_next", side_effect=trouble, return_value=None):
            worker.run_job()
    told = [record.getMessage() for record in caplog.records]
    readonly = "No job can be begun or ended: the database says 'attempt to write a readonly database'."
    assert [line.startswith(readonly) for line in told] == [True, True, False]
    assert told[2].startswith("A job could not be taken or put down: ValueError (")
    assert "an answer" not in caplog.text
