"""The Celery application. studies/jobs/ says how jobs are claimed, studies/worker.py how a worker feeds itself."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["memory"] = "studies.jobs.transport:Transport"

app = Celery("kontrast")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add("studies.worker:FeederStep")  # by name: the web process must not load the worker
