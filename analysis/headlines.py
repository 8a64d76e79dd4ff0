"""What a contrast comes to in a line: how many of its items are clear, as far as a viewer may see their classes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis import disclosure
from analysis.disclosure import Hidden
from analysis.models import Run

CLASSES = ("clear", "tendency", "none", "too_few")
NOT_COMPARED = frozenset({None, "too_few"})
Record = Mapping[str, Any]


def classes(records: Iterable[Record]) -> dict[str, int]:
    """How many items are in each class, how many classes are hidden and shown, how many items there are in all."""
    found = [record["class"] for record in records]
    hidden = sum(isinstance(each, Hidden) for each in found)
    counts = {name: sum(each == name for each in found) for name in CLASSES}
    return {**counts, "all": len(found), "hidden": hidden, "shown": len(found) - hidden}


def of_run(run: Run, *, team: bool) -> dict[str, int]:
    """The counts of a contrast; none where disclosure withholds its table."""
    tables = disclosure.visible_tables(run, team=team, names=["contrasts"])
    return next((classes(table.records()) for table in tables if not table.withheld), {})


def finding(records: Sequence[Record]) -> str:
    """*23 of 55 items differ clearly between the groups*; by the rule, not by eye, and of what is shown."""
    hidden = classes(records)["hidden"]
    if records and hidden == len(records):
        return _("How the groups differ is hidden for every item")
    sentence = _compared([record["class"] for record in records])
    if not hidden:
        return sentence
    more = ngettext("%(n)d more item is hidden", "%(n)d more items are hidden", hidden) % {"n": hidden}
    return f"{sentence} ({more})"


def _compared(found: list[Any]) -> str:
    compared = [each for each in found if each not in NOT_COMPARED and not isinstance(each, Hidden)]
    if not compared:
        return _("No item has enough answers in both groups to be compared")
    sentence = ngettext(
        "%(clear)d of %(count)d item differs clearly between the groups",
        "%(clear)d of %(count)d items differ clearly between the groups",
        len(compared),
    )
    return sentence % {"clear": compared.count("clear"), "count": len(compared)}
