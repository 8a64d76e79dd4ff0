"""The line of time: what each source refers to, as places on one scale of years, in per cent of its width."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from studies.chain import Period

WIDTH = 100
LEAST = 0.6  # a day must still be seen
MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Row:
    period: Period
    x: float
    width: float

    @property
    def centre(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    ticks: tuple[int, ...]
    marks: tuple[float, ...]
    rows: tuple[Row, ...]


def _scale(first: int, last: int) -> tuple[int, int]:
    """Years between ticks, and how many such steps hold all years from first to last."""
    for step in STEPS:
        count = -(-(last + 1 - first) // step)
        if count <= MOST_TICKS:
            break
    return step, count


def _share(day: date, first: int, years: int) -> float:
    """Where a day lies between the first of January of the first year (0) and the end of the last (1)."""
    begins, ends = date(first, 1, 1).toordinal(), date(first + years, 1, 1).toordinal()
    return (day.toordinal() - begins) / (ends - begins)


def _row(period: Period, first: int, years: int) -> Row:
    begins = WIDTH * _share(period.starts, first, years)
    ends = WIDTH * (_share(period.ends, first, years) + 1 / (366 * years))
    width = max(ends - begins, LEAST)
    return Row(period=period, x=round(min(begins, WIDTH - width), 2), width=round(width, 2))


def draw(periods: Iterable[Period]) -> Line | None:
    """Rows in the order given; None where there is nothing to show."""
    shown = list(periods)
    if not shown:
        return None
    first = min(period.starts.year for period in shown)
    step, count = _scale(first, max(period.ends.year for period in shown))
    return Line(
        ticks=tuple(first + step * number for number in range(count)),
        marks=tuple(round(WIDTH * number / count, 2) for number in range(count)),
        rows=tuple(_row(period, first, step * count) for period in shown),
    )
