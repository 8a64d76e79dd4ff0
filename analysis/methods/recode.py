"""From answers to marks: counted, not counted, missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods.arrays import Floats, Ints, Marks
from analysis.methods.items import ItemRule, number_range
from analysis.methods.notes import Note, refuse_if

YES, NO, MISSING = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as integers: `rows` point into `levels`, -1 is blank."""

    rows: Ints
    levels: tuple[str, ...]


def marks(answers: pd.DataFrame, items: Sequence[ItemRule]) -> pd.DataFrame:
    """Mark every answer by every item's rule.

    Parameters
    ----------
    answers : DataFrame
        One row per response, a column per question name.
    items : sequence of ItemRule
        The rules; check them first with `recode_check.check`.

    Returns
    -------
    DataFrame of int8
        Same rows, a column per item: 1 counted, 0 not counted, -1 missing.

    Notes
    -----
    A code that no rule names is marked missing here; `recode_check.check` refuses it. Each rule is applied to the
    distinct answers of a column, not to its rows.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": ["1", "2", "9", None]})
    >>> rule = ItemRule("A", ("q1",), "single", yes=("1",), no=("2",), missing=("9",))
    >>> marks(answers, [rule])["A"].tolist()
    [1, 0, -1, -1]
    """
    refuse_if(absent_questions(answers, items))
    coded: dict[str, Coded] = {}
    table: Marks = np.empty((len(answers), len(items)), dtype=np.int8, order="F")
    for place, rule in enumerate(items):
        table[:, place] = _combined([_question(answers, rule, name, coded) for name in rule.questions], rule.combine)
    return pd.DataFrame(table, index=answers.index, columns=[rule.item for rule in items])


def absent_questions(answers: pd.DataFrame, items: Sequence[ItemRule]) -> list[Note]:
    """Name the questions that have no column in the answers."""
    return [
        Note("question_not_in_data", {"item": rule.item, "question": name})
        for rule in items
        for name in rule.questions
        if name not in answers.columns
    ]


def contradictions(answers: pd.DataFrame, items: Sequence[ItemRule]) -> list[Note]:
    """Count the answers that mark *none* or *don't know* together with another choice."""
    found = []
    for rule in items:
        count = sum(_contradictory_rows(answers, rule, name) for name in rule.questions)
        if count:
            found.append(Note("contradictory_marks", {"item": rule.item, "count": count}))
    return found


def coded_column(column: pd.Series) -> Coded:
    """Turn a column of codes into integers and its distinct codes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = column.cat.categories
        rows = column.cat.codes.to_numpy()
    else:
        rows, levels = pd.factorize(column)
    return Coded(rows=np.asarray(rows), levels=tuple(code_text(level) for level in levels))


def code_text(value: object) -> str:
    """Write a code as text; a whole number loses its decimal point.

    Examples
    --------
    >>> code_text(3.0), code_text("3"), code_text(2.5)
    ('3', '3', '2.5')
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def numbers(column: pd.Series) -> Floats:
    """Give a number question's column as floats, blank as NaN."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def contradictory(marked: frozenset[str], rule: ItemRule, question: str) -> bool:
    """Tell whether a set of marks names a code that stands alone together with another."""
    alone = rule.missing_codes(question) | frozenset(rule.none_codes)
    return len(marked) > 1 and bool(marked & alone)


def _question(answers: pd.DataFrame, rule: ItemRule, question: str, coded: dict[str, Coded]) -> Marks:
    column = answers[question]
    if rule.kind == "number":
        return _number_marks(numbers(column), rule, question)
    if question not in coded:
        coded[question] = coded_column(column)
    mark_of: Callable[[str, ItemRule, str], int] = _single if rule.kind == "single" else _multiple
    levels = coded[question].levels
    # The extra last place is what the row code -1 (blank) reads.
    lookup = np.fromiter((*(mark_of(level, rule, question) for level in levels), MISSING), np.int8, len(levels) + 1)
    return np.asarray(lookup[coded[question].rows], dtype=np.int8)


def _single(level: str, rule: ItemRule, question: str) -> int:
    if level in rule.missing_codes(question):
        return MISSING
    if level in rule.yes:
        return YES
    return NO if level in rule.no else MISSING


def _multiple(level: str, rule: ItemRule, question: str) -> int:
    marked = frozenset(level.split())
    if not marked:
        return MISSING if rule.none_codes or rule.no else NO
    if marked <= rule.missing_codes(question) or contradictory(marked, rule, question):
        return MISSING
    if not marked.isdisjoint(rule.yes):
        return YES
    return NO if not rule.no or not marked.isdisjoint(rule.no) else MISSING


def _number_marks(values: Floats, rule: ItemRule, question: str) -> Marks:
    result = np.full(len(values), MISSING, dtype=np.int8)
    # Missing codes come last: 999 may lie inside >=30 and is still no answer.
    for codes, mark in ((rule.no, NO), (rule.yes, YES), (sorted(rule.missing_codes(question)), MISSING)):
        for code in codes:
            if (span := number_range(code)) is not None:
                result[span.contains(values)] = mark
    return result


def _combined(parts: list[Marks], combine: str) -> Marks:
    if len(parts) == 1:
        return parts[0]
    stacked = np.stack(parts)
    decides, otherwise = (YES, NO) if combine == "any" else (NO, YES)
    result = np.where((stacked == MISSING).any(axis=0), MISSING, otherwise)
    return np.where((stacked == decides).any(axis=0), decides, result).astype(np.int8)


def _contradictory_rows(answers: pd.DataFrame, rule: ItemRule, question: str) -> int:
    if rule.kind != "multiple":
        return 0
    column = coded_column(answers[question])
    wrong = [i for i, level in enumerate(column.levels) if contradictory(frozenset(level.split()), rule, question)]
    return int(np.isin(column.rows, wrong).sum())
