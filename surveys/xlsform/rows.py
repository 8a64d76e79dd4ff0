"""The sections and questions of a questionnaire, as the rows of the sheet survey."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from surveys.models import QuestionType
from surveys.rules.forms import REFERENCE
from surveys.specification import FormSpec, QuestionSpec, SectionSpec, Texts
from surveys.unit_variables import PREFIX

if TYPE_CHECKING:
    from surveys.xlsform.lists import Lists

Row = dict[tuple[str, str], str]  # by column and language
LISTED = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
PLAIN = ("name", "relevant", "constraint", "calculation", "default", "choice_filter", "theme", "construct")
TRANSLATED = ("label", "hint", "constraint_message", "required_message", "low_label", "high_label")
FLAGS = ("required", "soft_required")


def texts(column: str, in_languages: Texts) -> Row:
    return {(column, language): text for language, text in in_languages.items()}


def survey_rows(form: FormSpec, lists: "Lists") -> Iterator[Row]:
    taken = {section.name for section in form.sections} | {question.name for question in form.questions()}
    for section in form.sections:
        yield {
            **_row("begin_group", section.name),
            ("relevant", ""): section.relevant,
            ("parameters", ""): "randomize=true" if section.randomize else "",
            **texts("label", section.label),
        }
        for grid, members in groupby(section.questions, key=lambda question: question.grid):
            questions = list(members)
            if grid:
                yield from _grid(grid, questions, lists, taken)
            else:
                yield from (_question(question, lists) for question in questions)
        yield _row("end_group")
    yield from _unit_variables(form)


def _row(type_: str, name: str = "", appearance: str = "") -> Row:
    return {("type", ""): type_, ("name", ""): name, ("appearance", ""): appearance}


def _question(question: QuestionSpec, lists: "Lists") -> Row:
    listed = question.type in LISTED
    row: Row = {
        ("type", ""): f"{question.type} {lists.name_of(question)}" if listed else str(question.type),
        ("parameters", ""): " ".join(f"{name}={value}" for name, value in sorted(question.parameters.items())),
        ("appearance", ""): question.appearance,
        ("missing", ""): " ".join(question.missing),
        ("sensitivity", ""): "" if question.sensitivity == "internal" else question.sensitivity,
    }
    row |= {(name, ""): getattr(question, name) for name in PLAIN}
    row |= {(name, ""): "yes" if getattr(question, name) else "" for name in FLAGS}
    for name in TRANSLATED:
        row |= texts(name, getattr(question, name))
    return row


def _grid(name: str, questions: list[QuestionSpec], lists: "Lists", taken: set[str]) -> Iterator[Row]:
    """As other programs write one: a group, a row that shows the choices, and rows without them."""
    group = f"{name}_grid"
    while group in taken:
        group += "_"
    yield _row("begin_group", group, "field-list")
    rows = [question for question in questions if question.type != QuestionType.NOTE]
    for question in questions:
        written = _question(question, lists)
        is_row = question.type != QuestionType.NOTE
        if not is_row:
            written["type", ""] = f"{rows[0].type} {lists.name_of(rows[0])}"
        shown = "list-nolabel" if is_row else "label"
        written["appearance", ""] = f"{shown} {question.appearance}".strip()
        yield written
    yield _row("end_group")


def _unit_variables(form: FormSpec) -> Iterator[Row]:
    """Other programs want a row for every name that a text shows; Kontrast passes these over."""
    names = {question.name for question in form.questions()}
    for name in sorted(_shown(form) - names):
        if name.startswith(PREFIX):
            yield _row("hidden", name)


def _shown(form: FormSpec) -> set[str]:
    found: set[str] = set()
    for section in form.sections:
        for text in (*section.label.values(), *_texts(section)):
            found.update(REFERENCE.findall(text))
    return found


def _texts(section: SectionSpec) -> Iterator[str]:
    for question in section.questions:
        for name in TRANSLATED:
            yield from getattr(question, name).values()
        for label in question.choices.values():
            yield from label.values()
