"""Which questions stand on which page, and which page comes next."""

from collections.abc import Collection as Names
from collections.abc import Mapping

from surveys.pages.shown import Page
from surveys.pages.writing import Raw, Writer
from surveys.rules import Form, FormSection, questions_in_order


def page_of(
    writer: Writer,
    number: int,
    asked: Names[str],
    *,
    raw: Mapping[str, Raw] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Page:
    """The section with this number; closed questions are there too, hidden, for they may open."""
    form, raw, errors = writer.form, raw or {}, errors or {}
    section = form.sections[number - 1]
    open_sections = form.open_sections(asked)
    return Page(
        number=number,
        place=open_sections.index(section) + 1 if section in open_sections else 1,
        places=len(open_sections),
        heading=writer.words(section.label),
        questions=tuple(
            writer.asked(
                question,
                is_open=question.name in asked,
                raw=raw.get(question.name),
                error=errors.get(question.name, ""),
            )
            for question in questions_in_order(section, writer.orders)
            if question.name not in form.calculated
        ),
    )


def whole_form(writer: Writer) -> list[Page]:
    """Every section with every question, to read before answering."""
    names = writer.form.questions.keys()
    return [page_of(writer, number, names) for number in range(1, len(writer.form.sections) + 1)]


def number_of(form: Form, section: FormSection) -> int:
    return form.sections.index(section) + 1


def open_numbers(form: Form, asked: Names[str]) -> list[int]:
    return [number_of(form, section) for section in form.open_sections(asked)]


def next_number(form: Form, asked: Names[str], after: int) -> int | None:
    return next((number for number in open_numbers(form, asked) if number > after), None)


def previous_number(form: Form, asked: Names[str], before: int) -> int | None:
    return next((number for number in reversed(open_numbers(form, asked)) if number < before), None)
