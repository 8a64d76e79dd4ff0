"""What came of a call or an invitation, in AAPOR's codes.

AAPOR (2023), Standard Definitions, 10th edition: telephone and internet surveys. A code says more with each digit;
one that is not listed here is read by its longest known beginning.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

COMPLETE, BREAK_OFF, NOT_WORKED, QUOTA_FULL, APPOINTMENT = "1.1", "2.12", "3.11", "4.8", "2.20"

CLASSES: "dict[str, _StrPromise]" = {
    "1": _("interview"),
    "2.1": _("refusal"),
    "2.2": _("no contact"),
    "2.3": _("other"),
    "3": _("unknown whether to be asked"),
    "4": _("not to be asked"),
}


@dataclass(frozen=True, slots=True)
class Disposition:
    """`delay`: until the next call where none is agreed on; None: nobody calls again. `key`: what an interviewer
    presses; blank where the program sets it. `declines`: the person has said no. `needs_time`: a call-back is agreed.
    """

    code: str
    name: "_StrPromise"
    key: str = ""
    delay: timedelta | None = None
    declines: bool = False
    needs_time: bool = False

    @property
    def is_final(self) -> bool:
        return self.delay is None

    @property
    def kind(self) -> "_StrPromise":
        """Its class, in words."""
        return CLASSES[next(start for start in sorted(CLASSES, reverse=True) if self.code.startswith(start))]


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_ALL = (
    Disposition(COMPLETE, _("complete")),
    Disposition("1.2", _("partly answered")),
    Disposition("3.13", _("no answer"), "1", 4 * HOUR),
    Disposition("3.12", _("busy"), "2", HOUR / 2),
    Disposition("2.22", _("the person's answering machine"), "3", DAY),
    Disposition("2.21", _("not there now"), "4", DAY),
    Disposition(APPOINTMENT, _("call back at an agreed time"), "5", DAY, needs_time=True),
    Disposition("2.112", _("the person refuses"), "6", declines=True),
    Disposition("2.111", _("somebody else refuses"), "7", 7 * DAY),
    Disposition("2.332", _("speaks another language"), "8", timedelta(0)),
    Disposition("3.14", _("answering machine, unclear whose"), "9", DAY),
    Disposition("3.16", _("trouble on the line"), "a", 2 * HOUR),
    Disposition("4.32", _("the number is not in use"), "b"),
    Disposition("4.41", _("the person has another number"), "c"),
    Disposition("4.7", _("does not belong to those asked"), "d"),
    Disposition("2.32", _("not able to take part"), "e"),
    Disposition("2.31", _("dead"), "f"),
    Disposition("2.36", _("something else"), "g", DAY),
    Disposition(BREAK_OFF, _("broken off"), declines=True),
    Disposition(NOT_WORKED, _("not tried yet"), delay=timedelta(0)),
    Disposition(QUOTA_FULL, _("enough of this kind")),
    Disposition("2.11", _("refused"), declines=True),
    Disposition("2.1121", _("opened, nothing answered"), delay=timedelta(0)),
    Disposition("2.26", _("away the whole time")),
    Disposition("3.19", _("nothing came back"), delay=timedelta(0)),
    Disposition("3.30", _("the invitation came back"), delay=timedelta(0)),
    Disposition("4.9", _("asked twice by mistake")),
)
DISPOSITIONS: dict[str, Disposition] = {each.code: each for each in _ALL}
FINAL: frozenset[str] = frozenset(each.code for each in _ALL if each.is_final)
OF_A_CALL: tuple[Disposition, ...] = tuple(each for each in _ALL if each.key)


def disposition_of(code: str) -> Disposition | None:
    """The listed one, else the nearest that is less exact."""
    while code and code not in DISPOSITIONS:
        code = code[:-1]
    return DISPOSITIONS.get(code)


def name_of(code: str) -> str:
    """In words; a code that nobody knows stands as it is."""
    found = disposition_of(code)
    return str(found.name) if found else code
