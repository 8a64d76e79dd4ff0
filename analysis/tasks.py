"""What jobs of this app do."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from studies.jobs import JobContext, job


def about_runs(args: list[dict[str, Any]]) -> list[str]:
    """Procedure and number of each job's run."""
    from analysis.models import Run  # noqa: PLC0415 -- the registry loads before the models are ready
    from analysis.procedures import PROCEDURES  # noqa: PLC0415 -- as above

    numbers = [each.get("run", 0) for each in args]
    procedures = dict(Run.objects.filter(pk__in=numbers).values_list("pk", "procedure"))
    titles = {pk: f"{PROCEDURES[name].title} {pk}" for pk, name in procedures.items() if name in PROCEDURES}
    return [titles.get(pk, "") for pk in numbers]


@job("analysis.execute_run", label=_("an analysis"), about=about_runs)
def execute_run(context: JobContext, *, run: int) -> None:
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.execute(run, context)


@job(
    "analysis.draw_pictures",
    label=_("drawing figures as PNG files"),
    about=about_runs,
    unhurried=True,
    left=_("The results of the run are stored; only PNG files of its figures are missing."),
)
def draw_pictures(context: JobContext, *, run: int) -> None:
    """The PNG files of a run's figures; its tables and SVGs are there already."""
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.draw_pictures(run, context)
