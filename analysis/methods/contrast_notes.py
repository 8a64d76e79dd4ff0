"""What belongs under a table of contrasts."""

from collections.abc import Iterator
from math import comb

import pandas as pd

from analysis.methods.arrays import Ints
from analysis.methods.contrast_tests import Tested
from analysis.methods.counts import Counts
from analysis.methods.notes import Note
from analysis.methods.permutation import DRAWS, ENUMERATED
from analysis.methods.sign_flip import ENUMERATED_PAIRS, NEEDED_PAIRS


def notes(contrasts: pd.DataFrame, table: Counts, level: str, tested: Tested) -> tuple[Note, ...]:
    """Collect the remarks on interval, test, silent items and the largest unit."""
    return (
        *_interval(table, level),
        *_test(table, level, tested),
        *_family(contrasts),
        *_silent(contrasts),
        *_largest(table),
    )


def several(table: Counts, level: str) -> Iterator[Note]:
    """Say what the mean of a unit's respondents means at this level."""
    crowded = int((table.respondents[table.placed.shown] > 1).sum())
    if crowded:
        yield Note("several_all_counted" if level == "respondents" else "several_mean", {"count": crowded})


def _interval(table: Counts, level: str) -> Iterator[Note]:
    largest = int(_compared(table).max(initial=0))
    if level == "units":
        yield Note("unit_interval")
    elif largest > 1:
        yield Note("as_if_independent", {"largest": largest})


def _test(table: Counts, level: str, tested: Tested) -> Iterator[Note]:
    if tested.test == "sign_flip":
        yield from _pair_test(tested)
    elif tested.test == "permutation":
        yield from _permutation(table, level)
    elif tested.test == "fisher":
        yield Note("fisher_as_if_independent")


def _pair_test(tested: Tested) -> Iterator[Note]:
    most = int(tested.pairs.max(initial=0))
    if most == 0:
        yield Note("no_pairs")
        return
    if tested.too_few.any():
        yield Note("too_few_pairs", {"count": int(tested.too_few.sum()), "needed": NEEDED_PAIRS})
    yield from _reach_of_pairs(most)
    yield Note("pair_statistic")


def _reach_of_pairs(pairs: int) -> Iterator[Note]:
    by_design = {"pairs": pairs, "p": _rounded(2.0 ** (1 - pairs))}
    if pairs <= ENUMERATED_PAIRS:
        yield Note("smallest_p", by_design)
        return
    yield Note("smallest_p_drawn", {**by_design, "draws": DRAWS, "drawn": _rounded(1 / (DRAWS + 1))})
    yield Note("random_draws", {"limit": 2**ENUMERATED_PAIRS, "draws": DRAWS})


def _permutation(table: Counts, level: str) -> Iterator[Note]:
    from_high = (table.answered[table.placed.members("high")] > 0).sum(axis=0)
    from_low = (table.answered[table.placed.members("low")] > 0).sum(axis=0)
    sides = [(int(high), int(low)) for high, low in zip(from_high, from_low, strict=True) if high and low]
    if not sides:
        return
    high, low = max(sides, key=sum)
    yield Note("smallest_p_labels", {"p": _rounded(_reach_of_labels(high, low)), "high": high, "low": low})
    if level == "respondents":
        yield Note("label_statistic")
    if any(comb(high + low, high) > ENUMERATED for high, low in sides):
        yield Note("random_draws", {"limit": ENUMERATED, "draws": DRAWS})


def _reach_of_labels(high: int, low: int) -> float:
    """With sides of one size, an arrangement and its mirror image are equally far apart."""
    arrangements = comb(high + low, high)
    if arrangements > ENUMERATED:
        return 1 / (DRAWS + 1)
    return (2 if high == low else 1) / arrangements


def _rounded(p: float) -> float:
    return float(f"{p:.3g}")


def _family(contrasts: pd.DataFrame) -> Iterator[Note]:
    tested = int(contrasts["q"].notna().sum())
    if tested:
        yield Note("q_family", {"count": tested})


def _silent(contrasts: pd.DataFrame) -> Iterator[Note]:
    silent = contrasts.loc[contrasts["remark"] == "no_answers", "item"]
    if len(silent):
        yield Note("no_answers", {"items": ", ".join(silent)})


def _largest(table: Counts) -> Iterator[Note]:
    respondents = _compared(table)
    largest = int(respondents.max(initial=0))
    tied = int((respondents == largest).sum())
    if largest <= 1:
        yield Note("no_largest")
    elif tied > 1:
        yield Note("largest_tied", {"count": tied})


def _compared(table: Counts) -> Ints:
    return table.respondents[table.placed.members("high") | table.placed.members("low")]
