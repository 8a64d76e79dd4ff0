"""Crosstabs: each question's answers by a background, on the right base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.methods import columns
from analysis.methods.arrays import Bools, Ints
from analysis.methods.crosstab_marks import CrossQuestion, Marked, check, marked
from analysis.methods.crosstab_tests import TESTS, Association, TestName, associated
from analysis.methods.notes import Note, refuse_if
from analysis.methods.result import Result

Denominator = Literal["valid", "asked"]
DENOMINATORS: tuple[Denominator, ...] = ("valid", "asked")
ALL, UNKNOWN = "all", "unknown"
ANSWER, NOTHING, MISSING = "answer", "nothing", "missing"
EVERYBODY = "everybody"
SMALL_EXPECTED = 5
ERROR_COLUMNS = ("question", "respondent", "error", "answer")
Row = dict[str, Any]


def crosstab(
    answers: pd.DataFrame,
    questions: Sequence[CrossQuestion],
    *,
    asked: pd.DataFrame | None = None,
    background: "pd.Series[Any] | None" = None,
    denominator: Denominator = "valid",
    test: TestName = "none",
) -> Result:
    """Count the answers to each question, in all and within each category of a background.

    Parameters
    ----------
    answers : DataFrame
        One row per respondent: `respondent` and a column per question. One choice: its code. Several: codes joined
        by spaces, "" where none was marked. Blank where the question was not asked or not answered.
    questions : sequence of CrossQuestion
    asked : DataFrame of bool, optional
        The same rows, a column per filtered question: was the respondent routed there?
    background : Series of category, optional
        The same rows; its categories, in order, are the columns. A blank is the column *unknown*.
    denominator : {"valid", "asked"}
        Percentages of those with an answer, or of all who were asked (then nothing marked is an answer of its own,
        unless a choice says *none*).
    test : {"none", "chi2", "fisher"}
        Exploratory; see `crosstab_tests.associated`. For several choices each choice is tested for itself.

    Returns
    -------
    Result
        `answers`: a row per choice, then one for those asked without an answer. Columns `question`, `kind` (single,
        multiple), `row` (answer, nothing, missing), `choice`, `base` (see Notes), then for `all`, `g1`, `g2`, ...
        (the categories in order) and `unknown`: `_x` persons, `_n` their base, `_percent` x / n as a proportion;
        `responses_n` and `responses_percent` for several choices; `statistic`, `df`, `p`, `smallest_expected`.
        `errors`: `question`, `respondent`, `error` (not_asked, contradictory), `answer`.
        `bases`: `question`, `base`, `asked`.

    Raises
    ------
    Refused
        For unknown options, columns that are not there and codes that are no choices, all at once.

    Notes
    -----
    n = asked and answered; asked = n + without an answer. Answers by respondents who were not asked are listed,
    counted and left out. Choices that stand alone, marked with another, are listed and count as no answer.
    `base` is *everybody*, `question=code` where exactly those who gave that answer were asked, else `set1`,
    `set2`, ...: equal keys are the same persons.

    Examples
    --------
    >>> given = {"respondent": ["a", "b", "c"], "move": ["yes", "no", "yes"], "why": ["job", None, None]}
    >>> asked = pd.DataFrame({"why": [True, False, True]})
    >>> why = CrossQuestion("why", ("job", "home"))
    >>> move = CrossQuestion("move", ("yes", "no"))
    >>> found = crosstab(pd.DataFrame(given), [move, why], asked=asked).tables["answers"]
    >>> found[found["question"] == "why"][["choice", "base", "all_x", "all_n"]].values.tolist()
    [['job', 'move=yes', 1, 1], ['home', 'move=yes', 0, 1], ['', 'move=yes', 1, 2]]
    """
    refuse_if(
        [
            *columns.wrong_option("denominator", denominator, DENOMINATORS),
            *columns.wrong_option("test", test, TESTS),
            *columns.absent(answers, "answers", ("respondent",)),
        ]
    )
    check(questions, answers)
    read = [marked(question, answers, asked) for question in questions]
    columns_by = families(len(answers), background)
    bases = base_keys(read)
    rows = [row for each in read for row in _block(each, bases[each.question.name], columns_by, denominator, test)]
    errors = [error for each in read for error in _errors(each, answers)]
    table = pd.DataFrame(rows)
    return Result(
        tables={
            "answers": table,
            "errors": pd.DataFrame(errors, columns=pd.Index(ERROR_COLUMNS), dtype=object),
            "bases": pd.DataFrame(
                [(each.question.name, bases[each.question.name], int(each.asked.sum())) for each in read],
                columns=pd.Index(("question", "base", "asked")),
            ),
        },
        n_used=len(answers),
        excluded=_excluded(read),
        notes=tuple(_notes(read, table, columns_by, test)),
    )


@dataclass(frozen=True, slots=True)
class Families:
    """The columns of persons: all, then each category of the background, then those it says nothing of.

    Parameters
    ----------
    names : tuple of str
        all, g1, g2, ..., unknown.
    place : array of int
        Of every respondent the category, counted from 0.
    """

    names: tuple[str, ...]
    place: Ints

    def count(self, persons: Bools) -> Ints:
        """Count persons (True) by family; one row per column of persons where there are several."""
        if persons.ndim > 1:
            return np.array([self.count(column) for column in persons.T], dtype=np.int64).reshape(-1, len(self.names))
        categories = np.bincount(self.place[persons], minlength=len(self.names) - 1)
        whole = np.count_nonzero(persons)
        return np.array([whole, *categories[: len(self.names) - 1]], dtype=np.int64)


def families(size: int, background: "pd.Series[Any] | None") -> Families:
    """Read the background of so many respondents."""
    if background is None:
        return Families((ALL,), np.zeros(size, dtype=np.int64))
    codes = np.asarray(background.cat.codes, dtype=np.int64)
    categories = len(background.cat.categories)
    names = (ALL, *(f"g{place + 1}" for place in range(categories)))
    return Families((*names, UNKNOWN) if (codes < 0).any() else names, np.where(codes < 0, categories, codes))


def base_keys(read: Sequence[Marked]) -> dict[str, str]:
    """Name the persons whom each question was asked of: equal keys are the same persons."""
    known: dict[bytes, str] = {}
    for each in read:
        if not each.question.multiple:
            for place, code in enumerate(each.question.codes):
                known.setdefault(each.marks[:, place].tobytes(), f"{each.question.name}={code}")
    if read:
        known[np.ones(len(read[0].asked), dtype=np.bool_).tobytes()] = EVERYBODY
    sets = 0
    for each in read:
        key = each.asked.tobytes()
        if key not in known:
            sets += 1
            known[key] = f"set{sets}"
    return {each.question.name: known[each.asked.tobytes()] for each in read}


def _block(read: Marked, base: str, by: Families, denominator: Denominator, test: TestName) -> Iterator[Row]:
    """The rows of one question."""
    counts, asked = by.count(read.marks), by.count(read.asked)
    n = asked if denominator == "asked" else by.count(read.valid)
    tests = _tests(read, counts, by, test, n)
    several = read.question.multiple
    head = {"question": read.question.name, "kind": "multiple" if several else "single", "base": base}
    silent = read.asked & ~read.valid
    marks_in_all = int(counts[:, 0].sum())
    for place, code in enumerate(read.question.codes):
        responses = {"responses_n": marks_in_all, "responses_percent": _share(counts[place, 0], marks_in_all)}
        row = {**head, "row": ANSWER, "choice": code, **_cells(by, counts[place], n)}
        yield {**row, **(responses if several else NO_RESPONSES), **_said(tests.get(place))}
    if several and denominator == "asked" and "none" not in read.question.codes:
        silent = silent & ~read.blank
        row = {**head, "row": NOTHING, "choice": "", **_cells(by, by.count(read.blank), asked)}
        yield {**row, **NO_RESPONSES, **_said(None)}
    row = {**head, "row": MISSING, "choice": "", **_cells(by, by.count(silent), asked)}
    yield {**row, **NO_RESPONSES, **_said(None)}


NO_RESPONSES = {"responses_n": None, "responses_percent": None}


def _cells(by: Families, x: Ints, n: Ints) -> Row:
    return {
        f"{name}_{part}": value
        for place, name in enumerate(by.names)
        for part, value in (
            ("x", int(x[place])),
            ("n", int(n[place])),
            ("percent", _share(x[place], n[place])),
        )
    }


def _share(x: int | np.int64, n: int | np.int64) -> float:
    return float(x) / float(n) if n else float("nan")


def _tests(read: Marked, counts: Ints, by: Families, test: TestName, n: Ints) -> dict[int, Association]:
    """By the row it stands in: the first one for one choice, each its own for several."""
    known = [place for place, name in enumerate(by.names) if name not in {ALL, UNKNOWN}]
    if test == "none" or not known or not len(counts):
        return {}
    if not read.question.multiple:
        return {0: associated(counts[:, known], test)}
    return {
        place: associated(np.array([row[known], n[known] - row[known]]), test) for place, row in enumerate(counts)
    }


def _said(found: Association | None) -> Row:
    found = found or Association()
    return {
        "statistic": found.statistic,
        "df": found.df,
        "p": found.p,
        "smallest_expected": found.smallest_expected,
    }


def _errors(read: Marked, answers: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    for error, rows in (("not_asked", read.not_asked), ("contradictory", read.contradictory)):
        for row in np.flatnonzero(rows):
            answer = answers[read.question.name].iloc[row]
            yield read.question.name, str(answers["respondent"].iloc[row]), error, str(answer)


def _excluded(read: Sequence[Marked]) -> dict[str, int]:
    counts = {
        "answers_not_asked": sum(int(each.not_asked.sum()) for each in read),
        "answers_contradictory": sum(int(each.contradictory.sum()) for each in read),
    }
    return {reason: count for reason, count in counts.items() if count}


def _notes(read: Sequence[Marked], table: pd.DataFrame, by: Families, test: TestName) -> Iterator[Note]:
    for reason, count in _excluded(read).items():
        yield Note(reason, {"count": count})
    if over := [each.question.name for each in read if _over_100(each)]:
        yield Note("several_over_100", {"questions": ", ".join(over)})
    if UNKNOWN in by.names:
        yield Note("background_unknown", {"count": int((by.place == by.place.max()).sum())})
    if test == "none" or len(by.names) == 1:
        return
    yield Note("tests_exploratory")
    smallest = table["smallest_expected"]
    if small := int((smallest < SMALL_EXPECTED).sum()):
        yield Note("expected_small", {"count": small, "limit": SMALL_EXPECTED})
    if test == "fisher" and (larger := int((smallest.notna() & table["p"].isna()).sum())):
        yield Note("fisher_larger", {"count": larger})


def _over_100(read: Marked) -> bool:
    return read.question.multiple and bool(read.marks.sum() > read.valid.sum())
