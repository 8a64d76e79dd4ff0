"""The expressions of a form: each compiled once, what reads parts left out goes with them, circles are found."""

from collections.abc import Collection as Names
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.imports.findings import Findings
from surveys.models import QuestionType
from surveys.rules import RuleError, compile_expression
from surveys.rules.defaults import is_expression
from surveys.rules.expressions import Expression
from surveys.rules.forms import arranged
from surveys.rules.kinds import date_names, own_is_date
from surveys.specification import FormSpec, QuestionSpec, SectionSpec

Reads = frozenset[str]
NOTHING: Reads = frozenset()


@dataclass
class ConditionChecker:
    """`columns` are those of the sheet choices; `filters` says, after the check, which of them each list needs."""

    form: FormSpec
    findings: Findings
    columns: Names[str] = ()
    filters: dict[str, set[str]] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.leave_out_calculations()
        questions = list(self.form.questions())
        self.names = {each.name for each in questions if each.type != QuestionType.NOTE}
        self.dates = date_names((each.name, each.type, each.calculation) for each in questions)
        self.places = {each.name: place for place, each in enumerate(questions)}
        self.rows = {each.name: each.row for each in questions}
        self.calculated = {each.name for each in questions if each.calculation}

    def leave_out_calculations(self) -> None:
        """A calculation that cannot be kept is left out as a question, and so is what is calculated from it."""
        empty = {section.name for section in self.form.sections if not section.questions}
        while self.findings.leave_out and (gone := next(self._lost_calculations(), None)):
            for section in self.form.sections:
                section.questions = [question for question in section.questions if question is not gone]
            self.form.sections = [each for each in self.form.sections if each.questions or each.name in empty]
            self.findings.lost([gone.name])

    def _lost_calculations(self) -> Iterator[QuestionSpec]:
        for question in self.form.questions():
            if question.calculation and (why := self._why_lost(question.calculation)):
                message = _("The calculation “%(name)s” is left out: %(why)s") % {"name": question.name, "why": why}
                self.findings.unsupported(message, row=question.row, column="calculation")
                yield question

    def _why_lost(self, calculation: str) -> str:
        try:
            expression = compile_expression(calculation, calculates=True)
        except RuleError as error:
            return error.message if error.unsupported else ""
        gone = [name for name in expression.variables if name in self.findings.gone]
        return _("it reads what was left out (%(names)s).") % {"names": ", ".join(gone)} if gone else ""

    def check(self) -> None:
        sections: dict[str, Reads] = {}
        for section in self.form.sections:
            section.relevant, sections[section.name] = self.kept(section.relevant, section.row, "relevant")
            for question in section.questions:
                own = self.question(question)
                if read := own | sections[section.name]:
                    self.reads[question.name] = set(read)
        circle = self.circles()
        for section in self.form.sections:
            self.check_later(section, sections[section.name], circle)

    def question(self, question: QuestionSpec) -> Reads:
        """Checks all it says; the questions that decide whether it is asked, what it offers and what it is."""
        row = question.row
        question.relevant, relevant = self.kept(question.relevant, row, "relevant")
        question.constraint, _reads = self.kept(question.constraint, row, "constraint", question)
        question.calculation, calculation = self.kept(question.calculation, row, "calculation")
        question.choice_filter, filtered = self.kept(question.choice_filter, row, "choice_filter", question)
        if is_expression(question.default):
            question.default, _reads = self.kept(question.default, row, "default")
        return relevant | calculation | filtered

    def kept(self, text: str, row: int, column: str, own: QuestionSpec | None = None) -> tuple[str, Reads]:
        """The expression as it is kept (blank where it was left out), and the questions it reads."""
        if not text:
            return "", NOTHING
        try:
            expression = self.compiled(text, column, own)
        except RuleError as error:
            self.wrong(error, text, row, column)
            return "", NOTHING
        if expression.uses_self and column != "constraint":
            self.findings.problem(
                _("The condition reads its own question (“.”)."), _("Name another question."), row=row, column=column
            )
        if self.unknown(expression, row, column):
            return "", NOTHING
        if own is not None and expression.columns:
            self.filters.setdefault(own.list_name, set()).update(expression.columns)
        return text, frozenset(expression.variables)

    def compiled(self, text: str, column: str, own: QuestionSpec | None) -> Expression:
        return compile_expression(
            text,
            dates=self.dates,
            own_is_date=own is not None and own_is_date(own.type),
            columns=self.columns if column == "choice_filter" else None,
            calculates=column == "calculation",
        )

    def unknown(self, expression: Expression, row: int, column: str) -> list[str]:
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
        if gone and self.findings.leave_out:
            self.findings.unsupported(
                _("A condition reads what was left out (%(names)s), and is left out with it.")
                % {"names": ", ".join(gone)},
                row=row,
                column=column,
            )
        return unknown

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

    def circles(self) -> set[str]:
        """Names that depend on themselves, each said."""
        found = in_circles(self.reads)
        for name in found:
            calculates = name in self.calculated
            self.findings.problem(
                (
                    _("What “%(name)s” is depends on itself.")
                    if calculates
                    else _("Whether “%(name)s” is asked depends on itself.")
                )
                % {"name": name},
                _("Let conditions read other questions only, and not in a circle."),
                row=self.rows[name],
                column="calculation" if calculates else "relevant",
            )
        return found

    def check_later(self, section: SectionSpec, of_section: Reads, circle: set[str]) -> None:
        """A page cannot wait for what is asked after it. Calculations may stand anywhere."""
        first = self.places[section.questions[0].name] if section.questions else 0
        if not circle & {question.name for question in section.questions}:
            self.later(section.row, first, of_section)
        for question in section.questions:
            own = self.reads.get(question.name, set()) - of_section
            if question.name not in circle | self.calculated:
                self.later(question.row, self.places[question.name], own)

    def later(self, row: int, place: int, read: Names[str]) -> None:
        for name in sorted(self.answered(read)):
            if self.places[name] > place:
                self.findings.problem(
                    _("The condition reads “%(name)s”, which is asked later, in %(place)s.")
                    % {"name": name, "place": self.findings.place(self.rows[name])},
                    _("Ask that question first."),
                    row=row,
                    column="relevant",
                )

    def answered(self, names: Names[str]) -> set[str]:
        """The questions that people answer, behind calculations too."""
        found: set[str] = set()
        left, seen = list(names), set(names)
        while left:
            name = left.pop()
            if name not in self.calculated:
                found.add(name)
                continue
            left += self.reads.get(name, set()) - seen
            seen |= self.reads.get(name, set())
        return found


def in_circles(reads: Mapping[str, set[str]]) -> set[str]:
    """Names that can be reached from themselves."""
    left = set(arranged(reads)[1])
    return {name for name in left if name in _reached(name, reads, left)}


def _reached(name: str, reads: Mapping[str, set[str]], among: set[str]) -> set[str]:
    found: set[str] = set()
    left = [name]
    while left:
        new = (reads[left.pop()] & among) - found
        found |= new
        left += new
    return found
