"""Solve the demo studies and write their files; with --check, only say whether the stored files are what comes out.

python -m demo.build [akf2006 | ti2002]
python -m demo.build --check
"""

import filecmp
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from demo import answers, counts, forms, tables, targets
from demo.files import STUDY, write
from demo.plan import QUESTIONNAIRES, Plan
from demo.solver.choice import OUT, Chosen, choose
from demo.ti2002 import build as residents

SEED = 2006


def solve(plan: Plan, questionnaire: str, *, seed: int = SEED) -> list[Chosen]:
    """The high group's answers by unit, and the score's set."""
    return choose(
        targets.wanted(plan, questionnaire),
        targets.units(plan, questionnaire),
        size=targets.SET_SIZE[questionnaire],
        seed=seed,
    )


def build(folder: Path, *, seed: int = SEED) -> None:
    """Write every file of akf2006 that is made from the published tables and the plan."""
    plan = Plan()
    for questionnaire in QUESTIONNAIRES:
        _build_survey(plan, questionnaire, folder, seed)
    made = {
        "units": tables.units(),
        "unit_texts": tables.unit_texts(),
        "themes": tables.themes(),
        "notes": tables.notes(plan),
        "reported": tables.reported(),
        "criteria": tables.criteria(),
        "selection": tables.selection(),
        "exclusions": tables.exclusions(),
        "cases": tables.cases(),
    }
    for name, (columns, rows) in made.items():
        write(folder / f"{name}.csv", columns, rows)


def _build_survey(plan: Plan, questionnaire: str, folder: Path, seed: int) -> None:
    chosen = solve(plan, questionnaire, seed=seed)
    in_set = {item.item for item in chosen if item.reference != OUT}
    totals = counts.group_counts(plan, questionnaire, chosen, seed)
    names = [question.name for question in plan.questions_of(questionnaire)]
    rows = answers.answer_all(plan, questionnaire, chosen, totals, seed)
    write(folder / f"responses_{questionnaire}.csv", ("unit", "respondent", *names), rows)
    write(folder / f"items_{questionnaire}.csv", *tables.items(plan, questionnaire, in_set))
    forms.write_form(plan, questionnaire, folder / f"{questionnaire}.xlsx")


def studies() -> dict[str, tuple[Path, Callable[[Path], None]]]:
    """Where each study's files lie, and what makes them."""
    return {"akf2006": (STUDY, build), "ti2002": (residents.STUDY, residents.build)}


def differing(names: Iterable[str] = ()) -> list[str]:
    """The stored files that are not, byte for byte, what building them again gives."""
    found = []
    for study in names or studies():
        folder, make = studies()[study]
        with tempfile.TemporaryDirectory() as name:
            fresh = Path(name)
            make(fresh)
            made = sorted(path.name for path in fresh.iterdir())
            _, mismatch, errors = filecmp.cmpfiles(fresh, folder, made, shallow=False)
        found += [f"{study}/{file}" for file in mismatch + errors]
    return found


def main(arguments: Sequence[str]) -> int:
    """Build, or check; the exit code says whether all is well."""
    named = [argument for argument in arguments if argument != "--check"]
    if unknown := [name for name in named if name not in studies()]:
        sys.stdout.write(f"There is no demo study {', '.join(unknown)}. Known are: {', '.join(studies())}.\n")
        return 1
    if "--check" not in arguments:
        for study in named or studies():
            folder, make = studies()[study]
            make(folder)
        return 0
    different = differing(named)
    sys.stdout.write(
        f"Not what the solver gives: {', '.join(different)}\n"
        if different
        else "All files are what the solver gives.\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
