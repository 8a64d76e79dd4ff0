"""XLSForms and answer files made on the spot, so that a test shows what it reads."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

Rows = list[list[object]]
Sheets = Mapping[str, Sequence[Sequence[object]]]

SURVEY: Rows = [
    [
        "type",
        "name",
        "label::Dansk (da)",
        "label::English (en)",
        "required",
        "relevant",
        "constraint",
        "theme",
        "missing",
    ],
    ["begin_group", "policy", "Politik", "Policy", "", "", "", "", ""],
    [
        "select_one degree",
        "attention",
        "Er der politisk opmærksomhed?",
        "Is there attention?",
        "yes",
        "",
        "",
        "T1",
        "dk",
    ],
    ["select_multiple means", "means", "Hvilke midler bruger I?", "Which means?", "", "", "", "T1", ""],
    ["end_group", "", "", "", "", "", "", "", ""],
    ["begin_group", "cases", "Sager", "Cases", "", "", "", "", ""],
    [
        "integer",
        "contracts",
        "Hvor mange kontrakter?",
        "How many contracts?",
        "",
        "",
        ". >= 0 and . <= 200",
        "T2",
        "",
    ],
    ["text", "why", "Hvorfor så mange?", "Why so many?", "", "${contracts} > 50", "", "", ""],
    ["date", "since", "Siden hvornår?", "Since when?", "", "${attention} = 'high'", ". <= today()", "", ""],
    ["end_group", "", "", "", "", "", "", "", ""],
]
CHOICES: Rows = [
    ["list_name", "name", "label::Dansk (da)", "label::English (en)"],
    ["degree", "high", "I høj grad", "To a high degree"],
    ["degree", "low", "I ringe grad", "To a low degree"],
    ["degree", "dk", "Ved ikke", "Don't know"],
    ["means", "plan", "Handleplan", "Plan"],
    ["means", "course", "Kursus", "Course"],
    ["means", "job", "Løntilskud", "Subsidised job"],
]
SETTINGS: Rows = [
    ["form_id", "form_title::Dansk (da)", "form_title::English (en)", "default_language"],
    ["manager", "Skema til ledere", "Managers' form", "Dansk (da)"],
]
FORM: dict[str, Rows] = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


def write_xlsx(path: Path, sheets: Sheets) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def write_form(path: Path, **sheets: Rows) -> Path:
    """The usual form, with some of its sheets replaced."""
    return write_xlsx(path, FORM | sheets)


def small_form(path: Path, *rows: Sequence[object], choices: Rows | None = None) -> Path:
    """A form with the columns type, name, label, relevant, constraint, required."""
    survey: Rows = [["type", "name", "label", "relevant", "constraint", "required"], *map(list, rows)]
    lists = choices or [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
    settings: Rows = [["form_id", "default_language"], ["small", "en"]]
    return write_xlsx(path, {"survey": survey, "choices": lists, "settings": settings})


def write_csv(path: Path, *rows: Sequence[object], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path
