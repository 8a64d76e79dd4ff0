"""The formats that answers leave in, and what a file is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from surveys.exports import csv_file, package, xlsx_file
from surveys.exports.job import Export
from surveys.models import DataExport


@dataclass(frozen=True, slots=True)
class Format:
    code: str
    name: str | Promise
    suffix: str
    content_type: str
    write: Callable[[Export, Path], None]


def _sav(export: Export, path: Path) -> None:
    from surveys.exports import statistics_file  # noqa: PLC0415 -- loads pandas, in the worker only

    statistics_file.write_sav(export, path)


def _dta(export: Export, path: Path) -> None:
    from surveys.exports import statistics_file  # noqa: PLC0415 -- loads pandas, in the worker only

    statistics_file.write_dta(export, path)


def _package(export: Export, path: Path) -> None:
    package.write(export, path, {"answers.csv": csv_file.international, "answers.sav": _sav, "answers.dta": _dta})


_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, Format] = {
    format_.code: format_
    for format_ in (
        Format("zip", _("everything in one package (ZIP)"), "zip", "application/zip", _package),
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", csv_file.international),
        Format("csv-da", _("CSV, Danish"), "da.csv", "text/csv; charset=utf-8", csv_file.danish),
        Format("xlsx", "XLSX", "xlsx", _SHEET, xlsx_file.write),
        Format("sav", "SPSS (.sav)", "sav", "application/octet-stream", _sav),
        Format("dta", "Stata (.dta)", "dta", "application/octet-stream", _dta),
    )
}


def filename(made: DataExport) -> str:
    """`akf2006-manager-2004-answers.sav`: study, questionnaire, collection."""
    parts = [made.study.slug, made.questionnaire.form_id, made.collection.name if made.collection else ""]
    return f"{slugify('-'.join(filter(None, parts)))}-answers.{FORMATS[made.format].suffix}"
