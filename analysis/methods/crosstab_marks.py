"""Answers to one question as marks: who was asked, who answered what, who answered what cannot be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods.arrays import Bools, Ints
from analysis.methods.notes import Note, refuse_if

ROWS_NAMED = 5  # of a code that is no choice


@dataclass(frozen=True, slots=True)
class CrossQuestion:
    """A question of one choice or of several.

    Parameters
    ----------
    name : str
        Its column in the answers.
    codes : tuple of str
        Choices that are answers, in order.
    missing : tuple of str
        Choices that are declared missing: they count as no answer.
    multiple : bool
        Several choices, joined by spaces in the column.
    exclusive : tuple of str
        Choices that stand alone: with another one the answer contradicts itself. Declared missing ones always do.
    """

    name: str
    codes: tuple[str, ...]
    missing: tuple[str, ...] = ()
    multiple: bool = False
    exclusive: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """Give all codes, the missing ones last."""
        return (*self.codes, *(code for code in self.missing if code not in self.codes))


@dataclass(frozen=True, slots=True)
class Marked:
    """One row per respondent.

    Parameters
    ----------
    marks : array of bool, respondents x codes
        Valid answers only: all False where there is none.
    asked : array of bool
        Routed to the question.
    valid : array of bool
        Asked, with at least one answer.
    blank : array of bool
        Asked, and nothing marked where several could be.
    not_asked : array of bool
        Answered without having been asked: left out.
    contradictory : array of bool
        Marked a choice that stands alone together with another one: no valid answer.
    """

    question: CrossQuestion
    marks: Bools
    asked: Bools
    valid: Bools
    blank: Bools
    not_asked: Bools
    contradictory: Bools


def marked(question: CrossQuestion, answers: pd.DataFrame, asked: pd.DataFrame | None = None) -> Marked:
    """Read one question.

    Parameters
    ----------
    question : CrossQuestion
    answers : DataFrame
        One row per respondent, a column per question.
    asked : DataFrame of bool, optional
        The same rows; a question without a column was asked of everybody.

    Raises
    ------
    Refused
        For a code that is no choice, with the first rows.
    """
    places, every = _every_mark(question, answers[question.name])
    routed = _routed(question.name, answers, asked)
    missing = np.isin(question.every, question.missing)
    alone = missing | np.isin(question.every, question.exclusive)
    # Worked out once for each distinct answer, then handed to all who gave it.
    contradicts = (every.sum(axis=1) > 1) & (every & alone).any(axis=1) & question.multiple
    answers_it = (every & ~missing).any(axis=1) & ~contradicts
    given: Bools = np.asarray(every.any(axis=1), dtype=np.bool_)
    valid = routed & answers_it[places]
    codes = [question.every.index(code) for code in question.codes]
    return Marked(
        question=question,
        marks=(every[:, codes] & answers_it[:, None])[places] & routed[:, None],
        asked=routed,
        valid=valid,
        blank=routed & question.multiple & ~given[places],
        not_asked=~routed & given[places],
        contradictory=routed & contradicts[places],
    )


def strange_codes(questions: Iterable[CrossQuestion], answers: pd.DataFrame) -> Iterator[Note]:
    """Name codes that are no choice of their question, with the first rows and how many there are."""
    for question in questions:
        places, given = _distinct(question, answers[question.name])
        strange = sorted({code for codes in given for code in codes} - set(question.every))
        for code in strange:
            rows = np.flatnonzero(np.array([*(code in codes for codes in given), False])[places]) + 1
            named = ", ".join(map(str, rows[:ROWS_NAMED]))
            yield Note("unknown_code", {"question": question.name, "code": code, "rows": named, "count": len(rows)})


def check(questions: Sequence[CrossQuestion], answers: pd.DataFrame) -> None:
    """Raise Refused for columns that are not there and for codes that are no choices; all at once."""
    absent = [question for question in questions if question.name not in answers]
    problems = [Note("column_missing", {"table": "answers", "column": question.name}) for question in absent]
    refuse_if([*problems, *strange_codes([each for each in questions if each not in absent], answers)])


def _distinct(question: CrossQuestion, column: "pd.Series[str]") -> tuple[Ints, list[list[str]]]:
    """Of every row the place of its answer among the distinct ones (-1: blank), and the codes of each of those."""
    places, values = pd.factorize(column)
    return np.asarray(places, dtype=np.int64), [
        str(value).split() if question.multiple else [str(value)] for value in values
    ]


def _every_mark(question: CrossQuestion, column: "pd.Series[str]") -> tuple[Ints, Bools]:
    """Of every row its place among the distinct answers, and their marks of all codes; the last one is the blank."""
    places, given = _distinct(question, column)
    marks = np.zeros((len(given) + 1, len(question.every)), dtype=np.bool_)
    for row, codes in enumerate(given):
        marks[row, [question.every.index(code) for code in codes]] = True
    return places, marks


def _routed(name: str, answers: pd.DataFrame, asked: pd.DataFrame | None) -> Bools:
    if asked is None or name not in asked:
        return np.ones(len(answers), dtype=np.bool_)
    return np.asarray(asked[name].to_numpy(), dtype=np.bool_)
