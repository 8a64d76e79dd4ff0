"""What jobs of this app do."""

from studies.jobs import JobContext, job


@job("analysis.execute_run")
def execute_run(context: JobContext, *, run: int) -> None:
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.execute(run, context)


@job("analysis.draw_pictures")
def draw_pictures(context: JobContext, *, run: int) -> None:
    """The PNG files of a run's figures; its tables and SVGs are there already."""
    from analysis import execution  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    execution.draw_pictures(run, context)
