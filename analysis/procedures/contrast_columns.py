"""The columns of a contrast's tables; what units are counted for has headings that say so."""

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis.procedures import Column

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ITEM = (
    Column("item", _("Item"), role="key"),
    Column("theme", _("Theme"), role="group"),
    Column("label", _("Label"), kind="texts", role="note"),
    Column("level", _("Counted"), kind="choice", role="note"),
)
BY_UNIT = (
    Column("item", _("Item"), role="key"),
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("group", _("Group"), kind="choice", role="group"),
    Column("yes", _("Yes"), kind="count", role="x"),
    Column("no", _("No"), kind="count"),
    Column("missing", _("Without an answer"), kind="count", role="note"),
    Column("share", _("Share"), kind="share", role="share"),
    Column("majority", _("Majority"), kind="choice"),
)
GROUPS = (("high", _("High")), ("low", _("Low")), ("middle", _("Middle")))
DIFFERENCE = {"respondents": _("Difference"), "units": _("Difference of mean shares")}
YES = {"respondents": _("yes"), "units": _("units with mostly yes")}
SHARE = {"respondents": _("share"), "units": _("mean of the units' shares")}


def contrasts(level: str) -> tuple[Column, ...]:
    """A row per item."""
    return (
        *ITEM,
        *_counts(level, "high", "low", "middle"),
        Column("missing", _("Without an answer"), kind="count", role="note"),
        *_difference(level),
        Column("test", _("Test"), kind="choice", role="note", derived=True),
        Column("p", _("p"), kind="p"),
        Column("q", _("q (Benjamini-Hochberg)"), kind="p"),
        Column("class", _("Class"), kind="choice"),
        Column("evidence", _("Evidence"), kind="choice"),
        Column("reported", _("Reported as a difference"), kind="bool", role="note"),
        Column("direction", _("Expected"), kind="choice", role="note"),
        Column("pairs", _("Pairs compared"), kind="count", role="note", derived=True),
        Column("smallest_p", _("Smallest p possible"), kind="p", role="note", derived=True),
        Column("remark", _("Remark"), kind="choice", role="note", derived=True),
        *_beside(level),
    )


def left_out(level: str) -> tuple[Column, ...]:
    """A row per item, counted again without the unit with most respondents."""
    return (
        *ITEM,
        Column("left_out", _("Unit left out"), role="unit"),
        Column("left_out_name", _("Name"), role="unit"),
        Column("left_out_group", _("Its group"), kind="choice", role="group"),
        Column("left_out_respondents", _("Its respondents"), kind="count", role="note"),
        *_counts(level, "high", "low"),
        *_difference(level),
        Column("class", _("Class"), kind="choice"),
        Column("class_all", _("Class with all units"), kind="choice"),
        Column("changed", _("Changed"), kind="bool"),
    )


def _counts(level: str, *groups: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{group}_{name}", _of_group(title, words), kind="count", role=name)
        for group, title in GROUPS
        if group in groups
        for name, words in (("x", YES[level]), ("n", _("of")))
    )


def _difference(level: str) -> tuple[Column, ...]:
    return (
        Column("difference", DIFFERENCE[level], kind="number", decimals=2),
        Column("ci_low", _("95 % from"), kind="number", decimals=2),
        Column("ci_high", _("95 % to"), kind="number", decimals=2),
    )


def _beside(level: str) -> tuple[Column, ...]:
    kinds = (
        ("share", SHARE[level], "share", "share"),
        ("split", _("evenly divided units"), "count", "note"),
        ("asked", _("asked"), "count", "note"),
        ("missing", _("without an answer"), "count", "note"),
        ("units", _("units answering"), "count", "note"),
        ("largest", _("most from one unit"), "count", "note"),
    )
    return tuple(
        Column(f"{group}_{name}", _of_group(title, words), kind=kind, role=role)
        for group, title in GROUPS
        for name, words, kind, role in kinds
    )


def _of_group(group: "_StrOrPromise", words: "_StrOrPromise") -> "_StrOrPromise":
    return format_lazy("{}: {}", group, words)
