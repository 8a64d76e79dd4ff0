"""The figure of answers received: a line of sums for everybody, the high and the low group, drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from surveys.fieldwork.days import GROUPS, Day

WIDTH, HEIGHT = 600, 160


@dataclass(frozen=True, slots=True)
class Line:
    """`kind` is the group, or `all`; `path` is drawn in a box of WIDTH by HEIGHT."""

    kind: str
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class Progress:
    first: date
    last: date
    lines: list[Line]

    @property
    def total(self) -> int:
        return self.lines[0].total


def progress_of(days: Sequence[Day], *, groups: bool) -> Progress | None:
    """None before the first answer. Groups have lines where they may be shown and have answered."""
    sums = {"all": list(accumulate(day.complete for day in days))}
    if groups:
        sums |= {group.value: list(accumulate(day.groups[group] for day in days)) for group in GROUPS}
    most = sums["all"][-1] if days else 0
    if not most:
        return None
    lines = [Line(kind, found[-1], _path(found, most)) for kind, found in sums.items() if found[-1]]
    return Progress(days[0].day, days[-1].day, lines)


def _path(sums: Sequence[int], most: int) -> str:
    """In steps: a day's answers are there at its end."""
    wide = WIDTH / len(sums)
    steps = (f"V{_height(value, most)}H{(number + 1) * wide:.1f}" for number, value in enumerate(sums))
    return f"M0 {HEIGHT}{''.join(steps)}"


def _height(value: int, most: int) -> str:
    return f"{HEIGHT * (1 - value / most):.1f}"
