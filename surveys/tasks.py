"""What jobs of this app do."""

from django.utils.translation import gettext_lazy as _

from studies.jobs import JobContext, job
from surveys import services


@job("surveys.export_answers", label=_("answers as files"))
def export_answers(context: JobContext, *, export: str) -> None:
    from surveys import exports  # noqa: PLC0415 -- what writes files is loaded when one is asked for

    exports.make(export, context)


@job("surveys.tidy", label=_("nightly tidying of answers' files"))
def tidy(_context: JobContext) -> None:
    """Every night: files of answers that were kept long enough."""
    services.discard_old_exports()


@job("surveys.look_through_survey", label=_("read a survey's file"))
def look_through_survey(context: JobContext, *, upload: str) -> None:
    from surveys.imports import statistics_steps  # noqa: PLC0415 -- as above

    statistics_steps.look(upload, context)


@job("surveys.check_survey", label=_("check a survey's file"))
def check_survey(context: JobContext, *, upload: str) -> None:
    from surveys.imports import statistics_steps  # noqa: PLC0415 -- as above

    statistics_steps.check(upload, context)


@job("surveys.store_survey", label=_("store a survey's answers"))
def store_survey(context: JobContext, *, upload: str) -> None:
    from surveys.imports import statistics_steps  # noqa: PLC0415 -- as above

    statistics_steps.store(upload, context)


@job("surveys.send_mails", label=_("send mails"), left=_("What was sent stays sent, the rest waits."))
def send_mails(context: JobContext, *, mailing: int) -> None:
    services.send_waiting(mailing, context)
