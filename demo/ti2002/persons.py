"""Deal the counts out to persons by a seeded lot; several choices by an integer programme, so that each has one."""

import random
from collections.abc import Mapping, Sequence

from demo.solver.program import Program
from demo.ti2002.counts import ALONE, CELLS, Counted, asked, together
from demo.ti2002.survey import NO_ANSWER, Question, Survey

YOUNG_ASKED, YOUNG_YES = 5, 4  # of five who want to move, four (80 percent) to live with their own
YEARS = {"under_9": (1, 8), "over_9": (9, 30)}
YOUNG_AGES, AGES = (15, 20), ((21, 29), (30, 39), (30, 39), (40, 49), (50, 64))
BLANK = 0.5  # of those without an answer, half leave it blank

Answers = dict[str, str]
Person = tuple[int, str]  # number, cell


def respondents(survey: Survey, cells: Mapping[str, int], solved: Mapping[str, Counted], seed: int) -> list[Answers]:
    """One document per person, keyed by question."""
    persons: list[Person] = []
    for cell in CELLS:
        persons += [(len(persons) + place, cell) for place in range(cells[cell])]
    rows: list[Answers] = [{} for _ in persons]
    for question in survey.questions.values():
        if question.name in solved:
            _deal(question, cells, persons, solved[question.name], rows, seed)
    _countries(survey, rows, seed)
    _ages(persons, rows, seed)
    return [rows[place] for place in _shuffled(range(len(rows)), seed, "order")]


def _deal(
    question: Question,
    cells: Mapping[str, int],
    persons: Sequence[Person],
    solved: Counted,
    rows: list[Answers],
    seed: int,
) -> None:
    there = asked(question, cells)
    pools = together(question, there) if set(solved.cells) - set(CELLS) else {cell: [cell] for cell in there}
    for pool, members in pools.items():
        inside = [number for number, cell in persons if cell in members]
        order = _shuffled(inside, seed, question.name, pool)
        count = dict(solved.cells[pool])
        answering, silent = order[: count["n"]], order[count.pop("n") :]
        given = _several(question, count, answering, seed) if question.kind == "multiple" else _one(count, answering)
        for number, answer in given.items():
            rows[number][question.name] = _said(question, answer, number, seed)
        for number in silent:
            lot = random.Random(f"{seed} silence {question.name} {number}").random()
            rows[number][question.name] = "" if question.kind == "multiple" or lot < BLANK else NO_ANSWER


def _one(count: Mapping[str, int], persons: Sequence[int]) -> dict[int, str]:
    codes = [code for code, number in count.items() for _ in range(number)]
    return dict(zip(persons, codes, strict=True))


def _several(question: Question, count: Mapping[str, int], persons: Sequence[int], seed: int) -> dict[int, str]:
    """Those whose choice stands alone first; of the others each marks at least one."""
    alone = _one({code: count[code] for code in ALONE if code in count}, persons[: _standing_alone(count)])
    rest = persons[len(alone) :]
    codes = [code for code in count if code not in ALONE]
    draw = random.Random(f"{seed} marks {question.name}")
    program = Program()
    marks = {(number, code): program.variable(cost=int(draw.random() * 10**6)) for number in rest for code in codes}
    for code in codes:
        program.bound([(marks[number, code], 1.0) for number in rest], low=count[code], high=count[code])
    for number in rest:
        program.bound([(marks[number, code], 1.0) for code in codes], low=1)
    values = program.solve()
    return alone | {number: " ".join(c for c in codes if values[marks[number, c]]) for number in rest}


def _standing_alone(count: Mapping[str, int]) -> int:
    return sum(count.get(code, 0) for code in ALONE)


def _said(question: Question, answer: str, number: int, seed: int) -> str:
    """A code as it is; years within the band that the print tells of."""
    if question.name != "years_in_denmark":
        return answer
    return str(_between(YEARS[answer], seed, "years", number))


def _countries(survey: Survey, rows: list[Answers], seed: int) -> None:
    """As printed: 78 persons of six nations; the three others are of one that is not named."""
    codes = [row["id"] for row in survey.printed["sample"]["by_nationality"] for _ in range(row["persons"])]
    codes += ["another_country"] * (len(rows) - len(codes))
    for place, code in zip(_shuffled(range(len(rows)), seed, "country"), codes, strict=True):
        rows[place]["country"] = code


def _ages(persons: Sequence[Person], rows: list[Answers], seed: int) -> None:
    """Five of those who want to move are 15 to 20, four of them for the sake of their own; most are 30 to 39."""
    movers = [number for number, cell in persons if cell.startswith("yes")]
    yes = [number for number in movers if rows[number]["mv04"] == "yes"]
    no = [number for number in movers if rows[number]["mv04"] == "no"]
    young = [
        *_shuffled(yes, seed, "young yes")[:YOUNG_YES],
        *_shuffled(no, seed, "young no")[: YOUNG_ASKED - YOUNG_YES],
    ]
    others = _shuffled([number for number, _cell in persons if number not in young], seed, "others")
    for number in young:
        rows[number]["age"] = str(_between(YOUNG_AGES, seed, "age", number))
    for place, number in enumerate(others):
        rows[number]["age"] = str(_between(AGES[place % len(AGES)], seed, "age", number))
    for row in rows:  # nobody has lived anywhere longer than at all
        row["years_in_denmark"] = str(min(int(row["years_in_denmark"]), int(row["age"])))


def _between(limits: tuple[int, int], seed: int, *names: object) -> int:
    low, high = limits
    lot = random.Random(" ".join(map(str, (seed, *names)))).random()
    return low + int(lot * (high - low + 1))


def _shuffled(numbers: Sequence[int], seed: int, *names: str) -> list[int]:
    """In an order that depends on `random()` alone, the one generator that Python promises to keep."""
    draw = random.Random(" ".join((str(seed), *names)))
    keys = {number: draw.random() for number in numbers}
    return sorted(numbers, key=keys.__getitem__)
