"""Answers in bulk: loaded out of sight under an import's id, then shown by one change."""

import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Grouping, User
from studies.problems import Problem, Refused
from surveys.models import Collection, Response, ResponseStatus
from surveys.rules import Answer

NewResponse = tuple[int | None, str, dict[str, Answer], bool | None]


class Load:
    """One import into one collection. `replace`: what a respondent said before gives way; the same is left alone."""

    def __init__(
        self, collection: Collection, *, by: User | None, mode: str, import_id: uuid.UUID, replace: bool
    ) -> None:
        self.collection, self.by, self.mode, self.import_id, self.replace = collection, by, mode, import_id, replace
        self.grouping = Grouping.objects.filter(study_id=collection.study_id, is_active=True).first()
        self.audience = collection.version.questionnaire.audience
        self.created = self.replaced = self.unchanged = 0

    def run(self, batches: Iterable[list[NewResponse]]) -> None:
        """Short transactions, so that nobody waits; a replacement is one, for there the old must not go alone."""
        with self._together():
            self._clear()
            try:
                for batch in batches:
                    with transaction.atomic():
                        self._store(batch)
            except IntegrityError as error:
                self._clear()
                raise Refused(
                    Problem(
                        _("Somebody else stored answers of the same respondents meanwhile."),
                        _("Import the file again."),
                    )
                ) from error
            except BaseException:
                self._clear()
                raise
            self._show()

    def _together(self) -> AbstractContextManager[object]:
        return transaction.atomic() if self.replace else nullcontext()

    def _clear(self) -> None:
        """What an import that broke off left behind."""
        if not transaction.get_connection().needs_rollback:
            self.collection.responses.filter(import_id__isnull=False, status=ResponseStatus.STARTED).delete()

    def _store(self, batch: list[NewResponse]) -> None:
        before = self._before(batch) if self.replace else {}
        new = [row for row in batch if not self._same(row, before.get(row[1]))]
        old = [before[row[1]].pk for row in new if row[1] in before]
        Response.objects.filter(pk__in=old).delete()
        self.unchanged += len(batch) - len(new)
        self.replaced += len(old)
        self.created += len(new) - len(old)
        Response.objects.bulk_create(self._row(*row, before=before.get(row[1])) for row in new)

    def _before(self, batch: list[NewResponse]) -> dict[str, Response]:
        names = [row[1] for row in batch]
        rows = self.collection.responses.filter(respondent__in=names).exclude(respondent="")
        return {
            row.respondent: row for row in rows.only("pk", "respondent", "unit_id", "answers", "status", "is_named")
        }

    def _same(self, row: NewResponse, before: Response | None) -> bool:
        unit, _respondent, answers, named = row
        return (
            before is not None
            and before.status == ResponseStatus.COMPLETE
            and before.unit_id == unit
            and before.answers == answers
            and named in (None, before.is_named)
        )

    def _row(
        self,
        unit: int | None,
        respondent: str,
        answers: dict[str, Answer],
        named: bool | None,
        *,
        before: Response | None,
    ) -> Response:
        return Response(
            collection=self.collection,
            unit_id=unit,
            respondent=respondent,
            answers=answers,
            is_named=bool(before and before.is_named) if named is None else named,
            audience=self.audience,
            mode=self.mode,
            grouping=self.grouping,
            import_id=self.import_id,
            revision=1,
        )

    @transaction.atomic
    def _show(self) -> None:
        new = Response.objects.filter(import_id=self.import_id)
        new.update(status=ResponseStatus.COMPLETE, completed_at=timezone.now())
        named = new.filter(is_named=True).values_list("unit_id", flat=True)
        others = self.collection.responses.filter(is_named=True).exclude(import_id=self.import_id)
        others.filter(unit_id__in=list(named)).update(is_named=False)
        audit.record(
            study=self.collection.study,
            by=self.by,
            action="responses.imported",
            about=self.collection,
            created=self.created,
            replaced=self.replaced,
            unchanged=self.unchanged,
        )
