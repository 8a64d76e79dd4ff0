"""Response rates by AAPOR's definitions: the code of each invitation, what it counts as, and the rates.

The American Association for Public Opinion Research (2023), Standard Definitions: Final Dispositions of Case Codes
and Outcome Rates for Surveys, 10th edition.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from surveys.models import InvitationStatus, ResponseStatus

COMPLETE, PARTIAL, REFUSAL, LOOKED_ONLY, BREAK_OFF = "1.1", "1.2", "2.11", "2.1121", "2.12"
NOT_RETURNED, QUOTA_FILLED = "3.19", "4.8"


class Outcome(StrEnum):
    """What a case counts as; the values are the fields of `Cases`."""

    INTERVIEW = "interviews"
    PARTIAL = "partial"
    REFUSAL = "refusals"
    NO_CONTACT = "no_contact"
    OTHER = "other"
    UNKNOWN_HOUSEHOLD = "unknown_household"
    UNKNOWN_OTHER = "unknown_other"
    NOT_ELIGIBLE = "not_eligible"


# The longest beginning that fits decides.
OUTCOMES: dict[str, Outcome] = {
    "1.1": Outcome.INTERVIEW,
    "1.2": Outcome.PARTIAL,
    "2.1": Outcome.REFUSAL,
    "2.2": Outcome.NO_CONTACT,
    "2": Outcome.OTHER,
    "3.1": Outcome.UNKNOWN_HOUSEHOLD,
    "3": Outcome.UNKNOWN_OTHER,
    "4": Outcome.NOT_ELIGIBLE,
}


def outcome_of(code: str) -> Outcome:
    """What AAPOR's code counts as; a code that is none of theirs is a case of which nothing is known."""
    found = max((start for start in OUTCOMES if code.startswith(start)), key=len, default="3")
    return OUTCOMES[found]


def code_of(status: str, disposition: str = "", *, answered: bool = True, response: str = "") -> str:
    """The code of an invitation today: what has been sent goes before what was said on the telephone.

    Started and not sent: partial where something was answered, else broken off. Nothing heard is 3.19, *nothing ever
    returned*, until something is.
    """
    if status == InvitationStatus.COMPLETE:
        return COMPLETE
    if response == ResponseStatus.SCREENED_OUT:
        return QUOTA_FILLED
    if status == InvitationStatus.DECLINED:
        return disposition if disposition.startswith(("2.1", "4")) else REFUSAL
    if status == InvitationStatus.STARTED:
        own = PARTIAL if answered else BREAK_OFF
        return disposition if disposition.startswith(("1.2", "2.1", "4")) else own
    return disposition or (LOOKED_ONLY if status == InvitationStatus.OPENED else NOT_RETURNED)


@dataclass(frozen=True, slots=True)
class Cases:
    """How many of each outcome. `has_base`: whether all who were asked are known, so that there is a rate."""

    interviews: int = 0
    partial: int = 0
    refusals: int = 0
    no_contact: int = 0
    other: int = 0
    unknown_household: int = 0
    unknown_other: int = 0
    not_eligible: int = 0
    has_base: bool = True

    @classmethod
    def of(cls, outcome: Outcome, count: int) -> "Cases":
        own: dict[str, Any] = {outcome.value: count}
        return cls(**own)

    def __add__(self, other: "Cases") -> "Cases":
        sums: dict[str, Any] = {each.value: getattr(self, each) + getattr(other, each) for each in Outcome}
        return replace(self, **sums, has_base=self.has_base and other.has_base)

    def without(self, outcomes: Iterable[Outcome]) -> "Cases":
        nothing: dict[str, Any] = {each.value: 0 for each in outcomes}
        return replace(self, **nothing)

    @property
    def total(self) -> int:
        """Everybody but those known not to belong to the population."""
        return sum(getattr(self, field.name) for field in fields(self)[:7])

    @property
    def base(self) -> int | None:
        """(I + P) + (R + NC + O) + (UH + UO), the denominator of both rates; None where it is not known."""
        return self.total if self.has_base and self.total else None

    @property
    def answered(self) -> int:
        """I + P."""
        return self.interviews + self.partial

    @property
    def rr1(self) -> float | None:
        """RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)), the minimum response rate."""
        return self.interviews / self.base if self.base else None

    @property
    def rr2(self) -> float | None:
        """RR2 = (I + P) / ((I + P) + (R + NC + O) + (UH + UO)): partial interviews count as answers."""
        return self.answered / self.base if self.base else None


def of_forwarded(reached: Cases, eligible: int | None) -> Cases:
    """Cases behind a contact who forwards links: of those eligible, whoever was not heard of is a non-contact.

    Without the number of eligible, or with more answers than eligible, there is no base.
    """
    rest = None if eligible is None else eligible - reached.total
    if rest is None or rest < 0:
        return reached + Cases(has_base=False)
    return reached + Cases(no_contact=rest)
