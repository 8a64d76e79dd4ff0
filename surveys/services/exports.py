"""Exports of answers: asked for with a recipient, finished by a job, logged, and thrown away after a week."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from studies import audit, jobs
from studies.models import Study, User
from studies.problems import Problem, Refused, refuse_personal
from surveys.models import Collection, DataExport, Questionnaire
from surveys.models.exports import KEPT

JOB = "surveys.export_answers"


def export_path(export: DataExport) -> Path:
    return Path(settings.MEDIA_ROOT) / "exports" / export.pk.hex


@transaction.atomic
def request_export(
    *,
    questionnaire: Questionnaire,
    format_: str,
    recipient: str,
    by: User | None,
    collection: Collection | None = None,
    language: str = "",
    labels: bool = False,
) -> DataExport:
    check_recipient(recipient)
    export = DataExport.objects.create(
        study=questionnaire.study,
        questionnaire=questionnaire,
        collection=collection,
        format=format_,
        language=language,
        labels=labels,
        recipient=recipient.strip(),
        requested_by=by,
    )
    export.job = jobs.enqueue(name=JOB, args={"export": str(export.pk)}, study=questionnaire.study, by=by)
    export.save(update_fields=["job"])
    return export


def check_recipient(recipient: str) -> None:
    refuse_personal(recipient=recipient)
    if not recipient.strip() or len(recipient) > 300:
        raise Refused(
            Problem(_("Nobody is named who gets the answers."), _("Say for whom or what, in at most 300 characters."))
        )


def finish_export(*, export: DataExport, name: str, rows: int, notes: list[str]) -> None:
    """The file is in its place; inside the transaction that ends its job."""
    export.name, export.rows, export.notes = name, rows, notes
    export.size = export_path(export).stat().st_size
    export.finished_at = timezone.now()
    export.save(update_fields=["name", "rows", "notes", "size", "finished_at"])
    record_export(
        study=export.study,
        by=export.requested_by,
        questionnaire=export.questionnaire,
        collection=export.collection,
        recipient=export.recipient,
        format=export.format,
        rows=rows,
    )


def record_export(
    *,
    study: Study,
    by: User | None,
    questionnaire: Questionnaire,
    collection: Collection | None,
    recipient: str,
    **details: object,
) -> None:
    """Who took answers out, which, and to whom they go."""
    audit.record(
        study=study,
        by=by,
        action="responses.exported",
        about=questionnaire,
        form_id=questionnaire.form_id,
        collection=collection.name if collection else "",
        recipient=recipient,
        **details,
    )


def record_download(*, export: DataExport, by: User) -> None:
    audit.record(
        study=export.study,
        by=by,
        action="responses.downloaded",
        about=export,
        form_id=export.questionnaire.form_id,
        recipient=export.recipient,
        format=export.format,
    )


def discard_exports(exports: "QuerySet[DataExport]") -> None:
    for export in exports.select_related("job"):
        if export.job and not export.job.is_final:
            jobs.cancel(job=export.job, by=None)
        export_path(export).unlink(missing_ok=True)
        export.delete()


def discard_old_exports() -> None:
    discard_exports(DataExport.objects.filter(created_at__lt=timezone.now() - KEPT))
