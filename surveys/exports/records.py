"""Responses as they are read for an export: in chunks, complete ones only, up to the moment it was asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from studies.problems import Refused
from surveys.counted import not_counted
from surveys.models import Anonymity, Collection, Mode, Questionnaire, Response, ResponseStatus

FETCHED = 1_000
CHUNK = 250  # few enough that its answers stay in the processor's cache while its columns are read


class Record(NamedTuple):
    """`unit`, `version`, `collection`: primary keys. An anonymous response has no respondent and no time.

    `group`: stored in place of a unit that too few share; else blank, for the unit says it.
    `modes`: every mode in which something was answered. `sample`: what the list of people said of the respondent.
    """

    unit: int | None
    group: str
    respondent: str
    version: int
    audience: str
    language: str
    mode: str
    completed: date | None
    collection: int
    counted: int | None
    answers: dict[str, Any]
    modes: str = ""
    sample: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Records:
    questionnaire: Questionnaire
    collections: Sequence[Collection]
    until: datetime

    @classmethod
    def of(cls, questionnaire: Questionnaire, collection: Collection | None = None) -> "Records":
        """Of one collection, or of all that count."""
        all_of_it = Collection.objects.counting().filter(version__questionnaire=questionnaire)
        return cls(questionnaire, [collection] if collection else list(all_of_it), timezone.now())

    def count(self) -> int:
        return self._rows(self.collections).count()

    def chunks(self) -> Iterator[list[Record]]:
        skipped = self._not_counted()
        for collection in self.collections:
            rows = iter(self._records(collection, skipped))
            while chunk := list(islice(rows, CHUNK)):
                yield chunk

    def _rows(self, collections: Sequence[Collection]) -> "QuerySet[Response]":
        return Response.objects.filter(
            collection__in=collections, status=ResponseStatus.COMPLETE, completed_at__lte=self.until
        )

    def _not_counted(self) -> set[int] | None:
        """None: it cannot be said yet, because nobody is named where one should be."""
        try:
            return not_counted(self.questionnaire, self.collections)
        except Refused:
            return None

    def _records(self, collection: Collection, skipped: set[int] | None) -> Iterator[Record]:
        anonymous = collection.anonymity == Anonymity.ANONYMOUS
        shared = self._shared_units(collection) if anonymous else set()
        # The order of answers tells who they are from, to whoever knows when people answered.
        rows = self._rows([collection]).order_by("?" if anonymous else "pk")
        names = ("pk", "unit_id", "group", "respondent", "audience", "language", "mode", "completed_at", "answers")
        more = ("modes", "invitation__sample")
        read = rows.values_list(*names, *more).iterator(chunk_size=FETCHED)
        for pk, unit, group, respondent, audience, language, mode, at, answers, modes, sample in read:
            yield Record(
                unit=unit if not anonymous or unit in shared else None,
                group="" if unit else group,
                respondent="" if anonymous else respondent or f"r{pk}",
                version=collection.version_id,
                audience=audience,
                language=language,
                mode=mode,
                completed=None if anonymous else timezone.localtime(at).date(),
                collection=collection.pk,
                counted=None if skipped is None else int(pk not in skipped),
                answers=answers,
                modes=_listed(modes, mode),
                sample={} if anonymous else sample or {},
            )

    def _shared_units(self, collection: Collection) -> set[int | None]:
        """Units from which so many have answered that it points at nobody."""
        counts = Counter(self._rows([collection]).order_by().values_list("unit_id", flat=True))
        least = self.questionnaire.study.minimum_cell
        return {unit for unit, count in counts.items() if count >= least}


def _listed(modes: Mapping[str, str], mode: str) -> str:
    """Of every answer, where each has its own; else the response's."""
    met = set(modes.values())
    return " ".join(each for each in Mode.values if each in met) or mode
