"""How many gave each answer: an integer programme in which as many printed percentages hold as can.

Respondents fall into four cells: want to move or to stay, in work or not. A question's answers are counted by work
where its print tells the two apart, else over all who were asked it, and dealt out by lot afterwards.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demo.solver.program import Program, Term
from demo.ti2002.survey import Figure, Question, Survey

CELLS = ("yes employed", "yes unemployed", "no employed", "no unemployed")
WHOLE = "whole"
SILENT_AT_MOST = 2  # per question: the fewest with which the odd percentages of T18 hold
HOLDS, SILENCE, AWAY, LOT = 10**6, 10**4, 1.0, 10**-3  # what a figure is worth, and what is rather avoided

Count = dict[str, int]


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one question: per cell, how many gave each code; those with no answer stand under a blank."""

    question: str
    cells: dict[str, Count]

    def of(self, figure: Figure) -> tuple[int, int]:
        """So many of so many, as a figure counts them."""
        counted = [count for cell, count in self.cells.items() if figure.group in ("", *cell.split())]
        x = sum(count.get(code, 0) for count in counted for code in figure.codes)
        return x, sum(count["n"] for count in counted)


def sizes(survey: Survey, seed: int) -> Count:
    """How many persons are in each of the four cells, from the percentages of moving and of work."""
    total = survey.printed["fieldwork"]["respondents"]
    program = Program()
    cells = {cell: program.variable(most=total, cost=_lot(seed, cell)) for cell in CELLS}
    program.bound([(place, 1.0) for place in cells.values()], low=total, high=total)
    work = survey.questions["in_work"].figures
    for figure in (*survey.questions["move"].figures, *work):
        inside = [cell for cell in CELLS if figure.group in ("", *cell.split())]
        code = "employed" if figure in work else figure.codes[0]
        _want(program, figure, [cells[cell] for cell in inside if code in cell.split()], [cells[c] for c in inside])
    values = program.solve()
    return {cell: values[place] for cell, place in cells.items()}


def counts(survey: Survey, cells: Mapping[str, int], seed: int) -> dict[str, Counted]:
    """The answers of every question that has a printed percentage."""
    found = {
        question.name: _counted(question, cells, seed)
        for question in survey.questions.values()
        if question.figures and question.name not in {"move", "in_work"}
    }
    return found | {"move": _known("move", cells), "in_work": _known("in_work", cells)}


def _known(question: str, cells: Mapping[str, int]) -> Counted:
    def code(cell: str) -> str:
        move, work = cell.split()
        return move if question == "move" else {"employed": "yes", "unemployed": "no"}[work]

    return Counted(question, {cell: {code(cell): size, "n": size} for cell, size in cells.items()})


def asked(question: Question, cells: Mapping[str, int]) -> Count:
    """The cells that a question is asked of, with their sizes."""
    part = {"": "", "yes": "yes", "no": "no", "in_work": "employed"}[question.only]
    return {cell: size for cell, size in cells.items() if part in ("", *cell.split())}


def together(question: Question, cells: Mapping[str, int]) -> dict[str, list[str]]:
    """Cells that are counted as one: those that a printed split by work tells apart stay apart."""
    if not any(figure.group for figure in question.figures):
        return {WHOLE: list(cells)}
    return {work: [cell for cell in cells if work in cell.split()] for work in ("employed", "unemployed")}


def _counted(question: Question, cells: Mapping[str, int], seed: int) -> Counted:
    """Solve one question."""
    there = asked(question, cells)
    program = Program()
    codes = list(question.choices) or ["under_9", "over_9"]
    silent: dict[str, int] = {}
    answers: dict[str, dict[str, int]] = {}
    answering: dict[str, int] = {}
    for cell, members in together(question, there).items():
        size = sum(there[member] for member in members)
        cost = SILENCE + _lot(seed, question.name, cell)
        silent[cell] = program.variable(most=SILENT_AT_MOST, cost=cost)
        answering[cell] = program.variable(most=size)
        program.bound([(answering[cell], 1.0), (silent[cell], 1.0)], low=size, high=size)
        answers[cell] = {
            code: program.variable(most=size, cost=_lot(seed, question.name, cell, code)) for code in codes
        }
        _bound_answers(program, question, answers[cell], answering[cell])
    program.bound([(place, 1.0) for place in silent.values()], high=SILENT_AT_MOST)
    for figure in (*question.figures, *question.assumed):
        inside = [cell for cell in answers if figure.group in ("", *cell.split())]
        x = [answers[cell][code] for cell in inside for code in figure.codes]
        _want(program, figure, x, [answering[cell] for cell in inside])
    values = program.solve()
    solved = {
        cell: {code: values[place] for code, place in of.items()} | {"n": values[answering[cell]]}
        for cell, of in answers.items()
    }
    return Counted(question.name, solved)


def _bound_answers(program: Program, question: Question, answers: Mapping[str, int], answering: int) -> None:
    """One answer each; or a mark at least, and no more marks of a kind than are left by those that stand alone."""
    if question.kind != "multiple":
        program.bound([*((place, 1.0) for place in answers.values()), (answering, -1.0)], low=0, high=0)
        return
    alone = [answers[code] for code in ALONE if code in answers]
    rest = [place for place in answers.values() if place not in alone]
    program.bound([*((place, 1.0) for place in answers.values()), (answering, -1.0)], low=0)
    for place in rest:
        program.bound([(place, 1.0), *((single, 1.0) for single in alone), (answering, -1.0)], high=0)


ALONE = ("none", "dont_know")


def _want(program: Program, figure: Figure, x: Iterable[int], n: Sequence[int]) -> None:
    """Reward a figure that holds; else keep the answers as near to it as they can come."""
    top = 200 * sum(program.most[place] for place in n)
    worth = HOLDS if not figure.above else HOLDS / 1000  # words yield to numbers, and to full bases
    fails = program.variable(cost=worth)
    low, high = _limits(figure)
    terms = [(place, 200.0) for place in x]
    program.bound([*terms, *_times(n, -low), (fails, float(top))], low=1 if figure.above else 0)
    program.bound([*terms, *_times(n, -high), (fails, -float(top))], high=0 if figure.above else -1)
    away = program.variable(most=top, cost=AWAY)
    for sign in (1, -1):
        program.bound([*((place, sign * 200.0) for place in x), *_times(n, -sign * 2 * figure.percent), (away, -1.0)],
                      high=0)  # fmt: skip


def _limits(figure: Figure) -> tuple[int, int]:
    """In two-hundredths of the base."""
    if figure.above:
        return 2 * figure.percent, 2 * (figure.percent + 5)
    return 2 * figure.percent - 1, 2 * figure.percent + 1


def _times(places: Iterable[int], factor: int) -> list[Term]:
    return [(place, float(factor)) for place in places]


def _lot(seed: int, *names: str) -> float:
    """A small seeded price, so that of several best solutions one is the best."""
    return LOT * int(random.Random(" ".join((str(seed), *names))).random() * 1000)
