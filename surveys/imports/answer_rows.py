"""Rows of a file with answers: each checked against the questionnaire, the study's units and the rows before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from studies.problems import Problems
from studies.tabular import Row, Stream
from surveys.imports import controls
from surveys.imports.answer_columns import AnswerColumn, respondent_problem
from surveys.models import Collection, SecondRule
from surveys.rules import Answer, Form

UNIT, RESPONDENT, NAMED = "unit", "respondent", "named"
ROWS_TOLD = 5
YES, NO = frozenset({"yes", "ja", "1", "true", "x"}), frozenset({"", "no", "nej", "0", "false"})


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`named`: whether this respondent counts for the unit; None where the file does not say."""

    unit: int | None
    respondent: str
    answers: dict[str, Answer]
    named: bool | None = None


@dataclass
class Counts:
    rows: int = 0
    kept_out: int = 0
    without_unit: int = 0
    without_group: int = 0
    outside_groups: dict[str, None] = field(default_factory=dict)
    required_missing: int = 0
    unknown_units: set[str] = field(default_factory=set)
    crowded_units: set[int] = field(default_factory=set)
    calculated: list[str] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)


@dataclass
class Known:
    """What the study and the collection hold before the import. `in_group`: units of the groups that are compared."""

    units: dict[str, int]
    in_group: frozenset[int]
    respondents: frozenset[str]
    answered_units: frozenset[int]
    elsewhere: dict[tuple[int | None, str], str] = field(default_factory=dict)


class AnswerReader:
    """Goes through a file once: `rows` yields what can be stored, `problems` collects the rest."""

    def __init__(self, form: Form, collection: Collection, known: Known, problems: Problems, **options: Any) -> None:  # noqa: ANN401 -- replace, study_units_only, surface
        self.form, self.collection, self.known, self.problems = form, collection, known, problems
        self.replace: bool = options.get("replace", False)
        self.study_units_only: bool = options.get("study_units_only", False)
        self.surface: controls.Surface = options.get("surface", "page")
        self.columns = {question.name: AnswerColumn(question) for question in form.given}
        self.required = frozenset(question.name for question in form.given if question.required)
        self.counts = Counts()
        self.first_row: dict[str, tuple[int, str]] = {}
        self.unit_rows: dict[int, int] = {}
        self.named_rows: dict[str, int] = {}
        self.again: list[int] = []
        self.elsewhere: dict[str, list[int]] = {}

    def check_headers(self, headers: list[str]) -> bool:
        """Whether the rows can be read: unknown columns alone do not hinder that."""
        for needed in (UNIT, RESPONDENT):
            if needed not in headers:
                self.problems.add(
                    _("The file has no column “%(column)s”.") % {"column": needed},
                    _("It needs the columns unit, respondent and one per question, named as the questions are."),
                    column=needed,
                )
        known = {UNIT, RESPONDENT, NAMED, *self.columns, *self.form.calculated}
        self.counts.calculated = [header for header in headers if header in self.form.calculated]
        for header in headers:
            if header not in known:
                self.problems.add(
                    _("There is no question “%(column)s”.") % {"column": header},
                    _("Correct the column's name, or take the column out."),
                    row=1,
                    column=header,
                )
        return {UNIT, RESPONDENT} <= set(headers)

    def rows(self, stream: Stream) -> Iterator[AnswerRow]:
        columns = [(name, self.columns[name].read) for name in stream.headers if name in self.columns]
        names_people = NAMED in stream.headers and NAMED not in self.columns
        for row in stream.rows:
            self.counts.rows += 1
            self.problems.hide(row.number, row.hidden)
            known, unit = self.unit(row)
            if not known and self.study_units_only:
                continue
            respondent = self.respondent(row)
            answers: dict[str, Answer] = {}
            unread = row.hidden
            for name, read in columns:
                if cell := row.cells.get(name):
                    answer, wrong = read(cell)
                    if wrong:
                        self.wrong(wrong, row, name)
                        unread |= {name}
                    elif answer is not None:
                        answers[name] = answer
            given = bool(answers)
            answers = self.settled(row, answers, unread)
            named = self.named(row) if names_people else None
            if known:
                self.note_elsewhere(row, unit)
                self.counts.blank += [] if given or unread else [row.number]
                self.count_unit(row, unit)
                yield AnswerRow(unit, respondent, answers, named)

    def wrong(self, message: str, row: Row, column: str, remedy: str = "") -> None:
        self.problems.add(message, remedy, row=row.number, column=column)

    def unit(self, row: Row) -> tuple[bool, int | None]:
        """Whether the row is kept, and its unit."""
        code = row[UNIT]
        if not code:
            self.counts.without_unit += 1
            return True, None
        if code in self.known.units:
            return True, self.known.units[code]
        self.counts.unknown_units.add(code)
        self.counts.kept_out += 1
        if not self.study_units_only:
            remedy = _("Correct the code, import the unit first, or import with “%(control)s”.")
            remedy %= {"control": controls.study_units_only(self.surface)}
            self.wrong(_("There is no unit “%(code)s” in the study.") % {"code": code[:50]}, row, UNIT, remedy)
        return False, None

    def respondent(self, row: Row) -> str:
        name = row[RESPONDENT]
        wrong = respondent_problem(name)
        if wrong:
            self.wrong(wrong, row, RESPONDENT, _("Give each respondent a code of their own, without a meaning."))
        elif name in self.first_row:
            first, unit = self.first_row[name]
            message = _("The respondent “%(name)s” stands in row %(row)d already.")
            remedy = _("Keep one of the rows.") if unit == row[UNIT] else _ids_of_their_own(row)
            self.wrong(message % {"name": name, "row": first}, row, RESPONDENT, remedy)
        elif name in self.known.respondents and not self.replace:
            self.again.append(row.number)
        self.first_row.setdefault(name, (row.number, row[UNIT]))
        return name

    def named(self, row: Row) -> bool:
        """Whether this respondent counts for the unit; one of each unit can."""
        said = row[NAMED].lower()
        if said not in YES | NO:
            self.wrong(
                _("“%(value)s” is neither yes nor no.") % {"value": row[NAMED][:50]}, row, NAMED, _yes_or_blank()
            )
        if said not in YES:
            return False
        first = self.named_rows.setdefault(row[UNIT], row.number)
        if not row[UNIT] and UNIT not in row.hidden:
            self.wrong(_("A respondent without a unit cannot count for one."), row, NAMED, _("Clear the cell."))
        elif row[UNIT] and first != row.number:
            message = _("Of the unit “%(unit)s” somebody else is named in row %(row)d already.")
            self.wrong(message % {"unit": row[UNIT], "row": first}, row, NAMED, _("Name one respondent of a unit."))
        return True

    def settled(self, row: Row, answers: dict[str, Answer], unread: frozenset[str]) -> dict[str, Answer]:
        """With what is calculated from them; whatever does not fit the questions' conditions is a problem.

        `unread`: questions with an answer that could not be read. Of what rests on them nothing is said.
        """
        settled = self.form.settle(answers)
        uncertain = self.form.resting_on(unread) if unread else unread
        self.check_asked(row, settled.answers | answers, settled.asked, uncertain)
        return settled.answers

    def check_asked(
        self, row: Row, answers: dict[str, Answer], asked: frozenset[str], uncertain: frozenset[str]
    ) -> None:
        self.counts.required_missing += sum(
            1 for name in self.required if name in asked and answers.get(name) in (None, [])
        )
        for name in answers.keys() - asked - uncertain:
            self.wrong(
                _("The question was not asked of someone who answered so, and has an answer."),
                row,
                name,
                _correct_either(),
            )
        for name, column in self.columns.items():
            if not column.depends_on_others or name not in answers or not uncertain.isdisjoint(column.reads):
                continue
            if wrong := column.check(answers[name], answers):
                self.wrong(wrong, row, name)

    def note_elsewhere(self, row: Row, unit: int | None) -> None:
        if there := self.known.elsewhere.get((unit, row[RESPONDENT])):
            self.elsewhere.setdefault(there, []).append(row.number)

    def count_unit(self, row: Row, unit: int | None) -> None:
        if unit is None:
            return
        if unit not in self.known.in_group:
            self.counts.without_group += 1
            self.counts.outside_groups[row[UNIT]] = None
        first = self.unit_rows.setdefault(unit, row.number)
        second = first != row.number
        if second or unit in self.known.answered_units:
            self.counts.crowded_units.add(unit)
            is_told = row.number in self.again[-1:]
            if self.collection.second_rule == SecondRule.REFUSE and not is_told:
                self.refuse_second(row, first if second else None)

    def refuse_second(self, row: Row, first: int | None) -> None:
        message = (
            _("A second respondent of the unit “%(unit)s”; the first is in row %(row)d.")
            if first
            else _("The unit “%(unit)s” has answered in this collection already.")
        )
        self.wrong(
            message % {"unit": row[UNIT], "row": first},
            row,
            UNIT,
            _("Keep one of them, or change the collection's rule for a second respondent."),
        )


def first_rows(rows: Sequence[int | str]) -> str:
    """The first few, and a sign that there are more."""
    return ", ".join([*map(str, rows[:ROWS_TOLD]), *(["…"] if len(rows) > ROWS_TOLD else [])])


def _ids_of_their_own(row: Row) -> str:
    remedy = _(
        "An id names one respondent of the collection. Where a file numbers respondents within each unit, put the "
        "unit's code before the number: “%(id)s”."
    )
    return remedy % {"id": f"{row[UNIT] or '0'}-{row[RESPONDENT]}"}


def _correct_either() -> str:
    return _("Clear the cell, or correct the answers its condition reads.")


def _yes_or_blank() -> str:
    return _("Write yes for the respondent whose answers count for the unit; leave the others blank.")
