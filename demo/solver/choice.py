"""Which questions a score rests on, which answer is the reference, and how many in each unit gave it.

Respondents of one unit are interchangeable here: what counts is how many of them said yes and how many said no.
That makes the programme small; `fill` deals the answers out to persons afterwards.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from demo.solver.program import Program, Term, UnsolvableError

YES, NO, OUT = "yes", "no", "out"
MISSING_AT_MOST = Fraction(1, 5)  # a unit that answers less than four fifths of a score is warned about
AGAINST_MAJORITY = 10**7  # dearer than any seeded preference
PREFERENCE = 10**6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one item must show among the high group's respondents.

    `invented` items must be in the set and need a majority; all others may be left out of it.
    """

    item: str
    x: tuple[int, int]
    n: tuple[int, int]
    share: tuple[Fraction, Fraction] = (Fraction(0), Fraction(1))
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the high group: its number of respondents and its published score."""

    code: str
    size: int
    score: int


@dataclass(frozen=True, slots=True)
class Cell:
    """How many in one unit said yes and no to one item."""

    yes: int
    no: int

    @property
    def n(self) -> int:
        """How many answered."""
        return self.yes + self.no

    @property
    def side(self) -> int:
        """The unit's own majority: 1 yes, -1 no, 0 split or silent."""
        return (self.yes > self.no) - (self.yes < self.no)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One item's place in the set (yes, no or out) and its cell in every unit, in the order of the units."""

    item: str
    reference: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Option:
    """One of the possible cells of an item in a unit, as a variable."""

    variable: int
    unit: int
    cell: Cell


def cells_of(size: int) -> list[Cell]:
    """Every way in which a unit's respondents can answer yes, no or nothing."""
    return [Cell(yes, no) for yes in range(size + 1) for no in range(size + 1 - yes)]


def choose(wanted: Sequence[Wanted], units: Sequence[Unit], *, size: int, seed: int) -> list[Chosen]:
    """Find a set of `size` items and the cells behind it: first the set, then the cells within it.

    Two steps, because seeded costs on every cell make the optimum unique only when the set stands; together they
    would take minutes. Raises UnsolvableError when no set of that size fits.
    """
    references = _Model(wanted, units, size, random.Random(seed)).references()
    fixed: dict[str, tuple[str, ...]] = {
        item.item: (reference,) for item, reference in zip(wanted, references, strict=True)
    }
    return _Model(wanted, units, size, random.Random(seed + 1), fixed).chosen()


def most_described(wanted: Sequence[Wanted], units: Sequence[Unit], *, size: int, seed: int) -> int:
    """The largest number of described items a set of that size can hold, the rest invented.

    Counts down from the most that could be; every number above the answer is proven impossible.
    """
    described = [item for item in wanted if not item.invented]
    template = next(item for item in wanted if item.invented)
    for number in range(min(size, len(described)), 0, -1):
        invented = [Wanted(f"X{k}", template.x, template.n, invented=True) for k in range(size - number)]
        try:
            choose([*described, *invented], units, size=size, seed=seed)
        except UnsolvableError:
            continue
        return number
    return 0


class _Model:
    """The programme for one questionnaire; references may be fixed beforehand."""

    def __init__(
        self,
        wanted: Sequence[Wanted],
        units: Sequence[Unit],
        size: int,
        draw: random.Random,
        fixed: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.program = Program()
        self.wanted, self.units, self.draw, self.fixed = wanted, units, draw, fixed
        self.modes: list[dict[str, int]] = []
        self.options: list[list[_Option]] = []
        self.points: list[list[Term]] = [[] for _ in units]
        self.silent: list[list[Term]] = [[] for _ in units]
        for item in wanted:
            self._add_item(item)
        kept = [(variable, 1.0) for modes in self.modes for mode, variable in modes.items() if mode != OUT]
        self.program.bound(kept, low=size, high=size)
        self._bound_units(size)

    def references(self) -> list[str]:
        """The place of every item in the cheapest set."""
        values = self.program.solve()
        return [next(mode for mode, variable in modes.items() if values[variable]) for modes in self.modes]

    def chosen(self) -> list[Chosen]:
        """The place and the cells of every item in the cheapest solution."""
        values = self.program.solve()
        found = []
        for item, modes, options in zip(self.wanted, self.modes, self.options, strict=True):
            reference = next(mode for mode, variable in modes.items() if values[variable])
            cells = [option.cell for option in options if values[option.variable]]
            found.append(Chosen(item.item, reference, tuple(cells)))
        return found

    def _add_item(self, item: Wanted) -> None:
        modes: dict[str, int] = {}
        every: list[_Option] = []
        for mode in self._allowed(item):
            modes[mode] = self.program.variable(cost=self._cost_of_mode(item, mode))
            options = list(self._options(modes[mode]))
            self._bound_counts(item, modes[mode], options)
            if mode != OUT:
                self._bound_set(mode, modes[mode], options)
            every += options
        self.program.bound([(variable, 1.0) for variable in modes.values()], low=1, high=1)
        self.modes.append(modes)
        self.options.append(every)

    def _allowed(self, item: Wanted) -> tuple[str, ...]:
        if self.fixed is not None:
            return self.fixed[item.item]
        return (YES,) if item.invented else (YES, NO, OUT)

    def _cost_of_mode(self, item: Wanted, mode: str) -> float:
        """Dear: a reference against the majority of the persons. Cheap: a seeded preference for what stays out."""
        if self.fixed is not None:
            return 0.0
        against = mode == _opposite_of_majority(item)
        return AGAINST_MAJORITY * against + (self.draw.random() * PREFERENCE if mode == OUT else 0.0)

    def _options(self, mode: int) -> Iterator[_Option]:
        for number, unit in enumerate(self.units):
            options = [
                _Option(self.program.variable(cost=self._cost_of_cell()), number, cell)
                for cell in cells_of(unit.size)
            ]
            self.program.bound([*((option.variable, 1.0) for option in options), (mode, -1.0)], low=0, high=0)
            yield from options

    def _cost_of_cell(self) -> float:
        return float(int(self.draw.random() * PREFERENCE)) if self.fixed is not None else 0.0

    def _bound_counts(self, item: Wanted, mode: int, options: Sequence[_Option]) -> None:
        yes: list[Term] = [(option.variable, float(option.cell.yes)) for option in options]
        answers: list[Term] = [(option.variable, float(option.cell.n)) for option in options]
        for terms, (low, high) in ((yes, item.x), (answers, item.n)):
            self.program.bound([*terms, (mode, -float(low))], low=0)
            self.program.bound([*terms, (mode, -float(high))], high=0)
        for sign, share in ((1, item.share[0]), (-1, item.share[1])):
            over = [
                (
                    option.variable,
                    float(sign * (share.denominator * option.cell.yes - share.numerator * option.cell.n)),
                )
                for option in options
            ]
            self.program.bound(over, low=0)

    def _bound_set(self, mode: str, variable: int, options: Sequence[_Option]) -> None:
        """A reference needs a majority of the units that have one; points and silence are summed by unit."""
        sign = 1 if mode == YES else -1
        self.program.bound(
            [*((option.variable, float(sign * option.cell.side)) for option in options), (variable, -1.0)], low=0
        )
        for option in options:
            matches = option.cell.yes if mode == YES else option.cell.no
            self.points[option.unit].append((option.variable, float(matches)))
            silent = self.units[option.unit].size - option.cell.n
            self.silent[option.unit].append((option.variable, float(silent)))

    def _bound_units(self, size: int) -> None:
        for unit, points, silent in zip(self.units, self.points, self.silent, strict=True):
            total = float(unit.score * unit.size)
            self.program.bound(points, low=total, high=total)
            self.program.bound(silent, high=float(int(MISSING_AT_MOST * size * unit.size)))


def _opposite_of_majority(item: Wanted) -> str:
    """The side that fewer than half of the persons are on, where the counts settle it."""
    half = Fraction(1, 2)
    if 2 * item.x[0] > item.n[1] or item.share[0] > half:
        return NO
    return YES if 2 * item.x[1] < item.n[0] or item.share[1] < half else ""
