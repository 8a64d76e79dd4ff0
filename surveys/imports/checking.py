"""What can only be checked when the whole form is read: names, conditions, circles, personal numbers."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from studies.personal_numbers import personal_number
from studies.problems import personal_found
from surveys.imports.findings import Findings
from surveys.imports.sheets import Sheet
from surveys.models import QuestionType
from surveys.rules import RuleError, compile_expression
from surveys.rules.forms import arranged
from surveys.specification import FormSpec, QuestionSpec, SectionSpec

REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def check_form(form: FormSpec, findings: Findings) -> None:
    _check_names(form, findings)
    if not form.sections:
        findings.problem(_("The form has no questions."), _("Add rows with a type, a name and a label."))
    checker = ConditionChecker(form, findings)
    checker.check()
    _check_references(form, findings)


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
                _("The name “%(name)s” is used twice; first in row %(row)d.")
                % {"name": part.name, "row": first[part.name]},
                _("Give each question and group a name of its own."),
                row=part.row,
                column="name",
            )
        first.setdefault(part.name, part.row)


class ConditionChecker:
    """Compiles every condition once, takes out what reads questions that were left out, and finds circles."""

    def __init__(self, form: FormSpec, findings: Findings) -> None:
        self.form, self.findings = form, findings
        self.names = {question.name for question in form.questions() if question.type != QuestionType.NOTE}
        self.dates = {question.name for question in form.questions() if question.type == QuestionType.DATE}
        self.rows = {question.name: question.row for question in form.questions()}

    def check(self) -> None:
        needs: dict[str, set[str]] = {}
        for section in self.form.sections:
            section.relevant, of_section = self.relevant(section.relevant, section.row)
            for question in section.questions:
                question.relevant, own = self.relevant(question.relevant, question.row)
                question.constraint, _reads = self.condition(
                    question.constraint, question.row, "constraint", question
                )
                if of_section or own:
                    needs[question.name] = of_section | own
        for name in arranged(needs)[1]:
            if needs[name] & set(arranged(needs)[1]):
                self.findings.problem(
                    _("Whether “%(name)s” is asked depends on itself.") % {"name": name},
                    _("Let conditions read other questions only, and not in a circle."),
                    row=self.rows[name],
                    column="relevant",
                )

    def relevant(self, text: str, row: int) -> tuple[str, set[str]]:
        return self.condition(text, row, "relevant", None)

    def condition(self, text: str, row: int, column: str, own: QuestionSpec | None) -> tuple[str, set[str]]:
        """The condition as it is kept (blank where it was left out), and the questions it reads."""
        if not text:
            return "", set()
        try:
            expression = compile_expression(
                text, dates=self.dates, own_is_date=own is not None and own.type == QuestionType.DATE
            )
        except RuleError as error:
            self.wrong(error, text, row, column)
            return "", set()
        if expression.uses_self and own is None:
            self.findings.problem(
                _("The condition reads its own question (“.”)."), _("Name another question."), row=row, column=column
            )
        unknown = [name for name in expression.variables if name not in self.names]
        gone = [name for name in unknown if name in self.findings.gone]
        for name in unknown:
            if name not in gone:
                self.findings.problem(
                    _("The condition reads “%(name)s”, which is no question with an answer.") % {"name": name},
                    _("Correct the name, or add the question."),
                    row=row,
                    column=column,
                )
        if gone:
            self.gone(gone, row, column)
        return ("", set()) if unknown else (text, set(expression.variables))

    def wrong(self, error: RuleError, text: str, row: int, column: str) -> None:
        message = _("The expression %(text)s is wrong at character %(position)d: %(why)s") % {
            "text": f"“{text[:120]}”",
            "position": error.position,
            "why": error.message,
        }
        if error.unsupported:
            self.findings.unsupported(message, row=row, column=column)
        else:
            self.findings.problem(message, _("Correct it as XLSForm writes it."), row=row, column=column)

    def gone(self, names: list[str], row: int, column: str) -> None:
        if self.findings.leave_out:
            self.findings.unsupported(
                _("A condition reads what was left out (%(names)s), and is left out with it.")
                % {"names": ", ".join(names)},
                row=row,
                column=column,
            )


def _texts(question: QuestionSpec) -> Iterator[tuple[str, dict[str, str]]]:
    yield "label", question.label
    yield "hint", question.hint
    yield "constraint_message", question.constraint_message


def _check_references(form: FormSpec, findings: Findings) -> None:
    """A text may show an answer: `${name}`."""
    names = {question.name for question in form.questions()}
    for question in form.questions():
        for column, texts in _texts(question):
            for name in sorted({name for text in texts.values() for name in REFERENCE.findall(text)} - names):
                message = _("The text shows “%(name)s”, which is no question.") % {"name": name}
                if name in findings.gone:
                    findings.unsupported(message, row=question.row, column=column)
                else:
                    findings.problem(message, _("Correct the name."), row=question.row, column=column)
