"""What came of those asked, per collection, unit and audience: counted by the database, in four reads.

However many are invited, what comes back is a row per unit and status.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import BooleanField, Case, CharField, Count, F, Q, QuerySet, Value, When

from surveys.models import (
    Anonymity,
    Collection,
    Invitation,
    InvitationStatus,
    Response,
    ResponseStatus,
    UnitContact,
)
from surveys.response_rates import Cases, Outcome, code_of, of_forwarded, outcome_of

OPENED = frozenset({InvitationStatus.OPENED, InvitationStatus.STARTED, InvitationStatus.COMPLETE})
UNHEARD = frozenset({Outcome.UNKNOWN_HOUSEHOLD, Outcome.UNKNOWN_OTHER, Outcome.NO_CONTACT})
UNSENT = (ResponseStatus.STARTED, ResponseStatus.SCREENED_OUT)
KEY = ("collection_id", "unit_id", "audience", "status", "disposition", "by_open_link")
ANSWERED = ("collection_id", "unit_id", "audience", "invited", "status", "blank")
NOT_READ = Value(None, output_field=CharField())
IS_FORWARDED = Case(When(contact=None, then=Value(False)), default=Value(True), output_field=BooleanField())
IS_BLANK = Case(
    When(status=ResponseStatus.STARTED, answers={}, then=Value(True)),
    default=Value(False),
    output_field=BooleanField(),
)


class Cell(NamedTuple):
    """`unit` is None for whoever belongs to none, and for everybody in an anonymous collection."""

    collection: int
    unit: int | None
    audience: str


class Asked(NamedTuple):
    """What invitations are counted by."""

    cell: Cell
    status: str
    disposition: str
    by_open_link: bool
    forwarded: bool


@dataclass(frozen=True, slots=True)
class Counts:
    invited: int = 0
    opened: int = 0
    started: int = 0
    complete: int = 0
    refused: int = 0
    cases: Cases = field(default_factory=Cases)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.invited + other.invited,
            self.opened + other.opened,
            self.started + other.started,
            self.complete + other.complete,
            self.refused + other.refused,
            self.cases + other.cases,
        )


def together(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


class Counter:
    """Reads once; then answers per cell."""

    def __init__(self, collections: Sequence[Collection]) -> None:
        self.audiences = {each.pk: each.version.questionnaire.audience for each in collections}
        self.anonymous = {each.pk for each in collections if each.anonymity == Anonymity.ANONYMOUS}
        self.opened: dict[Cell, int] = defaultdict(int)
        self.asked = self._asked(Invitation.objects.filter(collection__in=collections))
        self.exceptions = self._exceptions(Invitation.objects.filter(collection__in=collections))
        self.answered = self._answered(collections)
        self.eligible = self._eligible(collections)

    def counts(self) -> dict[Cell, Counts]:
        asked: dict[Cell, list[tuple[Asked, int]]] = defaultdict(list)
        for key, count in self.asked.items():
            asked[key.cell].append((key, count))
        behind_contacts = {Cell(*pair, self.audiences[pair[0]]) for pair in self.eligible}
        cells = asked.keys() | self.answered.keys() | behind_contacts
        return {cell: self._counts(cell, asked.get(cell, [])) for cell in cells}

    def _counts(self, cell: Cell, asked: Sequence[tuple[Asked, int]]) -> Counts:
        answered = self.answered.get(cell, {})
        complete = answered.get((ResponseStatus.COMPLETE, False), 0)
        cases = (self._anonymous_cases if cell.collection in self.anonymous else self._cases)(cell, asked)
        if complete and not cases.total:  # nobody knows of how many: imported, or on paper
            cases = Cases(has_base=False)
        return Counts(
            invited=sum(count for key, count in asked if not key.by_open_link),
            opened=self.opened[cell],
            started=sum(answered.values()),
            complete=complete,
            refused=sum(count for key, count in asked if _has_refused(key)),
            cases=cases,
        )

    def _cases(self, cell: Cell, asked: Sequence[tuple[Asked, int]]) -> Cases:
        listed, reached, met = Cases(), Cases(), False
        for key, count in asked:
            cases = self._outcomes(key, count)
            if key.by_open_link or key.forwarded:
                reached, met = reached + cases.without(UNHEARD), met or key.by_open_link
            else:
                listed += cases
        pair = (cell.collection, cell.unit)
        if pair in self.eligible and cell.audience == self.audiences[cell.collection]:
            return listed + of_forwarded(reached, self.eligible[pair])
        return listed + of_forwarded(reached, None) if met or reached.total else listed

    def _outcomes(self, key: Asked, count: int) -> Cases:
        exceptions = self.exceptions.get(key, {})
        usual = count - sum(exceptions.values())
        found = Cases.of(outcome_of(code_of(key.status, key.disposition)), usual)
        for response, number in exceptions.items():
            code = code_of(key.status, key.disposition, answered=False, response=response)
            found += Cases.of(outcome_of(code), number)
        return found

    def _anonymous_cases(self, cell: Cell, asked: Sequence[tuple[Asked, int]]) -> Cases:
        """Who answered is not known: those asked, less those who sent, began or refused, are the rest."""
        answered = self.answered.get(cell, {})
        complete = answered.get((ResponseStatus.COMPLETE, False), 0)
        partial = answered.get((ResponseStatus.STARTED, False), 0)
        refused = sum(count for key, count in asked if _has_refused(key))
        invited = sum(count for key, count in asked if not key.by_open_link)
        screened = answered.get((ResponseStatus.SCREENED_OUT, False), 0)
        rest = invited - complete - partial - refused - screened
        known = rest >= 0 and not any(key.by_open_link for key, _count in asked)
        return Cases(complete, partial, refused, unknown_other=max(rest, 0), not_eligible=screened, has_base=known)

    def _cell(self, collection: int, unit: int | None, audience: str) -> Cell:
        audience = audience or self.audiences[collection]
        return Cell(collection, None if collection in self.anonymous else unit, audience)

    def _asked(self, rows: "QuerySet[Invitation]") -> Mapping[Asked, int]:
        """By contact or not is counted, not grouped by: less to sort. Whoever opened and then refused has opened."""
        found: dict[Asked, int] = defaultdict(int)
        counted = rows.order_by().values_list(*KEY)
        counted = counted.annotate(count=Count("pk"), forwarded=Count("contact"), looked=Count("opened_at"))
        for *place, status, disposition, by_open_link, count, forwarded, looked in counted:
            self.opened[self._cell(*place)] += count if status in OPENED else looked
            for is_forwarded, number in ((True, forwarded), (False, count - forwarded)):
                if number:
                    found[Asked(self._cell(*place), status, disposition, by_open_link, is_forwarded)] += number
        return found

    def _exceptions(self, rows: "QuerySet[Invitation]") -> Mapping[Asked, Mapping[str, int]]:
        """Those screened out, and those who began and answered nothing: few, so the documents of few are read."""
        blank = Q(status=InvitationStatus.STARTED, response__status=ResponseStatus.STARTED, response__answers={})
        unsent = rows.filter(response__collection__in=self.audiences, response__status__in=UNSENT)
        few = unsent.filter(Q(response__status=ResponseStatus.SCREENED_OUT) | blank)
        found: dict[Asked, dict[str, int]] = defaultdict(dict)
        keyed = few.order_by().values_list(*KEY, IS_FORWARDED, "response__status").annotate(count=Count("pk"))
        for *place, status, disposition, by_open_link, forwarded, response, count in keyed:
            found[Asked(self._cell(*place), status, disposition, by_open_link, forwarded)][response] = count
        return found

    def _answered(self, collections: Sequence[Collection]) -> Mapping[Cell, Mapping[tuple[str, bool], int]]:
        """Whoever was invited counts where they were asked; invitations are read where that can be elsewhere."""
        rows = (
            Response.objects.filter(collection__in=collections)
            .filter(Q(import_id=None) | Q(status=ResponseStatus.COMPLETE))
            .order_by()
            .annotate(blank=IS_BLANK if self.anonymous else Value(False))
        )
        counted = list(rows.annotate(invited=NOT_READ).values_list(*ANSWERED).annotate(count=Count("pk")))
        audiences = {(key.cell.collection, key.cell.audience) for key in self.asked}
        audiences |= {(collection, own or self.audiences[collection]) for collection, _unit, own, *_rest in counted}
        if audiences - self.audiences.items():
            read = rows.annotate(invited=F("invitation__audience"))
            counted = list(read.values_list(*ANSWERED).annotate(count=Count("pk")))
        found: dict[Cell, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
        for collection, unit, own, invited, status, blank, count in counted:
            found[self._cell(collection, unit, own if invited is None else invited)][status, blank] += count
        return found

    @staticmethod
    def _eligible(collections: Sequence[Collection]) -> dict[tuple[int, int | None], int | None]:
        """Reported by the contacts of a unit together; None as soon as one of them has not."""
        found: dict[tuple[int, int | None], int | None] = {}
        rows = UnitContact.objects.filter(collection__in=collections).order_by()
        for collection, unit, eligible in rows.values_list("collection_id", "unit_id", "eligible"):
            before = found.get((collection, unit), 0)
            found[collection, unit] = None if before is None or eligible is None else before + eligible
        return found


def _has_refused(key: Asked) -> bool:
    """Said so, by the link or on the telephone; not whoever only looked."""
    answers = key.status in (InvitationStatus.STARTED, InvitationStatus.COMPLETE)
    return key.status == InvitationStatus.DECLINED or (key.disposition.startswith("2.11") and not answers)
