"""Solve the demo study and write its files; with --check, only say whether the stored files are what comes out.

python -m demo.build
python -m demo.build --check
"""

import filecmp
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from demo import answers, counts, forms, tables, targets
from demo.files import STUDY, write
from demo.plan import QUESTIONNAIRES, Plan
from demo.solver.choice import OUT, Chosen, choose

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
    """Write every file that is made from the published tables and the plan."""
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


def differing() -> list[str]:
    """The stored files that are not, byte for byte, what building them again gives."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        build(fresh)
        made = sorted(path.name for path in fresh.iterdir())
        _, mismatch, errors = filecmp.cmpfiles(fresh, STUDY, made, shallow=False)
    return mismatch + errors


def main(arguments: Sequence[str]) -> int:
    """Build, or check; the exit code says whether all is well."""
    if "--check" not in arguments:
        build(STUDY)
        return 0
    different = differing()
    sys.stdout.write(
        f"Not what the solver gives: {', '.join(different)}\n"
        if different
        else "All files are what the solver gives.\n"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
