"""What every method gives back."""

from dataclasses import dataclass

import pandas as pd

from analysis.methods.notes import Note


@dataclass(frozen=True, slots=True)
class Result:
    """Tables of unrounded numbers with what they rest on.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Result tables by name; a blank is a missing value.
    n_used : int
        Rows of the input that the tables count.
    excluded : dict of str to int
        Rows left out, by reason.
    notes : tuple of Note
        Remarks that belong under the tables.
    """

    tables: dict[str, pd.DataFrame]
    n_used: int
    excluded: dict[str, int]
    notes: tuple[Note, ...] = ()
