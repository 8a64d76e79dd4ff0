"""What can only be checked when the whole form is read: names, conditions, defaults, texts, personal numbers."""

from collections.abc import Collection as Names
from collections.abc import Iterator

from django.utils.translation import gettext as _

from studies.models import Study
from studies.personal_numbers import personal_number
from studies.problems import personal_found
from surveys.imports.conditions import ConditionChecker
from surveys.imports.findings import Findings
from surveys.imports.sheets import Sheet
from surveys.rules import FormQuestion, Invalid
from surveys.rules.defaults import default_of, is_expression
from surveys.rules.forms import REFERENCE
from surveys.specification import FormSpec, QuestionSpec, SectionSpec
from surveys.unit_variables import PREFIX, unit_names


def check_form(form: FormSpec, study: Study, findings: Findings, columns: Names[str]) -> dict[str, set[str]]:
    """Everything; gives the columns of the sheet choices that filters read, by list."""
    _check_names(form, findings)
    checker = ConditionChecker(form, findings, columns)
    if not form.sections:
        findings.problem(_("The form has no questions."), _("Add rows with a type, a name and a label."))
    checker.check()
    _check_defaults(form, findings)
    _check_references(form, unit_names(study), findings)
    return checker.filters


def check_personal_numbers(sheets: dict[str, Sheet], findings: Findings) -> None:
    """Headers and cells; the file's name was looked at when it was opened."""
    for sheet in sheets.values():
        cells = [(1, header, header) for header in sheet.headers]
        cells += [(row.number, column, cell) for row in sheet.rows for column, cell in row.cells.items()]
        for row, column, cell in cells:
            if personal_number(cell):
                remedy = _("Take it out of the file.")
                findings.problem(personal_found(), remedy, sheet=sheet.name, row=row, column=column)


def _check_names(form: FormSpec, findings: Findings) -> None:
    first: dict[str, int] = {}
    named: list[SectionSpec | QuestionSpec] = []
    for section in form.sections:
        named += [section, *section.questions]
    for part in named:
        if part.name and part.name in first:
            findings.problem(
                _("The name “%(name)s” is used twice; first in %(place)s.")
                % {"name": part.name, "place": findings.place(first[part.name])},
                _("Give each question and group a name of its own."),
                row=part.row,
                column="name",
            )
        first.setdefault(part.name, part.row)


def _check_defaults(form: FormSpec, findings: Findings) -> None:
    """What stands in a field at first must be an answer that it takes."""
    for question in form.questions():
        if question.default and not is_expression(question.default):
            try:
                default_of(_as_asked(question), question.default, frozenset())
            except Invalid as wrong:
                message = _("The default of “%(name)s” is no answer to it: %(why)s")
                findings.problem(
                    message % {"name": question.name, "why": wrong},
                    _("Correct it, or clear the cell."),
                    row=question.row,
                    column="default",
                )


def _as_asked(spec: QuestionSpec) -> FormQuestion:
    return FormQuestion(
        name=spec.name, type=spec.type, section="", label={}, hint={}, required=False, relevant=None, constraint=None,
        constraint_message={}, appearance="", choices=spec.choices, missing=frozenset(spec.missing),
        parameters=spec.parameters,
    )  # fmt: skip


def _texts(question: QuestionSpec) -> Iterator[tuple[str, dict[str, str]]]:
    for name in ("label", "hint", "constraint_message", "required_message", "low_label", "high_label"):
        yield name, getattr(question, name)
    for label in question.choices.values():
        yield "choices", label


def _check_references(form: FormSpec, units: Names[str], findings: Findings) -> None:
    """A text may show an answer, `${name}`, or something about the unit, `${unit_name}`."""
    names = {question.name for question in form.questions()}
    parts = [(section.row, "label", section.label) for section in form.sections]
    parts += [(each.row, column, texts) for each in form.questions() for column, texts in _texts(each)]
    for row, column, texts in parts:
        shown = {name for text in texts.values() for name in REFERENCE.findall(text)}
        for name in sorted(shown - names - set(units)):
            message = _("The text shows “%(name)s”, which is no question.") % {"name": name}
            if name in findings.gone:
                findings.unsupported(message, row=row, column=column)
                _take_out(texts, name)
            else:
                findings.problem(message, _remedy(name, units), row=row, column=column)


def _take_out(texts: dict[str, str], name: str) -> None:
    for language, text in texts.items():
        texts[language] = REFERENCE.sub(lambda found: "…" if found[1] == name else found[0], text)


def _remedy(name: str, units: Names[str]) -> str:
    if not name.startswith(PREFIX):
        return _("Correct the name.")
    return _("Of the unit a text may show: %(names)s.") % {"names": ", ".join(sorted(units))}
