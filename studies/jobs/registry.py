"""Which function does a job: each app's tasks.py registers its own by name, with what people read about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from studies.jobs.errors import JobError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Function = Callable[..., None]
About = Callable[[list[dict[str, Any]]], list[str]]


@dataclass(frozen=True, slots=True)
class JobFunction:
    """`label`: its name for people. `unhurried`: nobody waits for it. `left`: what stands when it fails.
    `about`: for the arguments of several jobs, what each is about in words."""

    name: str
    function: Function
    label: "_StrOrPromise" = ""
    retries: bool = True
    unhurried: bool = False
    left: "_StrOrPromise" = ""
    about: About | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- the job's own arguments
        self.function(*args, **kwargs)


_known: dict[str, JobFunction] = {}


def job(
    name: str,
    *,
    label: "_StrOrPromise" = "",
    retries: bool = True,
    unhurried: bool = False,
    left: "_StrOrPromise" = "",
    about: About | None = None,
) -> Callable[[Function], Function]:
    """Register a function (context, **args) under the name that services enqueue."""

    def register(function: Function) -> Function:
        there = _known.get(name)
        if there and (there.function.__module__, there.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"Two functions are registered as {name!r}.")
        _known[name] = JobFunction(name, function, label, retries, unhurried, left, about)
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
    found = _look_up(name)
    if found is None:
        raise JobError(_("No installed app knows the job '%(name)s'.") % {"name": name})
    return found


def label(name: str) -> str:
    """The job in words; a job that is no longer known by its name."""
    found = _look_up(name)
    return str(found.label) if found and found.label else name


def about(name: str, args: list[dict[str, Any]]) -> list[str]:
    """What jobs of one name are about, where their app says it; asked together, for a list reads once."""
    found = _look_up(name)
    return found.about(args) if found and found.about else [""] * len(args)


def left(name: str) -> str:
    """What stands when the job ends without its results."""
    found = _look_up(name)
    return str(found.left) if found and found.left else _("Nothing was stored.")


@cache
def unhurried() -> frozenset[str]:
    """The jobs that nobody waits for: all others go first."""
    load()
    return frozenset(name for name, known in _known.items() if known.unhurried)


def _look_up(name: str) -> JobFunction | None:
    if name not in _known:
        load()
    return _known.get(name)
