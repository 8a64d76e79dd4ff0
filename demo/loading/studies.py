"""The demo studies by name: how each is put in, which analyses it begins with, what it has to show."""

from collections.abc import Callable
from dataclasses import dataclass

from demo.headline import headline
from demo.loading.analyses import RUNS, Runs, load_analyses
from demo.loading.ground import load_ground
from demo.loading.questionnaires import load_questionnaires
from demo.ti2002 import loading as ti2002
from studies.models import Study


@dataclass(frozen=True, slots=True)
class Demo:
    """`load` puts in all but people and runs."""

    load: Callable[[], Study]
    runs: Runs
    headline: Callable[[Study], list[str]]


def _akf2006() -> Study:
    study = load_ground()
    load_questionnaires(study)
    load_analyses(study)
    return study


DEMOS: dict[str, Demo] = {
    "akf2006": Demo(_akf2006, RUNS, headline),
    "ti2002": Demo(ti2002.load, ti2002.RUNS, ti2002.headline),
}
