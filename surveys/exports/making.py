"""An export that somebody asked for: written beside its place, moved there when it is whole, then told of."""

from pathlib import Path

from django.utils import translation

from studies.jobs import JobContext
from surveys import services
from surveys.exports.formats import FORMATS, filename
from surveys.exports.job import Export, Progress
from surveys.exports.layout import layout_of, spoken
from surveys.exports.records import Records
from surveys.models import Collection, DataExport, Questionnaire


def write(
    path: Path,
    *,
    questionnaire: Questionnaire,
    format_: str,
    recipient: str,
    collection: Collection | None = None,
    language: str = "",
    labels: bool = False,
    progress: Progress = lambda _percent, _doing: None,
) -> Export:
    """Write the file. `language`: of labels; `labels`: words instead of codes, in CSV and XLSX."""
    layout = layout_of(questionnaire, language=language)
    records = Records.of(questionnaire, collection)
    export = Export(layout, records, recipient, labels=labels, progress=progress)
    with translation.override(spoken(layout.language)):
        part = path.with_name(f"{path.name}.part")
        try:
            FORMATS[format_].write(export, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        export.notes[:0] = layout.notes
    return export


def make(pk: str, context: JobContext) -> None:
    """The job."""
    made = DataExport.objects.select_related("study", "questionnaire__study", "collection", "requested_by").get(pk=pk)
    path = services.export_path(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{context.claim.attempt}")
    try:
        export = write(
            part,
            questionnaire=made.questionnaire,
            collection=made.collection,
            format_=made.format,
            recipient=made.recipient,
            language=made.language,
            labels=made.labels,
            progress=context.progress,
        )
        with context.commit():
            part.replace(path)
            services.finish_export(export=made, name=filename(made), rows=export.rows, notes=export.notes)
    finally:
        part.unlink(missing_ok=True)
