"""The two questionnaires as XLSForms in Danish and English: sections by theme, missing codes declared."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter

from demo.files import PUBLISHED, Row, read
from demo.plan import MISSING, NUMBER, ORIGIN_NOTES, SEVERAL, Plan, Question, Texts

TITLES: dict[str, Texts] = {
    "manager": {
        "da": "Integrationsindsatsen: chefer",
        "en": "Municipal integration work: managers",
    },
    "caseworker": {
        "da": "Integrationsindsatsen: sagsbehandlere",
        "en": "Municipal integration work: caseworkers",
    },
}
LANGUAGES = {"da": "Dansk (da)", "en": "English (en)"}
NO_TEXT = dict.fromkeys(LANGUAGES, "")
CREATED = datetime(2004, 3, 1, tzinfo=UTC)  # a fixed date, so that the same form gives the same file

Sheet = list[list[str]]


def write_form(plan: Plan, questionnaire: str, path: Path) -> None:
    """Write one questionnaire as an XLSForm."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": TITLES[questionnaire]["da"], "created": CREATED.replace(tzinfo=None)})
        for name, rows in sheets(plan, questionnaire).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def sheets(plan: Plan, questionnaire: str) -> dict[str, Sheet]:
    """The three sheets of a form, headings first."""
    texts = [f"{column}::{language}" for column in ("label", "hint") for language in LANGUAGES.values()]
    labels = texts[: len(LANGUAGES)]
    titles = ["form_title", "form_title (en)"]  # the default language first; the standard has no translated titles
    return {
        "survey": [["type", "name", *texts, "theme", "missing"], *_survey(plan, questionnaire)],
        "choices": [["list_name", "name", *labels], *_choices(plan, questionnaire)],
        "settings": [
            ["form_id", *titles, "version", "default_language"],
            [questionnaire, *_texts(TITLES[questionnaire]), "2004", LANGUAGES["da"]],
        ],
    }


def _survey(plan: Plan, questionnaire: str) -> Iterator[list[str]]:
    themes = {row["theme_id"]: row for row in read(PUBLISHED / "contrast_themes.csv")}
    for theme, questions in groupby(plan.questions_of(questionnaire), key=lambda question: question.theme):
        yield ["begin_group", theme, *_texts(_theme_name(themes[theme])), *_texts(NO_TEXT), theme, ""]
        yield from map(_question, questions)
        yield ["end_group", "", *_texts(NO_TEXT), *_texts(NO_TEXT), "", ""]


def _question(question: Question) -> list[str]:
    kind = {NUMBER: "integer", SEVERAL: f"select_multiple {SEVERAL}"}.get(
        question.scale, f"select_one {question.scale}"
    )
    missing = "" if question.scale == NUMBER else " ".join(MISSING)
    hint = ORIGIN_NOTES.get(question.origin, NO_TEXT)
    return [kind, question.name, *_texts(question.label), *_texts(hint), question.theme, missing]


def _choices(plan: Plan, questionnaire: str) -> Iterator[list[str]]:
    used = dict.fromkeys(question.scale for question in plan.questions_of(questionnaire) if question.scale != NUMBER)
    for scale in used:
        for code, label in (plan.scales[scale] | MISSING).items():
            yield [scale, code, *_texts(label)]


def _theme_name(row: Row) -> Texts:
    return {language: row[f"theme_{language}"] for language in LANGUAGES}


def _texts(texts: Texts) -> list[str]:
    return [texts[language] for language in LANGUAGES]
