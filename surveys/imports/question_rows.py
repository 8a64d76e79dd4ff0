"""One row of the sheet `survey` as a question; or why it is none."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studies.models import Sensitivity
from surveys.imports import types
from surveys.imports.choices import ChoiceList
from surveys.imports.columns import Columns
from surveys.imports.findings import Findings
from surveys.imports.others import with_other
from surveys.imports.parameters import read_parameters
from surveys.imports.requirements import read_calculation, read_required
from surveys.imports.sheets import SheetRow
from surveys.models import QuestionType
from surveys.specification import QuestionSpec

NAME = re.compile(r"[^\W\d][\w.-]*")
MAX_NAME = 100
TYPES = (
    "select_one LIST, select_multiple LIST, rank LIST, range, integer, decimal, text, date, acknowledge, calculate, "
    "note"
)
RESERVED = frozenset({"unit", "respondent"})
SELECTS = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
UNIT_VARIABLE = "unit_"


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads one row at a time; what is wrong with it goes to the findings."""

    columns: Columns
    lists: dict[str, ChoiceList]
    default: str
    findings: Findings

    def read(self, row: SheetRow, written: str) -> list[QuestionSpec]:
        """The question, and behind it the one that *or other* adds; nothing where it is none."""
        chosen = types.select(written)
        spec = _typed(row, written, chosen, self.columns, self.findings)
        if spec is None:
            return []
        self._texts(row, spec)
        self._logic(row, spec)
        read_parameters(row, spec, self.columns, self.findings)
        _choices(row, spec, self.columns, self.lists, self.findings)
        if not _has_text(row, spec, self.findings):
            return []
        return [spec, *self._other(row, spec)] if chosen and chosen.or_other else [spec]

    def _texts(self, row: SheetRow, spec: QuestionSpec) -> None:
        ends = ("low_label", "high_label") if spec.type == QuestionType.SCALE else ()
        for name in ("label", "hint", "constraint_message", "required_message", *ends):
            setattr(spec, name, self.columns.translations(row, name, self.default))

    def _logic(self, row: SheetRow, spec: QuestionSpec) -> None:
        value = self.columns.value
        spec.relevant = value(row, "relevant")
        spec.appearance = value(row, "appearance")[:200]
        spec.construct = value(row, "construct")[:100]
        spec.theme = value(row, "theme")[:50]
        spec.sensitivity = _sensitivity(row, self.columns, self.findings)
        read_calculation(row, spec, self.columns, self.findings)
        if spec.type in {QuestionType.NOTE, QuestionType.CALCULATE}:
            return
        spec.constraint = value(row, "constraint")
        spec.default = value(row, "default")
        read_required(row, spec, self.columns, self.findings)
        if spec.type in SELECTS:
            spec.choice_filter = value(row, "choice_filter")

    def _other(self, row: SheetRow, spec: QuestionSpec) -> list[QuestionSpec]:
        message = ""
        if spec.type == QuestionType.RANK:
            message = _("“or other” of the ranking “%(name)s” is not supported.")
        elif spec.choice_filter:
            message = _("“or other” beside the choice filter of “%(name)s” is not supported.")
        if not message:
            return [with_other(spec)]
        column = self.columns.header("type")
        self.findings.unsupported(message % {"name": spec.name}, row=row.number, column=column)
        return []


def _typed(
    row: SheetRow, written: str, chosen: types.Select | None, columns: Columns, findings: Findings
) -> QuestionSpec | None:
    name = columns.value(row, "name")
    plain = types.PLAIN.get(written.lower())
    if chosen is None and plain is None:
        _not_a_type(row, written, columns, findings)
        return None
    _check_name(row, name, columns, findings)
    if chosen is None:
        assert plain is not None  # noqa: S101 -- one of the two it is
        return QuestionSpec(name, plain, row.number)
    return QuestionSpec(name, chosen.type, row.number, list_name=chosen.list_name[:100])


def _not_a_type(row: SheetRow, written: str, columns: Columns, findings: Findings) -> None:
    column = columns.header("type")
    if _declares_unit_variable(row, written, columns):
        return
    reason = types.unsupported_reason(written)
    if reason:
        message = _("The type “%(type)s” (%(reason)s) of “%(name)s” is not supported.")
        findings.unsupported(
            message % {"type": written, "reason": reason, "name": columns.value(row, "name")},
            row=row.number,
            column=column,
        )
        return
    remedy = _("Use %(types)s.") % {"types": TYPES}
    findings.problem(
        _("“%(type)s” is no type of question.") % {"type": written}, remedy, row=row.number, column=column
    )


def _declares_unit_variable(row: SheetRow, written: str, columns: Columns) -> bool:
    """Other programs want a row for every name that a text shows: ours writes one, and passes it over."""
    return written.lower() == "hidden" and columns.value(row, "name").startswith(UNIT_VARIABLE)


def _check_name(row: SheetRow, name: str, columns: Columns, findings: Findings) -> None:
    remedy = _("Use letters, digits, “_”, “-” and “.”, beginning with a letter.")
    column = columns.header("name")
    if not name:
        findings.problem(_("The question has no name."), remedy, row=row.number, column=column)
    elif not NAME.fullmatch(name) or len(name) > MAX_NAME:
        findings.problem(
            _("“%(name)s” cannot be a name.") % {"name": name[:80]}, remedy, row=row.number, column=column
        )
    elif name.lower() in RESERVED:
        findings.problem(
            _("No question can be called “%(name)s”: files with answers have a column of that name.")
            % {"name": name},
            _("Give the question another name."),
            row=row.number,
            column=column,
        )


def _sensitivity(row: SheetRow, columns: Columns, findings: Findings) -> str:
    written = columns.value(row, "sensitivity").lower() or Sensitivity.INTERNAL
    if written in Sensitivity.values:
        return written
    findings.problem(
        _("“%(text)s” is no sensitivity.") % {"text": written[:80]},
        _("Use one of: %(known)s.") % {"known": ", ".join(Sensitivity.values)},
        row=row.number,
        column=columns.header("sensitivity"),
    )
    return Sensitivity.INTERNAL


def _choices(
    row: SheetRow, spec: QuestionSpec, columns: Columns, lists: dict[str, ChoiceList], findings: Findings
) -> None:
    missing = columns.value(row, "missing").split()
    if spec.type in SELECTS:
        if spec.list_name not in lists:
            findings.problem(
                _("The list “%(list)s” is not in the sheet choices.") % {"list": spec.list_name},
                _("Add its choices there, or correct the list's name."),
                row=row.number,
                column=columns.header("type"),
            )
            return
        found = lists[spec.list_name]
        spec.choices = dict(found.choices)
        unknown = [code for code in missing if code not in found.choices]
        if unknown:
            findings.problem(
                _("The missing codes %(codes)s are no choices of the list “%(list)s”.")
                % {"codes": ", ".join(unknown), "list": spec.list_name},
                _("Name choices of the list, with spaces between them."),
                row=row.number,
                column=columns.header("missing"),
            )
        missing = [code for code in found.choices if code in missing or code in found.missing]
    spec.missing = missing


def _has_text(row: SheetRow, spec: QuestionSpec, findings: Findings) -> bool:
    if spec.label or spec.hint or spec.type == QuestionType.CALCULATE:
        return True
    findings.unsupported(
        _("“%(name)s” has no text; media instead of a text are not supported.") % {"name": spec.name},
        row=row.number,
        column="label",
    )
    return spec.type != QuestionType.NOTE
