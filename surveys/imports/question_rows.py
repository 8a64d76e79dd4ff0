"""One row of the sheet `survey` as a question; or why it is none."""

import re

from django.utils.translation import gettext as _

from studies.models import Sensitivity
from surveys.imports import types
from surveys.imports.choices import ChoiceList
from surveys.imports.columns import WITHOUT_EFFECT, Columns
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow
from surveys.models import QuestionType
from surveys.specification import QuestionSpec

NAME = re.compile(r"[^\W\d][\w.-]*")
MAX_NAME = 100
YES = frozenset({"yes", "true", "true()", "1"})
RESERVED = frozenset({"unit", "respondent"})
SELECTS = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})


def read(
    row: SheetRow,
    written: str,
    columns: Columns,
    lists: dict[str, ChoiceList],
    default: str,
    findings: Findings,
) -> QuestionSpec | None:
    spec = _typed(row, written, columns, findings)
    if spec is None:
        return None
    spec.label = columns.translations(row, "label", default)
    spec.hint = columns.translations(row, "hint", default)
    spec.relevant = columns.value(row, "relevant")
    spec.constraint = columns.value(row, "constraint")
    spec.constraint_message = columns.translations(row, "constraint_message", default)
    spec.appearance = columns.value(row, "appearance")[:200]
    spec.construct = columns.value(row, "construct")[:100]
    spec.theme = columns.value(row, "theme")[:50]
    spec.required = _required(row, spec, columns, findings)
    spec.sensitivity = _sensitivity(row, columns, findings)
    _choices(row, spec, columns, lists, findings)
    return spec if _has_text(row, spec, findings) else None


def _typed(row: SheetRow, written: str, columns: Columns, findings: Findings) -> QuestionSpec | None:
    name = columns.value(row, "name")
    chosen = types.select(written)
    plain = types.PLAIN.get(written.lower())
    if chosen is None and plain is None:
        _not_a_type(row, written, columns, findings)
        return None
    _check_name(row, name, columns, findings)
    if chosen is None:
        assert plain is not None  # noqa: S101 -- one of the two it is
        return QuestionSpec(name, plain, row.number)
    if chosen.or_other:
        message = _("“or other” of the question “%(name)s” is not supported.") % {"name": name}
        findings.unsupported(message, row=row.number, column=columns.header("type"))
    return QuestionSpec(name, chosen.type, row.number, list_name=chosen.list_name[:100])


def _not_a_type(row: SheetRow, written: str, columns: Columns, findings: Findings) -> None:
    column = columns.header("type")
    reason = types.unsupported_reason(written)
    if reason:
        message = _("The type “%(type)s” (%(reason)s) of “%(name)s” is not supported.")
        findings.unsupported(
            message % {"type": written, "reason": reason, "name": columns.value(row, "name")},
            row=row.number,
            column=column,
        )
        return
    remedy = _("Use select_one LIST, select_multiple LIST, integer, decimal, text, date or note.")
    findings.problem(
        _("“%(type)s” is no type of question.") % {"type": written}, remedy, row=row.number, column=column
    )


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


def _required(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings) -> bool:
    written = columns.value(row, "required").lower()
    if written in YES or written in WITHOUT_EFFECT:
        return written in YES and spec.type != QuestionType.NOTE
    findings.unsupported(
        _("“%(text)s” in required is not supported; only yes and no are.") % {"text": written[:80]},
        row=row.number,
        column=columns.header("required"),
    )
    return False


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
    if spec.label or spec.hint:
        return True
    findings.unsupported(
        _("“%(name)s” has no text; media instead of a text are not supported.") % {"name": spec.name},
        row=row.number,
        column="label",
    )
    return spec.type != QuestionType.NOTE
