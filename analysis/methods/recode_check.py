"""What is wrong with items, before they count anything."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.methods.arrays import Bools
from analysis.methods.items import ItemRule, number_range
from analysis.methods.notes import Note, Value
from analysis.methods.recode import absent_questions, coded_column, numbers

Dictionary = Mapping[str, Collection[str]]
ROWS_SHOWN = 5


def check(items: Sequence[ItemRule], dictionary: Dictionary, answers: pd.DataFrame | None = None) -> tuple[Note, ...]:
    """Find every problem of the rules, and of the answers they are applied to.

    Parameters
    ----------
    items : sequence of ItemRule
        The rules.
    dictionary : mapping of str to collection of str
        Question name to its codes, missing codes included; number questions with no codes.
    answers : DataFrame, optional
        One row per response; its codes are compared with the dictionary. Rows are counted from 1.

    Returns
    -------
    tuple of Note
        Empty when all is well; give it to `notes.Refused`.

    Examples
    --------
    >>> rule = ItemRule("A", ("q1",), "single", yes=("1",), no=("1", "2"))
    >>> [str(problem) for problem in check([rule], {"q1": ("1", "2", "3")})]  # doctest: +NORMALIZE_WHITESPACE
    ['Item A: code 1 is in both yes and no: keep it in one.',
     'Item A: code 3 of question q1 is in none of yes, no and missing: put it in one.']
    """
    problems = [Note("item_twice", {"item": name}) for name, n in Counter(r.item for r in items).items() if n > 1]
    for rule in items:
        problems.extend(_rule_problems(rule, dictionary))
    if answers is not None:
        problems.extend(_answer_problems(items, dictionary, answers))
    return tuple(problems)


def _rule_problems(rule: ItemRule, dictionary: Dictionary) -> Iterator[Note]:
    if not rule.questions:
        yield Note("item_without_question", {"item": rule.item})
    if not rule.yes:
        yield Note("item_without_yes", {"item": rule.item})
    yield from _twice(rule)
    for name in rule.questions:
        if name not in dictionary:
            yield Note("question_unknown", {"item": rule.item, "question": name})
    yield from _number_problems(rule) if rule.kind == "number" else _code_problems(rule, dictionary)


def _twice(rule: ItemRule) -> Iterator[Note]:
    missing = [*rule.missing, *(code for name in rule.questions for code in rule.question_missing.get(name, ()))]
    lists = (
        ("yes", rule.yes, "no", rule.no),
        ("yes", rule.yes, "missing", missing),
        ("no", rule.no, "missing", missing),
    )
    for first, these, second, those in lists:
        for code in dict.fromkeys(these):
            if code in those:
                yield Note("code_in_both", {"item": rule.item, "code": code, "first": first, "second": second})


def _number_problems(rule: ItemRule) -> Iterator[Note]:
    for code in (*rule.yes, *rule.no, *rule.missing):
        if number_range(code) is None:
            yield Note("bad_number_code", {"item": rule.item, "code": code})
    for first in rule.yes:
        for second in rule.no:
            span, other = number_range(first), number_range(second)
            if first != second and span is not None and other is not None and span.overlaps(other):
                yield Note("ranges_overlap", {"item": rule.item, "first": first, "second": second})


def _code_problems(rule: ItemRule, dictionary: Dictionary) -> Iterator[Note]:
    known = [name for name in rule.questions if name in dictionary]
    choices = {code for name in known for code in dictionary[name]}
    if known:
        for code in dict.fromkeys((*rule.yes, *rule.no, *rule.missing)):
            if code not in choices:
                params = {"item": rule.item, "code": code, "question": ", ".join(known)}
                yield Note("code_not_in_question", params)
    if rule.kind == "multiple" and not rule.no:
        return
    for name in known:
        yield from _unassigned(rule, name, dictionary[name])


def _unassigned(rule: ItemRule, question: str, codes: Collection[str]) -> Iterator[Note]:
    assigned = {*rule.yes, *rule.no, *rule.missing_codes(question), *rule.none_codes}
    for code in codes:
        if code not in assigned:
            yield Note("code_unassigned", {"item": rule.item, "code": code, "question": question})


def _answer_problems(items: Sequence[ItemRule], dictionary: Dictionary, answers: pd.DataFrame) -> Iterator[Note]:
    yield from absent_questions(answers, items)
    seen: set[str] = set()
    for rule in items:
        for name in rule.questions:
            if name not in dictionary or name not in answers.columns:
                continue
            if rule.kind == "number":
                yield from _unassigned_numbers(rule, name, answers[name])
            elif name not in seen:
                seen.add(name)
                yield from _unknown_codes(rule, name, answers[name], dictionary[name])


def _unassigned_numbers(rule: ItemRule, question: str, column: pd.Series) -> Iterator[Note]:
    values = numbers(column)
    left = ~np.isnan(values)
    for code in (*rule.yes, *rule.no, *rule.missing_codes(question)):
        if (span := number_range(code)) is not None:
            left &= ~span.contains(values)
    for value in np.unique(values[left]):
        yield Note(
            "number_unassigned", {"item": rule.item, "question": question, **_where(f"{value:g}", values == value)}
        )


def _unknown_codes(rule: ItemRule, question: str, column: pd.Series, codes: Collection[str]) -> Iterator[Note]:
    coded = coded_column(column)
    known = {*codes, *rule.missing_codes(question)}
    wrong: dict[str, list[int]] = {}
    for place, level in enumerate(coded.levels):
        for code in level.split() if rule.kind == "multiple" else [level]:
            if code and code not in known:
                wrong.setdefault(code, []).append(place)
    for code, places in sorted(wrong.items()):
        rows = np.isin(coded.rows, places)
        if rows.any():
            yield Note("unknown_code", {"question": question, **_where(code, rows)})


def _where(code: str, rows: Bools) -> dict[str, Value]:
    places = np.flatnonzero(rows) + 1
    return {"code": code, "rows": ", ".join(str(row) for row in places[:ROWS_SHOWN]), "count": len(places)}
