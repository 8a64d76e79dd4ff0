from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = _("Analysis")

    def ready(self) -> None:
        from studies import jobs  # noqa: PLC0415 -- models are there only now

        jobs.changed.connect(_follow, dispatch_uid="analysis.runs")


def _follow(sender: object, **change: Any) -> None:  # noqa: ANN401, ARG001 -- what a signal brings
    """A run mirrors its job, whoever ends it: the worker, a person, or the watch over dead workers."""
    from analysis import services  # noqa: PLC0415 -- models are there only when a signal comes

    services.follow_job(job=change["job"], status=change["status"], error=change["error"])
