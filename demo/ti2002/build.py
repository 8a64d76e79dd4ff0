"""Solve the residents' survey and write its files."""

from pathlib import Path

from demo.files import write
from demo.ti2002 import form, tables
from demo.ti2002.counts import counts, sizes
from demo.ti2002.persons import respondents
from demo.ti2002.survey import STUDY, Survey

__all__ = ["STUDY", "build"]

SEED = 2002


def build(folder: Path, *, seed: int = SEED) -> None:
    """Write every file that is made from the published figures and the plan."""
    survey = Survey()
    cells = sizes(survey, seed)
    solved = counts(survey, cells, seed)
    names = list(survey.questions)
    rows = [
        ("", f"b-{number:02}", *(given.get(name, "") for name in names))
        for number, given in enumerate(respondents(survey, cells, solved, seed), start=1)
    ]
    write(folder / "responses_resident.csv", ("unit", "respondent", *names), rows)
    form.write_form(survey, folder / "resident.xlsx")
    made = {
        "units": tables.units(),
        "criteria": tables.criteria(),
        "selection": tables.selection(),
        "cases": tables.cases(),
        "not_holding": tables.not_holding(survey, solved),
    }
    for name, (columns, lines) in made.items():
        write(folder / f"{name}.csv", columns, lines)
