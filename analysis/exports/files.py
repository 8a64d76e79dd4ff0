"""The formats, and what a file is called."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from analysis.exports import csv_file, docx_file, json_file, xlsx_file
from analysis.exports.document import Document
from analysis.models import Run


@dataclass(frozen=True, slots=True)
class Format:
    code: str
    name: object
    suffix: str
    content_type: str
    write: Callable[[Document, io.BytesIO], None]


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    format_.code: format_
    for format_ in (
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", csv_file.international),
        Format("csv-da", _("CSV, Danish"), "da.csv", "text/csv; charset=utf-8", csv_file.danish),
        Format("xlsx", "XLSX", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", xlsx_file.write),
        Format("docx", "DOCX", "docx", f"{_OFFICE}.wordprocessingml.document", docx_file.write),
        Format("json", "JSON", "json", "application/json", json_file.write),
    )
}
RUN_FORMATS: Mapping[str, Format] = {code: FORMATS[code] for code in ("xlsx", "docx", "json")}


def filename(run: Run, format_: Format, table: str = "") -> str:
    """`akf2006-contrast-manager-12-contrasts.xlsx`: study, procedure, questionnaire, run, table."""
    parts = [run.study.slug, run.procedure, str(run.parameters.get("questionnaire") or ""), str(run.pk), table]
    return f"{slugify('-'.join(part.replace('_', '-') for part in parts if part))}.{format_.suffix}"


def write(document: Document, format_: Format) -> bytes:
    buffer = io.BytesIO()
    format_.write(document, buffer)
    return buffer.getvalue()
