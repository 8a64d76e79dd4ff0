"""From a method's frame to a table that can be stored: plain values, None for a blank."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.procedures import Column, Table

if TYPE_CHECKING:
    import pandas as pd
    from django.utils.functional import _StrOrPromise

    from analysis.methods.notes import Note


def table(
    name: str,
    title: "_StrOrPromise",
    columns: Sequence[Column],
    frame: "pd.DataFrame",
    *,
    by_unit: bool = False,
    single_answers: bool = False,
    notes: "tuple[Note, ...]" = (),
) -> Table:
    """The frame's rows, in the order of `columns`."""
    values = [[plain(column, value) for value in frame[column.name].tolist()] for column in columns]
    rows = [list(row) for row in zip(*values, strict=True)]
    return Table(name, title, tuple(columns), rows, by_unit=by_unit, single_answers=single_answers, notes=notes)


def plain(column: Column, value: Any) -> Any:  # noqa: ANN401 -- a cell of any kind
    """A cell as JSON knows it."""
    # pandas' NA cannot be compared, and only NaN differs from itself.
    if value is None or str(value) == "<NA>" or value != value:  # noqa: PLR0124
        return None
    if column.kind == "count":
        return int(value)
    if column.kind in {"number", "p", "share"}:
        return float(value) if math.isfinite(value) else None
    if column.kind == "bool":
        return bool(value)
    return value if isinstance(value, dict) else str(value)


def with_texts(frame: "pd.DataFrame", name: str, texts: Sequence[Mapping[str, str]]) -> "pd.DataFrame":
    """The frame with a column of texts per language."""
    import pandas as pd  # noqa: PLC0415 -- the worker's library

    copy = frame.copy()
    copy[name] = pd.Series(list(texts), index=frame.index, dtype=object)
    return copy


def said(*notes: "Note") -> dict[str, str]:
    """Notes as one text, in every language."""
    from analysis.methods.notes import NOTES  # noqa: PLC0415 -- the package is the worker's

    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = " ".join(_(NOTES[note.code]).format(**note.params) for note in notes)
    return texts
