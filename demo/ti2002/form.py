"""The residents' questionnaire as an XLSForm in Danish, English and Arabic."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from demo.ti2002.survey import LANGUAGES, NO_ANSWER, Question, Survey, Texts

FORM_ID = "resident"
HEADINGS = {"da": "Dansk (da)", "en": "English (en)", "ar": "العربية (ar)"}
CREATED = datetime(2002, 3, 1, tzinfo=UTC)  # a fixed date, so that the same form gives the same file
NO_TEXT = dict.fromkeys(LANGUAGES, "")
ABOUT_WORK = ("in_work", "supported_work", "work_reasons", "whose_task", "barriers", "barriers_more")
CONDITIONS = {"yes": "${move} = 'yes'", "no": "${move} = 'no'", "in_work": "${in_work} = 'yes'"}
CONSTRAINTS = {"age": ". >= 15 and . <= 110", "years_in_denmark": ". >= 0 and . <= 90"}
CONSTRAINT_TEXTS = {"age": "age_constraint", "years_in_denmark": "years_constraint"}
TYPES = {"text": "text", "number": "integer"}

Sheet = list[list[str]]


def write_form(survey: Survey, path: Path) -> None:
    """Write the form."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": survey.own["form"]["da"], "created": CREATED.replace(tzinfo=None)})
        for name, rows in sheets(survey).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def sheets(survey: Survey) -> dict[str, Sheet]:
    """The three sheets, headings first."""
    labels = [f"label::{heading}" for heading in HEADINGS.values()]
    messages = [f"constraint_message::{heading}" for heading in HEADINGS.values()]
    titles = ["form_title", *(f"form_title ({code})" for code in LANGUAGES[1:])]
    survey_columns = ["type", "name", *labels, "relevant", "constraint", *messages, "theme", "missing"]
    return {
        "survey": [survey_columns, *_survey(survey)],
        "choices": [["list_name", "name", *labels], *_choices(survey)],
        "settings": [
            ["form_id", *titles, "version", "default_language"],
            [FORM_ID, *_texts(survey.own["form"]), "2002", HEADINGS["da"]],
        ],
    }


def _survey(survey: Survey) -> Iterator[list[str]]:
    questions = survey.questions
    yield from _group("stay_or_move", survey.own["stay_or_move"], [questions["move"]], survey)
    for battery, label in survey.batteries.items():
        inside = [question for question in questions.values() if question.battery == battery]
        yield from _group(battery, label, inside, survey, relevant=CONDITIONS[inside[0].only])
    yield from _group("work", survey.own["work"], [questions[name] for name in ABOUT_WORK], survey)
    known = {"move", *ABOUT_WORK}
    rest = [question for question in questions.values() if not question.battery and question.name not in known]
    yield from _group("about_you", survey.own["about_you"], rest, survey)


def _group(
    name: str, label: Texts, questions: list[Question], survey: Survey, relevant: str = ""
) -> Iterator[list[str]]:
    theme = {"why_move": "moving", "why_stay": "staying", "stay_or_move": "moving"}.get(name, name)
    theme = "" if theme == "about_you" else theme
    yield ["begin_group", name, *_texts(label), relevant, "", *_texts(NO_TEXT), theme, ""]
    for question in questions:
        yield _question(question, survey, theme)
    yield ["end_group", "", *_texts(NO_TEXT), "", "", *_texts(NO_TEXT), "", ""]


def _question(question: Question, survey: Survey, theme: str) -> list[str]:
    select = "select_multiple" if question.kind == "multiple" else "select_one"
    kind = TYPES.get(question.kind) or f"{select} {list_of(question)}"
    relevant = "" if question.battery else CONDITIONS.get(question.only, "")
    message = survey.own[CONSTRAINT_TEXTS[question.name]] if question.name in CONSTRAINTS else NO_TEXT
    missing = "" if question.kind in TYPES else NO_ANSWER
    constraint = CONSTRAINTS.get(question.name, "")
    return [kind, question.name, *_texts(question.label), relevant, constraint, *_texts(message), theme, missing]


def list_of(question: Question) -> str:
    """The choices it shares with others, or its own."""
    return "yes_no" if set(question.choices) == {"yes", "no"} else question.name


def _choices(survey: Survey) -> Iterator[list[str]]:
    lists = {list_of(question): question for question in survey.questions.values() if question.choices}
    for name, question in lists.items():
        for code, label in {**question.choices, NO_ANSWER: survey.own[NO_ANSWER]}.items():
            yield [name, code, *_texts(label)]


def _texts(texts: Texts) -> list[str]:
    return [texts[language] for language in LANGUAGES]
