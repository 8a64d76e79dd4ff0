"""Whether a question must be answered, is asked once more, or is calculated."""

from django.utils.translation import gettext as _

from surveys.imports.columns import WITHOUT_EFFECT, Columns
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow
from surveys.models import QuestionType
from surveys.specification import QuestionSpec

YES = frozenset({"yes", "true", "true()", "1"})


def read_required(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings) -> None:
    """`required` holds; `soft_required`, a column of our own, reminds once."""
    for name in ("required", "soft_required"):
        written = columns.value(row, name).lower()
        setattr(spec, name, written in YES)
        if written not in YES and written not in WITHOUT_EFFECT:
            findings.unsupported(
                _("“%(text)s” in %(column)s is not supported; only yes and no are.")
                % {"text": written[:80], "column": name},
                row=row.number,
                column=columns.header(name),
            )
    if spec.required and spec.soft_required:
        findings.problem(
            _("The question must be answered, and may be passed after a reminder: it cannot be both."),
            _("Keep required or soft_required."),
            row=row.number,
            column=columns.header("soft_required"),
        )


def read_calculation(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings) -> None:
    written = columns.value(row, "calculation")
    where = {"row": row.number, "column": columns.header("calculation")}
    if spec.type == QuestionType.CALCULATE:
        spec.calculation = written
        if not written:
            message = _("“%(name)s” is calculated, and has no calculation.") % {"name": spec.name}
            findings.problem(message, _("Write one, or take the row out."), **where)  # type: ignore[arg-type]
    elif written:
        message = _("The calculation of “%(name)s”, which people answer, is not supported.") % {"name": spec.name}
        findings.unsupported(message, **where)  # type: ignore[arg-type]
