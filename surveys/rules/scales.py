"""The points of a scale: from start to end by a step, exact where floats would drift."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

DEFAULTS = {"start": "0", "end": "10", "step": "1"}
MOST_POINTS = 1_001


@dataclass(frozen=True, slots=True)
class Scale:
    start: Decimal
    end: Decimal
    step: Decimal

    @property
    def points(self) -> tuple[int | float, ...]:
        count = int((self.end - self.start) / self.step) + 1
        return tuple(_plain(self.start + number * self.step) for number in range(count))


def scale_of(parameters: Mapping[str, str]) -> Scale | None:
    """None where the parameters make no scale: no numbers, no way from start to end, or too many points."""
    written = {name: parameters.get(name, usual) for name, usual in DEFAULTS.items()}
    try:
        start, end, step = (Decimal(written[name]) for name in ("start", "end", "step"))
    except InvalidOperation:
        return None
    numbers = (start, end, step)
    if not all(number.is_finite() and abs(number) < 10**12 for number in numbers) or step == 0:
        return None
    steps = (end - start) / step
    return Scale(start, end, step) if 0 < steps < MOST_POINTS else None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
