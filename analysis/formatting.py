"""How results are said: numbers by the language, rounded half up on display only; notes and codes in words."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from analysis.disclosure import Hidden
from studies.models import Group
from studies.numbers import to_read
from studies.texts import pick

BLANK = "–"
WORDS: dict[str, Any] = {
    "clear": pgettext_lazy("class of difference", "clear"),
    "tendency": gettext_lazy("tendency"),
    "none": pgettext_lazy("class of difference", "none"),
    "too_few": gettext_lazy("too few"),
    "strong": gettext_lazy("strong"),
    "weak": gettext_lazy("weak"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "partly": gettext_lazy("partly"),
    "unknown": gettext_lazy("not known"),
    "computed": gettext_lazy("computed"),
    "stated": gettext_lazy("stated"),
    "split": gettext_lazy("split"),
    "sign_flip": gettext_lazy("sign-flip within pairs"),
    "permutation": gettext_lazy("permutation of labels"),
    "fisher": gettext_lazy("Fisher"),
    "respondents": gettext_lazy("respondents"),
    "units": gettext_lazy("units"),
    "no_answers": gettext_lazy("no answers"),
    "too_few_pairs": gettext_lazy("too few pairs for a test"),
    **{group.value: group.label for group in Group},
}


def sentence(note: object) -> str:
    """A note in the reader's language: a text, texts per language, or a code with its numbers."""
    if not isinstance(note, Mapping):
        return str(note)
    if "code" not in note:
        return pick(note)
    from analysis.methods.notes import NOTES  # noqa: PLC0415 -- a plain table, but the package is the worker's

    template = _(NOTES[note["code"]]) if note["code"] in NOTES else str(note["code"])
    return template.format(**{name: _param(value) for name, value in note.get("params", {}).items()})


def _param(value: object) -> object:
    return to_read(value) if isinstance(value, float) else value


def rounded(value: float, decimals: int) -> Decimal:
    """Half up, on the number as it is written: 0.125 is 0.13, and 2.675 is 2.68."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: float, decimals: int = 2) -> str:
    return number_format(rounded(value, decimals), decimal_pos=decimals, use_l10n=True)


def p_value(value: float) -> str:
    return "<" + number(0.001, 3) if value < 0.001 else number(value, 3)


def percent(share: float) -> str:
    """For what rests on at least the study's minimum n: see percentages.py."""
    return f"{number(100 * share, 0)}\u00a0%"


def signed(value: float, decimals: int = 2) -> str:
    return (
        number(value, decimals).replace("-", "−") if rounded(value, decimals) <= 0 else f"+{number(value, decimals)}"
    )


def title(column: Mapping[str, Any]) -> str:
    return (
        pick(column["title"]) if isinstance(column.get("title"), Mapping) else str(column.get("title") or "")
    ) or (str(column["name"]))


def word(column: Mapping[str, Any], code: object) -> str:
    """What a code means: by the column's own words, else by the words that every procedure shares."""
    words = column.get("words") or {}
    said = words.get(str(code), WORDS.get(str(code), code))
    return pick(said) if isinstance(said, Mapping) else str(said)


def _count(_column: Mapping[str, Any], value: Any) -> str:  # noqa: ANN401 -- a cell of any kind
    return number_format(value, use_l10n=True, force_grouping=True)


def _decimals(column: Mapping[str, Any]) -> int:
    decimals = column.get("decimals")
    return 2 if decimals is None else int(decimals)


def _number(column: Mapping[str, Any], value: Any) -> str:  # noqa: ANN401 -- a cell of any kind
    is_whole = bool(column.get("whole_plain")) and rounded(value, 6) == round(value)
    return number(value, 0 if is_whole else _decimals(column)).replace("-", "−")


KINDS: dict[str, Callable[[Mapping[str, Any], Any], str]] = {
    "count": _count,
    "number": _number,
    "p": lambda _column, value: p_value(value),
    "share": lambda _column, value: percent(value),
    "bool": lambda _column, value: _("yes") if value else _("no"),
    "choice": word,
    "texts": lambda _column, value: pick(value) if isinstance(value, Mapping) else str(value),
}
NUMERIC = frozenset({"count", "number", "p", "share"})


def cell(column: Mapping[str, Any], value: Any, *, blank: str = BLANK) -> str:  # noqa: ANN401 -- a cell of any kind
    """A cell as it stands on a page or in a document. What a blank means, the column's own words may say."""
    if value is None or value == "":
        return word(column, "") if "" in (column.get("words") or {}) else blank
    if isinstance(value, Hidden):
        return str(value)
    kind = str(column.get("kind", "text"))
    if kind in NUMERIC and not isinstance(value, int | float):
        return str(value)
    say = KINDS.get(kind)
    return say(column, value) if say else str(value)


def raw(value: Any) -> Any:  # noqa: ANN401 -- a cell of any kind
    """A cell as it stands in a file: numbers unrounded, codes as codes, texts in the reader's language."""
    if isinstance(value, Hidden):
        return str(value)
    if isinstance(value, Mapping):
        return pick(value)
    if isinstance(value, list):
        return " ".join(str(part) for part in value)
    return value


def is_numeric(column: Mapping[str, Any]) -> bool:
    return column.get("kind") in NUMERIC
