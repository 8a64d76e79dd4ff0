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
    return (*_interval(table, level), *_test(table, tested), *_silent(contrasts), *_largest(table))


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


def _test(table: Counts, tested: Tested) -> Iterator[Note]:
    if tested.test == "sign_flip":
        yield from _pair_test(tested)
    elif tested.test == "permutation":
        yield from _permutation(table)
    elif tested.test == "fisher":
        yield Note("fisher_as_if_independent")


def _pair_test(tested: Tested) -> Iterator[Note]:
    most = int(tested.pairs.max(initial=0))
    if most == 0:
        yield Note("no_pairs")
        return
    if tested.too_few.any():
        yield Note("too_few_pairs", {"count": int(tested.too_few.sum()), "needed": NEEDED_PAIRS})
    yield Note("smallest_p", {"pairs": most, "p": float(f"{tested.smallest_p[tested.pairs.argmax()]:.3g}")})
    if most > ENUMERATED_PAIRS:
        yield Note("random_draws", {"limit": 2**ENUMERATED_PAIRS, "draws": DRAWS})


def _permutation(table: Counts) -> Iterator[Note]:
    from_high = (table.answered[table.placed.members("high")] > 0).sum(axis=0)
    from_low = (table.answered[table.placed.members("low")] > 0).sum(axis=0)
    if any(comb(int(high) + int(low), int(high)) > ENUMERATED for high, low in zip(from_high, from_low, strict=True)):
        yield Note("random_draws", {"limit": ENUMERATED, "draws": DRAWS})


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
