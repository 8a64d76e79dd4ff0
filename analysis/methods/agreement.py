"""On how many items a unit answers like the high group."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.methods import columns, counts, recode
from analysis.methods.arrays import Bools, Floats, Ints, Marks
from analysis.methods.items import ItemRule
from analysis.methods.notes import Note, refuse_if
from analysis.methods.ranking import best_first, comparable, maxima_differ
from analysis.methods.reference_answers import BASES, REFERENCES, References, drop_notes, references
from analysis.methods.result import Result

DENOMINATORS = ("all", "answered")
ENOUGH_ANSWERED = 0.8


@dataclass(frozen=True, slots=True)
class Settings:
    """How agreement is scored.

    Parameters
    ----------
    basis, reference, loo_majority
        What the reference answer is: see `reference_answers.references`.
    denominator : {"all", "answered"}
        A missing answer scores nothing; or the score is the share of answered items, times the maximum.
    rank_groups : tuple of str
        The groups ranked, in one list.
    """

    basis: str = "units"
    reference: str = "majority"
    loo_majority: bool = False
    denominator: str = "all"
    rank_groups: tuple[str, ...] = ("high",)


@dataclass(frozen=True, slots=True)
class Scores:
    """Per unit: respondents, mean score, maximum, share of answered, items answered on average."""

    respondents: Ints
    score: Floats
    maximum: Ints
    of_answered: Floats
    answered_items: Floats

    @property
    def answered_less(self) -> Bools:
        """Tell which units answered less than 80 % of the items."""
        return np.asarray(self.answered_items < ENOUGH_ANSWERED * self.maximum - 1e-9, dtype=np.bool_)

    @property
    def silent(self) -> Bools:
        """Tell which units have respondents but no answer."""
        return np.asarray((self.respondents > 0) & ~(self.answered_items > 0), dtype=np.bool_)


def agreement(
    units: pd.DataFrame,
    answers: pd.DataFrame,
    items: Sequence[ItemRule],
    *,
    settings: Settings,
    beside: Collection[str] = (),
) -> Result:
    """Score every unit by its agreement with the high group, and rank.

    Parameters
    ----------
    units : DataFrame
        One row per unit: `unit`, `unit_name`, `group`, `pair`, `region`.
    answers : DataFrame
        One row per response: `unit`, `respondent`, a column per question.
    items : sequence of ItemRule
        The set: at most one item per question.
    settings : Settings
        Basis, reference, denominator, groups to rank.
    beside : collection of str
        Units in none of the groups that are scored all the same; they are never ranked.

    Returns
    -------
    Result
        Tables `scores` (a row per unit of the high, low and middle group and beside them, ranked ones first) and
        `reference` (a row per item).

    Raises
    ------
    Refused
        Two items on one question, no high unit, an unknown option, or no item on which the high group is agreed.

    Notes
    -----
    A respondent's score is the number of items answered as the reference, a missing answer scoring nothing; a unit's
    score is the mean over its respondents; the maximum is the number of items in use. Where the maxima of ranked
    units differ, as they do with `loo_majority`, ranks follow score / maximum.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1", "2"], "unit_name": ["A", "B"], "group": "high", "pair": "", "region": ""})
    >>> units["pair"] = None
    >>> answers = pd.DataFrame({"unit": ["1"], "respondent": ["r"], "q": ["y"]})
    >>> rule = ItemRule("Q", ("q",), "single", yes=("y",), no=("n",))
    >>> scores = agreement(units, answers, [rule], settings=Settings()).tables["scores"]
    >>> scores[["unit", "score", "maximum", "note"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['1', 1.0, 1, 'The answers of one person.'], ['2', nan, 1, 'Not ranked: nobody answered.']]
    """
    refuse_if([*_options(settings), *shared_questions(items)])
    placed = counts.place(units, answers, beside)
    refuse_if([] if placed.members("high").any() else [Note("no_high_units")])
    marks = recode.marks(answers, items)
    found = references(
        items,
        counts.count(placed, marks),
        basis=settings.basis,
        reference=settings.reference,
        loo_majority=settings.loo_majority,
    )
    refuse_if([] if found.table["used"].any() else [Note("no_items_left")])
    scores = _scores(placed, marks, found.answers, settings.denominator)
    return Result(
        tables={"scores": _table(placed, scores, settings.rank_groups), "reference": found.table},
        n_used=int(scores.respondents[placed.shown].sum()),
        excluded=placed.excluded,
        notes=(*recode.contradictions(answers, items), *_notes(placed, scores, found, settings.rank_groups)),
    )


def shared_questions(items: Sequence[ItemRule]) -> list[Note]:
    """Name the items of a set that rest on one and the same question."""
    resting: dict[str, list[str]] = defaultdict(list)
    for rule in items:
        for question in dict.fromkeys(rule.questions):
            resting[question].append(rule.item)
    return [
        Note("question_shared", {"items": ", ".join(names), "question": question})
        for question, names in resting.items()
        if len(names) > 1
    ]


def _options(settings: Settings) -> list[Note]:
    return [
        *columns.wrong_option("basis", settings.basis, BASES),
        *columns.wrong_option("reference", settings.reference, REFERENCES),
        *columns.wrong_option("denominator", settings.denominator, DENOMINATORS),
        *(
            note
            for name in settings.rank_groups
            for note in columns.wrong_option("rank_groups", name, counts.GROUPS_SHOWN)
        ),
    ]


def _scores(placed: counts.Placed, marks: pd.DataFrame, answers: Marks, denominator: str) -> Scores:
    kept = placed.rows >= 0
    rows = placed.rows[kept]
    matched, answered = _matches(marks.loc[kept], answers, rows)
    size = len(placed.units)
    respondents = np.bincount(rows, minlength=size)
    maximum = (answers != recode.MISSING).sum(axis=1)
    score = counts.divided(np.bincount(rows, weights=matched, minlength=size), respondents)
    of_answered = _mean_share(rows, matched, answered, size)
    answered_items = counts.divided(np.bincount(rows, weights=answered, minlength=size), respondents)
    if denominator == "answered":
        score = of_answered * maximum
    return Scores(respondents, np.where(answered_items > 0, score, np.nan), maximum, of_answered, answered_items)


def _matches(marks: pd.DataFrame, answers: Marks, rows: Ints) -> tuple[Ints, Ints]:
    matched, answered = np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    for item in range(answers.shape[1]):
        given, wanted = marks.iloc[:, item].to_numpy(), answers[rows, item]
        valid = (given != recode.MISSING) & (wanted != recode.MISSING)
        answered += valid
        matched += valid & (given == wanted)
    return matched, answered


def _mean_share(rows: Ints, matched: Ints, answered: Ints, size: int) -> Floats:
    some = answered > 0
    # Summed in an order of their own, so that the order of the responses cannot change the last digit.
    order = np.lexsort((answered[some], matched[some], rows[some]))
    shares = (matched[some] / answered[some])[order]
    persons = np.bincount(rows[some], minlength=size)
    return counts.divided(np.bincount(rows[some][order], weights=shares, minlength=size), persons)


def _table(placed: counts.Placed, scores: Scores, rank_groups: Sequence[str]) -> pd.DataFrame:
    groups = placed.units["group"]
    ranked = _ranked(placed, rank_groups)
    ranks = best_first(np.where(ranked, comparable(scores.score, scores.maximum, ranked), np.nan))
    codes = [_unit_notes(scores, place, ranked=not np.isnan(ranks[place])) for place in range(len(ranks))]
    table = pd.DataFrame(
        {
            "unit": placed.units["unit"],
            "unit_name": placed.units["unit_name"],
            "score": scores.score,
            "maximum": scores.maximum,
            "rank": pd.Series(ranks).astype("Int64"),
            "respondents": scores.respondents,
            "of_answered": scores.of_answered,
            "answered_items": scores.answered_items,
            "note": [" ".join(str(note) for note in notes) for notes in codes],
            "group": groups,
            "note_codes": [" ".join(note.code for note in notes) for notes in codes],
        }
    )
    beside = table.assign(_group=groups.map(_order(rank_groups)), _name=columns.by_name(placed.units))
    in_order = beside[placed.shown].sort_values(["rank", "_group", "_name", "unit"])
    return in_order.drop(columns=["_group", "_name"]).reset_index(drop=True)


def _ranked(placed: counts.Placed, rank_groups: Sequence[str]) -> Bools:
    return placed.units["group"].isin(rank_groups).to_numpy(dtype=np.bool_)


def _order(rank_groups: Sequence[str]) -> dict[str, int]:
    return {group: place for place, group in enumerate(dict.fromkeys((*rank_groups, *counts.GROUPS_SHOWN)))}


def _unit_notes(scores: Scores, place: int, *, ranked: bool) -> list[Note]:
    if scores.respondents[place] == 0:
        return [Note("unit_no_respondents")]
    if scores.silent[place]:
        return [Note("unit_no_answers")]
    notes = [] if ranked else [Note("unit_not_ranked")]
    if scores.answered_less[place]:
        notes.append(Note("unit_answered_less", {"percent": round(100 * ENOUGH_ANSWERED)}))
    if scores.respondents[place] == 1:
        notes.append(Note("unit_one_respondent"))
    return notes


def _notes(placed: counts.Placed, scores: Scores, found: References, rank_groups: Sequence[str]) -> list[Note]:
    shown = placed.shown & (scores.respondents > 0)
    few = int((shown & scores.answered_less).sum())
    alone = int((shown & (scores.respondents == 1)).sum())
    notes = [Note("circular"), *drop_notes(found)]
    if maxima_differ(scores.score, scores.maximum, _ranked(placed, rank_groups)):
        notes.append(Note("ranked_by_share"))
    if few:
        notes.append(Note("answered_less", {"percent": round(100 * ENOUGH_ANSWERED), "count": few}))
    if alone:
        notes.append(Note("one_respondent", {"count": alone}))
    return notes
