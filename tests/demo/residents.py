"""The residents' answers counted by hand, by csv and json alone: nothing of the solver, nothing of the analyses."""

import csv
import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

STUDY = Path(__file__).parents[2] / "demo" / "ti2002"
Row = dict[str, str]


def table(name: str, folder: Path = STUDY) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STUDY / "published" / "resident_survey.json").read_text(encoding="utf-8"))
    return found


def question(id_: str) -> dict[str, Any]:
    return next(item for item in printed()["questions"] if item["id"] == id_)


def percent(x: int, n: int) -> int:
    return int((Decimal(100 * x) / n).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(rows: list[Row], name: str, *codes: str) -> tuple[int, int]:
    """Of those with an answer, how many gave one of the codes."""
    given = [row[name].split() for row in rows if row[name] not in {"", "no_answer"}]
    return sum(any(code in codes for code in answer) for answer in given), len(given)


def by_work(rows: list[Row], status: str) -> list[Row]:
    return [row for row in rows if row["in_work"] == {"employed": "yes", "unemployed": "no"}[status]]


CODES = {
    "WK02": "other",
    "WK10": "dont_know",
    "RS6": "dont_know",
    "BR02": "none",
    "BR04": "dont_know",
    "BR05": "other",
}
NAMES = {"Q4": "work_reasons", "Q5": "whose_task", "Q6": "barriers"}


def figures() -> list[tuple[str, str, str, str, int]]:
    """Every printed percentage: its name in the list of misfits, question, code, work status, percent."""
    found = [(f"move {c['id']}", "move", c["id"], "", c["pct"]) for c in question("Q1")["choices"]]
    for id_ in ("Q2", "Q3"):
        for item in question(id_)["items"]:
            name = item["id"].lower()
            found += [(f"{name} {code}", name, code, "", item[f"{code}_pct"]) for code in ("yes", "no")]
    for id_, name in NAMES.items():
        for choice in question(id_)["choices"]:
            code = CODES.get(choice["id"], choice["id"].lower())
            found.append((f"{name} {code}", name, code, "", choice["pct"] or 0))
    for item in [question("Q1"), *question("Q2")["items"], *question("Q3")["items"]]:
        name = "move" if item["id"] == "Q1" else item["id"].lower()
        for work in ("employed", "unemployed"):
            if "by_employment" in item:
                found.append((f"{name} yes {work}", name, "yes", work, item["by_employment"][f"{work}_yes_pct"]))
    return found
