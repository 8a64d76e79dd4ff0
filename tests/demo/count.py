"""Counting by hand: nothing but the csv module, nothing shared with the solver or with the analyses."""

import csv
from collections import defaultdict
from pathlib import Path

STUDY = Path(__file__).parents[2] / "demo" / "akf2006"
Row = dict[str, str]


def table(name: str, folder: Path = STUDY) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed() -> dict[str, Row]:
    return {row["id"]: row for row in table("published/contrast_items")}


def groups() -> dict[str, str]:
    return {row["code"]: row["group"] for row in table("units")}


def fits(answer: str, codes: str) -> bool:
    for code in codes.split():
        if code.startswith(">="):
            hit = answer.isdigit() and int(answer) >= int(code[2:])
        elif code.startswith("<="):
            hit = answer.isdigit() and int(answer) <= int(code[2:])
        elif code[0] in "<>":
            hit = answer.isdigit() and (
                int(answer) < int(code[1:]) if code[0] == "<" else int(answer) > int(code[1:])
            )
        else:
            hit = code in answer.split()
        if hit:
            return True
    return False


def mark(item: Row, answer: str) -> bool | None:
    """Counted, not counted, or missing. Without `no` codes every other answer is not counted."""
    if not answer or answer in item["missing"].split():
        return None
    if fits(answer, item["yes"]):
        return True
    if item["no"] and not fits(answer, item["no"]):
        raise AssertionError(f"{item['item']}: {answer} is neither counted nor not counted")
    return False


def marks(questionnaire: str, folder: Path = STUDY) -> dict[str, list[tuple[str, bool | None]]]:
    """Per item: the unit and the mark of every respondent."""
    answers = table(f"responses_{questionnaire}", folder)
    items = table(f"items_{questionnaire}", folder)
    return {item["item"]: [(row["unit"], mark(item, row[item["question"]])) for row in answers] for item in items}


def counts(questionnaire: str, folder: Path = STUDY) -> dict[tuple[str, str], tuple[int, int]]:
    """Per item and group: so many of so many."""
    of, found = groups(), {}
    for item, given in marks(questionnaire, folder).items():
        for group in ("high", "low", "middle"):
            values = [value for unit, value in given if of[unit] == group and value is not None]
            found[item, group] = (sum(values), len(values))
    return found


def references(questionnaire: str, folder: Path = STUDY) -> dict[str, bool | None]:
    """Per item of the set: what most of the high group's units that have a majority answer; None for a tie."""
    of, given = groups(), marks(questionnaire, folder)
    in_set = [row["item"] for row in table(f"items_{questionnaire}", folder) if row["set"]]
    found = {}
    for item in in_set:
        balance: dict[str, int] = defaultdict(int)
        for unit, value in given[item]:
            if of[unit] == "high" and value is not None:
                balance[unit] += 1 if value else -1
        sides = sum((total > 0) - (total < 0) for total in balance.values())
        found[item] = None if sides == 0 else sides > 0
    return found


def scores(questionnaire: str, folder: Path = STUDY) -> dict[str, float]:
    """Per high unit: the mean over its respondents of the items answered as the reference."""
    of, given = groups(), marks(questionnaire, folder)
    points: dict[str, int] = defaultdict(int)
    persons: dict[str, int] = defaultdict(int)
    for row in table(f"responses_{questionnaire}", folder):
        persons[row["unit"]] += 1
    for item, reference in references(questionnaire, folder).items():
        for unit, value in given[item]:
            points[unit] += value is not None and value == reference
    return {unit: points[unit] / number for unit, number in persons.items() if of[unit] == "high"}
