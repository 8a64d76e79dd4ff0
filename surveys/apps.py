from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from studies import jobs  # noqa: PLC0415 -- models are there only now

        jobs.changed.connect(_follow, dispatch_uid="surveys.mailings")


def _follow(sender: object, **change: Any) -> None:  # noqa: ANN401, ARG001 -- what a signal brings
    """However the job of a mailing ends, no mail stays *being sent*."""
    from surveys import services  # noqa: PLC0415 -- models are there only when a signal comes

    services.follow_mail_job(job=change["job"], status=change["status"])
