"""The steps of importing a statistics file from the pages, each done by a job."""

from collections.abc import Callable
from typing import Any

from django.utils import translation

from studies import uploads
from studies.jobs import JobContext
from studies.models import Upload
from studies.problems import Refused
from surveys import services
from surveys.imports.statistics import SurveyImport, check_survey, import_survey
from surveys.imports.statistics_file import opened
from surveys.imports.statistics_mapping import SurveyMapping, guess
from surveys.models import QuestionType, Response, ResponseStatus
from surveys.services.statistics import Stage

SHOWN = 500


def look(pk: str, context: JobContext) -> None:
    _step(pk, context, _look)


def check(pk: str, context: JobContext) -> None:
    _step(pk, context, _check)


def store(pk: str, context: JobContext) -> None:
    """Stored under the upload's id: a second attempt puts nothing beside what the first left."""
    _step(pk, context, _store)


def _step(pk: str, context: JobContext, do: Callable[[Upload, JobContext], tuple[Stage, dict[str, Any]]]) -> None:
    upload = Upload.objects.select_related("study", "user").get(pk=pk)
    try:
        with translation.override(upload.options["spoken"]):  # what it finds is read by whoever asked
            stage, found = do(upload, context)
    except Refused as refused:
        with context.commit():
            services.refuse_upload(upload=upload, problems=refused.problems)
        return
    with context.commit():
        services.move_upload(upload=upload, stage=stage, **found)


def _look(upload: Upload, _context: JobContext) -> tuple[Stage, dict[str, Any]]:
    with opened(uploads.path_of(upload), upload.name) as file:
        listed = [[variable.name, variable.label] for variable in file.variables]
        return Stage.LOOKED, {"variables": listed, "mapping": guess(file, upload.study).as_options()}


def _check(upload: Upload, context: JobContext) -> tuple[Stage, dict[str, Any]]:
    mapping = SurveyMapping.of(upload.options["mapping"])
    with opened(uploads.path_of(upload), upload.name) as file:
        _survey, found = check_survey(study=upload.study, file=file, mapping=mapping, progress=context.progress)
    return Stage.CHECKED, {"preview": _preview(found)}


def _preview(found: SurveyImport) -> dict[str, Any]:
    questions = list(found.form.questions())
    return {
        "title": found.form.title,
        "form_id": found.form.form_id,
        "collection": found.collection,
        "audience": found.form.audience,
        "question_count": len(questions),
        "rows": found.counts.rows,
        "kept": found.counts.rows - found.counts.kept_out,
        "kept_out": found.counts.kept_out,
        "unknown_units": sorted(found.counts.unknown_units)[:50],
        "without_unit": found.counts.without_unit,
        "without_group": found.counts.without_group,
        "others": found.others,
        "notes": found.notes,
        "warnings": found.warnings,
        "questions": [
            {
                "name": spec.name,
                "type": str(QuestionType(spec.type).label),
                "label": spec.label,
                "choices": [{"code": code, "label": label} for code, label in spec.choices.items()],
                "missing": spec.missing,
            }
            for spec in questions[:SHOWN]
        ],
        "more": max(0, len(questions) - SHOWN),
    }


def _store(upload: Upload, context: JobContext) -> tuple[Stage, dict[str, Any]]:
    if there := Response.objects.filter(import_id=upload.pk, status=ResponseStatus.COMPLETE).count():
        return Stage.STORED, {"stored": {"created": there, "replaced": 0, "unchanged": 0}}
    with opened(uploads.path_of(upload), upload.name) as file:
        stored = import_survey(
            study=upload.study,
            file=file,
            mapping=SurveyMapping.of(upload.options["mapping"]),
            by=upload.user,
            import_id=upload.pk,
            progress=context.progress,
        )
    counts = {"created": stored.created, "replaced": stored.replaced, "unchanged": stored.unchanged}
    return Stage.STORED, {"stored": counts}
