"""What jobs of this app do."""

from studies.jobs import JobContext, job
from surveys import services


@job("surveys.export_answers")
def export_answers(context: JobContext, *, export: str) -> None:
    from surveys import exports  # noqa: PLC0415 -- what writes files is loaded when one is asked for

    exports.make(export, context)


@job("surveys.tidy")
def tidy(_context: JobContext) -> None:
    """Every night: files of answers that were kept long enough."""
    services.discard_old_exports()
