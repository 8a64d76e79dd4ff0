"""What jobs of this app do."""

from django.utils.translation import gettext_lazy as _

from studies.jobs import JobContext, job


@job("analysis.execute_run", label=_("an analysis"))
def execute_run(context: JobContext, *, run: int) -> None:
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.execute(run, context)


@job(
    "analysis.draw_pictures",
    label=_("drawing figures as PNG files"),
    unhurried=True,
    left=_("The results of the run are stored; only PNG files of its figures are missing."),
)
def draw_pictures(context: JobContext, *, run: int) -> None:
    """The PNG files of a run's figures; its tables and SVGs are there already."""
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.draw_pictures(run, context)
