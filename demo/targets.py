"""What the answers must count up to: printed counts, and words turned into counts.

Rules for what is not printed (docs/demo-study.md tells them in words):
high group: an unprinted base is at least `SMALLEST_BASE`; the solver chooses it.
low group: a word that fixes a share is put on the largest base printed for the group on which it is a whole number.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from demo.files import PLAN, PUBLISHED, read
from demo.plan import Item, Plan
from demo.solver.choice import Unit, Wanted

SMALLEST_BASE = {"manager": 7, "caseworker": 8}  # one less than the smallest base printed for the high group
SET_SIZE = {"manager": 17, "caseworker": 38}
SET_NAME = {"manager": "manager_score", "caseworker": "caseworker_score"}
# Of two items on one question only one can be in a set; the other is dealt from what the first leaves.
SECOND_ON_QUESTION = frozenset({"C05", "C25", "C01_opposite", "C11_opposite"})

SHARES = {
    "all": Fraction(1),
    "none": Fraction(0),
    "half": Fraction(1, 2),
    "about half": Fraction(1, 2),
    "a third": Fraction(1, 3),
    "about a third": Fraction(1, 3),
    "a quarter": Fraction(1, 4),
}
WORDS_OF_HIGH_GROUP = {
    "at least half": (Fraction(1, 2), Fraction(1)),
    "all": (Fraction(1), Fraction(1)),
    "C18": (Fraction(11, 20), Fraction(1)),  # more than the low group's 7 of 19
    "C19": (Fraction(0), Fraction(9, 20)),  # fewer than the low group's 12 of 19
    "C33": (Fraction(1, 4), Fraction(9, 20)),  # a larger share than 1 of 19, but not the most common answer
}


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    x: int
    n: int

    @property
    def share(self) -> float:
        """The share; a half where nobody answered."""
        return self.x / self.n if self.n else 0.5


def units(plan: Plan, questionnaire: str) -> list[Unit]:
    """The high group's units with their published scores."""
    column = f"{questionnaire}_score"
    scores = {row["municipality"]: row[column] for row in read(PUBLISHED / "scores.csv")}
    names = {row["unit_id"]: row["name"] for row in read(PUBLISHED / "units.csv")}
    return [
        Unit(code, size, int(scores[names[code]]))
        for code, size in plan.respondents[questionnaire].items()
        if plan.groups[code] == "high"
    ]


def wanted(plan: Plan, questionnaire: str) -> list[Wanted]:
    """What every candidate for the score must show in the high group."""
    size = sum(unit.size for unit in units(plan, questionnaire))
    return [
        _wanted(plan, item, size)
        for item in plan.items_of(questionnaire)
        if item.id[0] != "N" and item.id not in SECOND_ON_QUESTION
    ]


def _wanted(plan: Plan, item: Item, size: int) -> Wanted:
    base = (SMALLEST_BASE[item.question.questionnaire], size)
    if item.id not in plan.printed:
        return Wanted(item.id, (0, size), base, invented=True)
    row = plan.printed[item.id]
    if row["high_n"]:
        return Wanted(item.id, exactly(row["high_x"]), exactly(row["high_n"]))
    x = exactly(row["high_x"]) if row["high_x"] else (0, size)
    share = WORDS_OF_HIGH_GROUP.get(item.id) or WORDS_OF_HIGH_GROUP.get(row["high_exactness"])
    return Wanted(item.id, x, base, share or (Fraction(0), Fraction(1)))


def exactly(printed: str) -> tuple[int, int]:
    """A printed number as both of its limits."""
    return int(printed), int(printed)


def assumed(group: str) -> dict[str, Count]:
    """The counts that rest on a stated assumption."""
    rows = read(PLAN / "assumptions.csv")
    return {row["item"]: Count(int(row["x"]), int(row["n"])) for row in rows if row["group"] == group}


def fixed(plan: Plan, questionnaire: str, group: str) -> dict[str, Count]:
    """Counts of one group that are printed, follow from a word, or are assumed."""
    bases = printed_bases(plan, questionnaire, group)
    items = plan.items_of(questionnaire)
    found = {item.id: count for item in items if (count := _fixed(plan, item, group, bases))}
    return found | assumed(group)


def _fixed(plan: Plan, item: Item, group: str, bases: frozenset[int]) -> Count | None:
    """What the print says of an item in a group, if the print counts this item's answer there."""
    base, _, opposite = item.id.partition("_")
    row = plan.printed.get(base)
    if row is None or group == "middle":
        return None
    if row["same_answer_both_groups"] == "no" and bool(opposite) != (group == "low"):
        return None
    return in_numbers(row[f"{group}_x"], row[f"{group}_n"], row[f"{group}_exactness"], bases)


def in_numbers(x: str, n: str, words: str, bases: frozenset[int]) -> Count | None:
    """A printed count as it stands; a word as a count on a printed base; nothing for words that fix no share."""
    if n:
        return Count(int(x), int(n))
    if words.startswith("one"):
        return Count(1, max(bases))
    if words == "just under half":
        return Count(ceil(max(bases) / 2) - 1, max(bases))
    if words not in SHARES:
        return None
    base = max(base for base in bases if (SHARES[words] * base).denominator == 1)
    return Count(int(SHARES[words] * base), base)


def printed_bases(plan: Plan, questionnaire: str, group: str) -> frozenset[int]:
    """The bases printed for a group in one survey; none for the middle group."""
    rows = [row for row in plan.printed.values() if row["survey"] == questionnaire]
    return frozenset(int(row[f"{group}_n"]) for row in rows if row.get(f"{group}_n"))
