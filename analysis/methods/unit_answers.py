"""The units behind each item, for whoever opens a row."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.methods.counts import Counts
from analysis.methods.items import ItemRule


def unit_answers(items: Sequence[ItemRule], counts: Counts) -> pd.DataFrame:
    """List every item with every unit of the high, low and middle group.

    Returns
    -------
    DataFrame
        `item, unit, unit_name, group, pair, yes, no, missing, share, majority`; majority is yes, no, split or blank,
        share a proportion.
    """
    shown = counts.placed.shown
    units = counts.placed.units[shown]
    size, many = len(units), len(items)
    yes, no, asked = (part[shown].T.ravel() for part in (counts.yes, counts.no, counts.asked))
    frame = pd.DataFrame({"item": np.repeat([rule.item for rule in items], size)})
    for column in ("unit", "unit_name", "group", "pair"):
        frame[column] = np.tile(units[column].astype(object).to_numpy(), many)
    return frame.assign(
        yes=yes,
        no=no,
        missing=asked - yes - no,
        share=counts.shares[shown].T.ravel(),
        majority=majority(yes, no),
    )


def majority(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """Name the answer more than half gave.

    Examples
    --------
    >>> majority(np.array([2, 1, 1, 0]), np.array([1, 1, 2, 0])).tolist()
    ['yes', 'split', 'no', '']
    """
    return np.select([yes > no, yes < no, yes > 0], ["yes", "no", "split"], default="")
