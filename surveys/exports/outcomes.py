"""What came of each invitation: its code by AAPOR, its class in words, attempts and mode. No names, no answers."""

from collections.abc import Iterable, Iterator

from django.db.models import BooleanField, Case, Count, Q, Value, When

from surveys.dispositions import disposition_of, name_of
from surveys.exports.dictionary import Row
from surveys.links import reference_of
from surveys.models import Anonymity, Collection, Mode
from surveys.response_rates import code_of

HEAD = ("collection", "reference", "unit", "status", "code", "meaning", "class", "attempts", "mode")
FETCHED = 1_000
ANSWERED = Case(
    When(Q(response=None) | Q(response__answers={}), then=Value(False)),
    default=Value(True),
    output_field=BooleanField(),
)


def dispositions_of(collections: Iterable[Collection]) -> Iterator[Row]:
    """A header, then a row per invitation. In an anonymous collection nobody knows what came of one."""
    yield list(HEAD)
    for collection in collections:
        if collection.anonymity != Anonymity.ANONYMOUS:
            yield from _rows(collection)


def _rows(collection: Collection) -> Iterator[Row]:
    names = ("public_id", "unit__code", "status", "disposition", "response__status", "response__mode")
    rows = collection.invitations.order_by("pk").annotate(
        answered=ANSWERED, tried=Count("attempts", filter=Q(attempts__ended_at__isnull=False))
    )
    read = rows.values_list(*names, "answered", "tried").iterator(chunk_size=FETCHED)
    for public_id, unit, status, said, response, mode, answered, tried in read:
        code = code_of(status, said, answered=answered, response=response or "")
        found = disposition_of(code)
        yield [
            collection.name,
            reference_of(public_id),
            unit or "",
            status,
            code,
            name_of(code),
            str(found.kind) if found else "",
            tried,
            mode or (Mode.TELEPHONE.value if tried else ""),
        ]
