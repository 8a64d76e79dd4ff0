"""A questionnaire as an XLSForm that Kontrast reads back as the same, and that other programs take."""

import io
import re
from collections.abc import Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from studies.problems import Problem, Refused
from surveys.models import QuestionnaireVersion
from surveys.specification import FormSpec
from surveys.stored_forms import spec_of
from surveys.visits import language_name
from surveys.xlsform.lists import Lists
from surveys.xlsform.rows import Row, survey_rows

MOST_CHARACTERS = 32_767  # in a cell of a spreadsheet
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
TRANSLATED = ("label", "hint", "constraint_message", "required_message", "low_label", "high_label")
SURVEY = (
    "type", "name", *TRANSLATED, "required", "soft_required", "relevant", "constraint", "calculation", "default",
    "choice_filter", "parameters", "appearance", "missing", "theme", "construct", "sensitivity",
)  # fmt: skip
SETTINGS = ("form_id", "form_title", "default_language", "audience", "allow_choice_duplicates")


def xlsform(version: QuestionnaireVersion) -> bytes:
    """The file. Raises Refused where a text is too long for a spreadsheet."""
    return written(spec_of(version))


def tables(form: FormSpec) -> dict[str, list[list[str]]]:
    """The cells of its three sheets, headers first."""
    lists = Lists(form)
    return {
        "survey": _sheet(form, SURVEY, survey_rows(form, lists)),
        "choices": _sheet(form, ("list_name", "name", "label", *lists.columns), lists.rows()),
        "settings": _settings(form, lists),
    }


def written(form: FormSpec) -> bytes:
    sheets = tables(form)
    problems = list(_too_long(sheets))
    if problems:
        raise Refused(problems)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell)  # never a formula
    return out.getvalue()


def header(column: str, language: str) -> str:
    return f"{column}::{called(language)}"


def called(language: str) -> str:
    """`Dansk (da)`; a language without a code is its own name."""
    return f"{language_name(language)} ({language})" if CODE.fullmatch(language) else language


def _sheet(form: FormSpec, columns: tuple[str, ...], rows: Iterator[Row]) -> list[list[str]]:
    """Only the columns that say something; a text has a column for each language."""
    filled = list(rows)
    keys = [
        (column, language)
        for column in columns
        for language in (_languages(form, filled, column) if column in TRANSLATED else [""])
    ]
    used = [key for key in keys if any(row.get(key) for row in filled) or key[0] in {"type", "name", "list_name"}]
    head = [header(column, language) if language else column for column, language in used]
    return [head, *([row.get(key, "") for key in used] for row in filled)]


def _languages(form: FormSpec, rows: list[Row], column: str) -> list[str]:
    """The form's own first, in their order; then what else there are texts in."""
    others = sorted({language for row in rows for name, language in row if name == column})
    return list(dict.fromkeys((*form.languages, *others)))


def _settings(form: FormSpec, lists: Lists) -> list[list[str]]:
    """The standard's converter takes `form_title (en)`, and breaks off at `form_title::English (en)`."""
    cells = {
        "form_id": form.form_id,
        "default_language": called(form.default_language),
        "audience": form.audience,
        "allow_choice_duplicates": "yes" if lists.has_duplicates else "",
    }
    for language, title in form.title.items():
        plain = language == form.default_language
        cells["form_title" if plain else f"form_title ({language})"] = title
    return [list(cells), list(cells.values())]


def _too_long(sheets: dict[str, list[list[str]]]) -> Iterator[Problem]:
    for name, rows in sheets.items():
        for number, row in enumerate(rows, start=1):
            for column, cell in zip(rows[0], row, strict=True):
                if len(cell) > MOST_CHARACTERS:
                    message = _("The text is longer than a spreadsheet's cell can be (%(most)d characters).")
                    remedy = _("Shorten it in the questionnaire.")
                    yield Problem(message % {"most": MOST_CHARACTERS}, remedy, "", name, number, column)
