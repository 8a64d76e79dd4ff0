"""Which function does a job: each app's tasks.py registers its own by name."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from studies.jobs.errors import JobError

Function = Callable[..., None]


@dataclass(frozen=True, slots=True)
class JobFunction:
    name: str
    function: Function
    retries: bool = True

    def __call__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the job's own arguments
        self.function(*args, **kwargs)


_known: dict[str, JobFunction] = {}


def job(name: str, *, retries: bool = True) -> Callable[[Function], Function]:
    """Register a function (context, **args) under the name that services enqueue."""

    def register(function: Function) -> Function:
        there = _known.get(name)
        if there and (there.function.__module__, there.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"Two functions are registered as {name!r}.")
        _known[name] = JobFunction(name=name, function=function, retries=retries)
        return function

    return register


def load() -> None:
    """Import every app's tasks, and the modules that KONTRAST_TASKS adds."""
    for config in apps.get_app_configs():
        module = f"{config.name}.tasks"
        if find_spec(module) is not None:
            import_module(module)
    for module in settings.KONTRAST_TASKS:
        import_module(module)


def find(name: str) -> JobFunction:
    if name not in _known:
        load()
    if name not in _known:
        raise JobError(_("No installed app knows the job '%(name)s'.") % {"name": name})
    return _known[name]
