"""The form's own name, title and languages."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from surveys.imports.columns import WITHOUT_EFFECT, Columns, language_code
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow

KNOWN = frozenset({"form_id", "form_title", "default_language", "audience", "allow_choice_duplicates", "version"})
SLUG = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class FormSettings:
    form_id: str
    title: dict[str, str]
    default_language: str
    audience: str
    choice_duplicates: bool


def read_settings(
    columns: Columns | None, survey: Columns, file: str, main_language: str, findings: Findings
) -> FormSettings:
    row = columns.sheet.rows[0] if columns and columns.sheet.rows else SheetRow(0, {})
    columns = columns or Columns(survey.sheet)
    default = language_code(columns.value(row, "default_language")) if columns.value(row, "default_language") else ""
    default = default or next(iter(survey.languages()), main_language)
    form_id = SLUG.sub("_", columns.value(row, "form_id") or Path(file).stem).strip("_")[:100]
    ignored = [header for name, header in columns.plain.items() if name not in KNOWN and row[header]]
    if ignored:
        findings.notes.append(_("Settings without a meaning here: %(names)s.") % {"names": ", ".join(ignored)})
    if not form_id:
        findings.problem(
            _("The form has no name."),
            _("Write a form_id in the sheet settings, in letters and digits."),
            sheet="settings",
            column="form_id",
        )
    return FormSettings(
        form_id=form_id,
        title=columns.translations(row, "form_title", default) or {default: form_id},
        default_language=default,
        audience=columns.value(row, "audience")[:50],
        choice_duplicates=columns.value(row, "allow_choice_duplicates").lower() not in WITHOUT_EFFECT,
    )
