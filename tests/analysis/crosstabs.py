"""Crosstabs of made-up persons, and an attacker who knows everything that is printed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from analysis.hidden_cells import hidden_cells
from analysis.methods.crosstab import crosstab
from analysis.methods.crosstab_marks import CrossQuestion
from tests.analysis.samples import column

ONE = CrossQuestion("one", ("a", "b", "c"))
FILTERED = CrossQuestion("filtered", ("yes", "no"))
SEVERAL = CrossQuestion("several", ("p", "q", "r"), multiple=True)
WHOLE = CrossQuestion("whole", ("u", "v"))
QUESTIONS = [ONE, FILTERED, SEVERAL, WHOLE]


@dataclass(frozen=True)
class Printed:
    """A crosstab as it is stored, and which of its cells are hidden."""

    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    hidden: set[tuple[int, str]]
    families: list[str]


def persons(seed: int, *, size: int | None = None) -> dict[str, Any]:
    """Some silent, some routed past a question, in two to four categories of very unequal size."""
    rng = np.random.default_rng(seed)
    size = size or int(rng.integers(20, 160))
    one = rng.choice(np.array(["a", "b", "c", None], dtype=object), size, p=[0.5, 0.35, 0.1, 0.05])
    asked = one == "a"
    drawn = rng.choice(np.array(["yes", "no", None], dtype=object), size, p=[0.7, 0.27, 0.03])
    filtered = [answer if routed else None for answer, routed in zip(drawn, asked, strict=True)]
    several = [" ".join(code for code in "pqr" if rng.random() < 0.3) or None for _ in range(size)]
    whole = rng.choice(np.array(["u", "v"], dtype=object), size, p=[0.9, 0.1])
    groups = int(rng.integers(2, 5))
    shares = rng.dirichlet(np.full(groups, 0.8))
    side = pd.Series(pd.Categorical(rng.choice([f"s{k}" for k in range(groups)], size, p=shares),
                                    [f"s{k}" for k in range(groups)]))  # fmt: skip
    answers = pd.DataFrame({"respondent": [f"r{k}" for k in range(size)], "one": one, "filtered": filtered,
                            "several": several, "whole": whole})  # fmt: skip
    return {"answers": answers, "asked": pd.DataFrame({"filtered": asked}), "background": side}


def protected(data: dict[str, Any], k: int, **options: Any) -> Printed:
    """The table of a run at the level of persons."""
    frame = crosstab(data["answers"], QUESTIONS, asked=data["asked"], background=data["background"], **options)
    table = frame.tables["answers"].rename(columns={"base": "base_key"})
    families = [str(name).removesuffix("_x") for name in table if str(name).endswith("_x")]
    columns = [column("question", role="block"), *(column(name, role="note") for name in ("kind", "row", "choice"))]
    columns += [column("base_key", role="note"), column("base", "texts", "note")]
    for name in families:
        columns += [column(f"{name}_x", "count", "x"), column(f"{name}_n", "count", "n")]
        columns += [column(f"{name}_percent", "share", of=f"{name}_n")]
    columns += [column("responses_n", "count"), column("responses_percent", "share"), column("p", "p")]
    rows = table.assign(base="").to_dict("records")
    cells = [[row[spec["name"]] for spec in columns] for row in rows]
    hidden = {(row, columns[place]["name"]) for row, place in hidden_cells(columns, cells, k)}
    return Printed(columns, [{str(name): value for name, value in row.items()} for row in rows], hidden, families)


class Attack:
    """Every count as a variable, every printed one fixed, and the sums that anybody knows."""

    def __init__(self, table: Printed, *, denominator: str = "valid") -> None:
        self.table = table
        self.names: dict[tuple[Any, ...], int] = {}
        self.equal: list[tuple[list[tuple[int, float]], float]] = []
        self.at_most: list[tuple[list[tuple[int, float]], float]] = []
        blocks: dict[str, list[int]] = {}
        for number, row in enumerate(table.rows):
            blocks.setdefault(row["question"], []).append(number)
        for question, numbers in blocks.items():
            for family in table.families:
                self._family(question, numbers, family, denominator)
        self._families(blocks)
        self._filter()

    def at(self, *name: Any) -> int:
        return self.names.setdefault(name, len(self.names))

    def known(self, place: int, value: float) -> None:
        self.equal.append(([(place, 1.0)], float(value)))

    def total(self, whole: int, parts: list[int]) -> None:
        self.equal.append(([(whole, 1.0), *((part, -1.0) for part in parts)], 0.0))

    def _family(self, question: str, numbers: list[int], family: str, denominator: str) -> None:
        rows, hidden = self.table.rows, self.table.hidden
        last = numbers[-1]
        asked, valid = self.at("asked", question, family), self.at("valid", question, family)
        silent = self.at("x", last, family)
        self.total(asked, [valid, silent])
        shown = asked if denominator == "asked" else valid
        for number in numbers:
            row = rows[number]
            if (number, f"{family}_x") not in hidden:
                self.known(self.at("x", number, family), row[f"{family}_x"])
            if (number, f"{family}_n") not in hidden:
                self.known(asked if number == last else shown, row[f"{family}_n"])
        answers = [self.at("x", number, family) for number in numbers[:-1]]
        if rows[last]["kind"] == "single":
            self.total(valid, answers)
        else:
            self.at_most += [([(answer, 1.0), (valid, -1.0)], 0.0) for answer in answers]
            self.at_most.append(([(valid, 1.0), *((answer, -1.0) for answer in answers)], 0.0))
            if family == "all" and (numbers[0], "responses_n") not in hidden:
                marks = [self.at("x", number, family) for number in numbers if rows[number]["row"] == "answer"]
                self.equal.append(([(mark, 1.0) for mark in marks], rows[numbers[0]]["responses_n"]))

    def _families(self, blocks: dict[str, list[int]]) -> None:
        groups = self.table.families[1:]
        for question, numbers in blocks.items():
            for kind in ("asked", "valid"):
                self.total(self.at(kind, question, "all"), [self.at(kind, question, group) for group in groups])
            for number in numbers:
                self.total(self.at("x", number, "all"), [self.at("x", number, group) for group in groups])

    def _filter(self) -> None:
        """Three questions are asked of everybody; the filtered one of those who answered a to the first."""
        first = next(number for number, row in enumerate(self.table.rows) if row["choice"] == "a")
        for family in self.table.families:
            for question in ("several", "whole"):
                self.total(self.at("asked", question, family), [self.at("asked", "one", family)])
            self.total(self.at("asked", "filtered", family), [self.at("x", first, family)])
        self.known(self.at("asked", "one", "all"), self.table.rows[-1]["all_n"])

    def span(self, place: int) -> tuple[float, float]:
        """Least and most that a count can be."""
        goal = np.zeros(len(self.names))
        goal[place] = 1
        options: dict[str, Any] = {"A_eq": self._matrix(self.equal), "b_eq": [right for _terms, right in self.equal],
                                   "A_ub": self._matrix(self.at_most), "b_ub": [0.0] * len(self.at_most)}  # fmt: skip
        least, most = linprog(goal, **options), linprog(-goal, **options)
        assert least.fun is not None
        return float(least.fun), float("inf") if most.fun is None else -float(most.fun)

    def _matrix(self, lines: list[tuple[list[tuple[int, float]], float]]) -> Any:
        matrix = np.zeros((len(lines), len(self.names)))
        for number, (terms, _right) in enumerate(lines):
            for place, weight in terms:
                matrix[number, place] += weight
        return matrix


def pinned(table: Printed, k: int, *, denominator: str = "valid") -> tuple[int, list[tuple[Any, ...]]]:
    """How many counts are hidden, and those that are certain, or small and known closer than k apart."""
    attack = Attack(table, denominator=denominator)
    wrong, looked_at = [], 0
    for (row, name), true in _hidden_counts(table):
        family, _, part = name.rpartition("_")
        question = table.rows[row]["question"]
        whole = "asked" if denominator == "asked" or table.rows[row]["row"] == "missing" else "valid"
        place = attack.at("x", row, family) if part == "x" else attack.at(whole, question, family)
        least, most = attack.span(place)
        looked_at += 1
        needed = k if 0 < true < k else 1
        if most - least < needed - 1e-6:
            wrong.append((row, name, true, least, most))
    return looked_at, wrong


def _hidden_counts(table: Printed) -> list[tuple[tuple[int, str], int]]:
    return [((row, name), table.rows[row][name]) for row, name in sorted(table.hidden) if name.endswith(("_x", "_n"))
            and name != "responses_n"]  # fmt: skip
