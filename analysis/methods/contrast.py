"""One item's *x of n* in the high group beside the low group."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.methods import columns, contrast_notes, contrast_tests, counts, intervals, recode
from analysis.methods.contrast_tests import TESTS, Tested
from analysis.methods.difference_class import TOO_FEW, Thresholds, classify, evidence
from analysis.methods.group_counts import LEVELS, GroupCounts, group_counts
from analysis.methods.items import ItemRule
from analysis.methods.multiplicity import benjamini_hochberg
from analysis.methods.notes import Note, refuse_if
from analysis.methods.result import Result
from analysis.methods.unit_answers import unit_answers


@dataclass(frozen=True, slots=True)
class Settings:
    """How items are contrasted.

    Parameters
    ----------
    level : {"respondents", "units"}
        What *x of n* counts.
    test : {"sign_flip", "permutation", "fisher", "none"}
        The test behind p; it is never exchanged for another silently.
    limits : Thresholds
        The rule behind class and evidence.
    one_per_unit : bool
        Refuse a second respondent of a unit.
    mean_of_several : bool
        One respondent a unit is expected, and several stand for their mean: say so where each counts.
    """

    level: str = "respondents"
    test: str = "sign_flip"
    limits: Thresholds = field(default_factory=Thresholds)
    one_per_unit: bool = False
    mean_of_several: bool = False


def contrast(
    units: pd.DataFrame,
    answers: pd.DataFrame,
    items: Sequence[ItemRule],
    *,
    settings: Settings,
    rng: np.random.Generator,
    asked: pd.DataFrame | None = None,
) -> Result:
    """Contrast items between the high and the low group, the middle group beside them.

    Parameters
    ----------
    units : DataFrame
        One row per unit: `unit`, `unit_name`, `group`, `pair`, `region`.
    answers : DataFrame
        One row per response: `unit`, `respondent`, a column per question.
    items : sequence of ItemRule
        The items of one questionnaire: the family of the q values.
    settings : Settings
        Level, test, thresholds.
    rng : Generator
        For tests with too many arrangements to enumerate.
    asked : DataFrame of bool, optional
        A column per routed question, same rows as `answers`: was this respondent asked?

    Returns
    -------
    Result
        Tables `contrasts` (a row per item), `leave_largest_out` (the same without the unit with most respondents)
        and `units` (a row per item and unit).

    Raises
    ------
    Refused
        When units, pairs, questions or settings do not fit together; all problems at once.

    Notes
    -----
    The difference is the high share minus the low share. At unit level a group's share is the mean of its units'
    shares, and the interval takes each unit as one observation; as a share varies less than a yes or no, that
    interval is on the wide side. `missing` counts respondents of the three groups who were asked and gave no answer.
    An item of the class *too few* has no difference, interval, p or q, and is not in the family of the q values.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1", "2"], "unit_name": ["A", "B"], "group": ["high", "low"],
    ...                       "pair": ["P", "P"], "region": ["", ""]})
    >>> answers = pd.DataFrame({"unit": ["1", "2", "2"], "respondent": ["r1", "r2", "r3"], "q": ["y", "y", "n"]})
    >>> rule = ItemRule("Q", ("q",), "single", yes=("y",), no=("n",))
    >>> result = contrast(units, answers, [rule], settings=Settings(), rng=np.random.default_rng(1))
    >>> result.tables["contrasts"][["high_x", "high_n", "low_x", "low_n", "difference", "class"]].values.tolist()
    [[1, 1, 1, 2, nan, 'too_few']]
    """
    refuse_if(
        [
            *columns.wrong_option("level", settings.level, LEVELS),
            *columns.wrong_option("test", settings.test, TESTS),
        ]
    )
    placed = counts.place(units, answers)
    table = counts.count(placed, recode.marks(answers, items), counts.asked_items(asked, items))
    refuse_if(_second_respondents(table) if settings.one_per_unit else [])
    tested = contrast_tests.run(table, settings.test, rng)
    contrasts = _contrasts(items, table, settings, tested)
    return Result(
        tables={
            "contrasts": contrasts,
            "leave_largest_out": _leave_largest_out(items, table, settings, contrasts),
            "units": unit_answers(items, table),
        },
        n_used=int(table.respondents[placed.shown].sum()),
        excluded=placed.excluded,
        notes=(
            *recode.contradictions(answers, items),
            *contrast_notes.notes(contrasts, table, settings.level, tested),
            *(contrast_notes.several(table, settings.level) if settings.mean_of_several else ()),
        ),
    )


def _second_respondents(table: counts.Counts) -> list[Note]:
    codes = [str(code) for code in table.placed.units["unit"][table.respondents > 1]]
    first = ", ".join([*codes[:5], *(["…"] if len(codes) > 5 else [])])
    return [Note("second_respondent", {"count": len(codes), "units": first})] if codes else []


def _contrasts(items: Sequence[ItemRule], table: counts.Counts, settings: Settings, tested: Tested) -> pd.DataFrame:
    groups = {group: group_counts(table, group, settings.level) for group in counts.GROUPS_SHOWN}
    classes = _class(groups, settings.limits)
    p = np.where(classes == TOO_FEW, np.nan, tested.p)
    q = benjamini_hochberg(p)
    return pd.DataFrame(
        {
            **_head(items, settings.level),
            **_compared(groups, classes),
            "test": settings.test,
            "p": p,
            "q": q,
            "class": classes,
            "evidence": evidence(p, q, settings.limits),
            "reported": [rule.reported for rule in items],
            "direction": [rule.direction for rule in items],
            "pairs": tested.pairs,
            "smallest_p": tested.smallest_p,
            "remark": _remarks(groups, tested),
            **{f"{name}_{part}": getattr(group, part) for name, group in groups.items() for part in _BESIDE},
        }
    )


_BESIDE = ("share", "split", "asked", "missing", "units", "largest")


def _head(items: Sequence[ItemRule], level: str) -> dict[str, object]:
    return {
        "item": [rule.item for rule in items],
        "theme": [rule.theme for rule in items],
        "label": [rule.label for rule in items],
        "level": level,
    }


def _compared(groups: dict[str, GroupCounts], classes: npt.NDArray[np.str_]) -> dict[str, object]:
    """The counts, and what is made of them; nothing is made of too few."""
    high, low = groups["high"], groups["low"]
    ci_low, ci_high = intervals.newcombe(high.share, high.n.astype(float), low.share, low.n.astype(float))
    measures = {"difference": high.share - low.share, "ci_low": ci_low, "ci_high": ci_high}
    return {
        **{f"{name}_{part}": getattr(group, part) for name, group in groups.items() for part in ("x", "n")},
        "missing": np.sum([group.missing for group in groups.values()], axis=0),
        **{name: np.where(classes == TOO_FEW, np.nan, values) for name, values in measures.items()},
    }


def _class(groups: dict[str, GroupCounts], limits: Thresholds) -> npt.NDArray[np.str_]:
    high, low = groups["high"], groups["low"]
    return classify(high.share - low.share, high.n, low.n, limits)


def _remarks(groups: dict[str, GroupCounts], tested: Tested) -> object:
    silent = (groups["high"].n == 0) | (groups["low"].n == 0)
    return np.select([silent, tested.too_few], ["no_answers", "too_few_pairs"], default="")


def _leave_largest_out(
    items: Sequence[ItemRule], table: counts.Counts, settings: Settings, contrasts: pd.DataFrame
) -> pd.DataFrame:
    compared = table.placed.members("high") | table.placed.members("low")
    respondents = np.where(compared, table.respondents, 0)
    if respondents.max(initial=0) <= 1:
        return pd.DataFrame(columns=pd.Index(_LEFT_OUT))
    largest = int(respondents.argmax())
    groups = {group: group_counts(_without(table, largest), group, settings.level) for group in counts.GROUPS_SHOWN}
    classes = _class(groups, settings.limits)
    unit = table.placed.units.iloc[largest]
    frame = pd.DataFrame(
        {
            **_head(items, settings.level),
            "left_out": unit["unit"],
            "left_out_name": unit["unit_name"],
            "left_out_group": unit["group"],
            "left_out_respondents": int(respondents[largest]),
            **_compared(groups, classes),
            "class": classes,
            "class_all": contrasts["class"].to_numpy(),
        }
    )
    frame["changed"] = frame["class"] != frame["class_all"]
    return frame[list(_LEFT_OUT)]


_LEFT_OUT = (
    *("item", "theme", "label", "level", "left_out", "left_out_name", "left_out_group", "left_out_respondents"),
    *("high_x", "high_n", "low_x", "low_n", "difference", "ci_low", "ci_high", "class", "class_all", "changed"),
)


def _without(table: counts.Counts, unit: int) -> counts.Counts:
    respondents, asked, yes, no = (part.copy() for part in (table.respondents, table.asked, table.yes, table.no))
    for part in (respondents, asked, yes, no):
        part[unit] = 0
    return counts.Counts(table.placed, respondents, asked, yes, no)
