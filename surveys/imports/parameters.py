"""The cell `parameters`: `start=0 end=10`, `randomize=true`; and the ends of a scale."""

import re

from django.utils.translation import gettext as _

from surveys.imports.columns import Columns
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow
from surveys.models import QuestionType
from surveys.rules.scales import DEFAULTS, scale_of
from surveys.specification import QuestionSpec

SEPARATOR = re.compile(r"[\s,;]+")
AROUND_EQUALS = re.compile(r"\s*=\s*")
CHOICES = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.RANK})
KNOWN: dict[str, frozenset[str]] = {
    QuestionType.SCALE: frozenset(DEFAULTS),
    QuestionType.TEXT: frozenset({"rows"}),
    **dict.fromkeys(CHOICES, frozenset({"randomize", "seed"})),
}
# What other programs read there and Kontrast does not
ELSEWHERE = frozenset({
    "allow-mock-accuracy", "app", "capture-accuracy", "incremental", "label", "max-pixels", "placeholder", "quality",
    "tick_interval", "tick_labelset", "value", "warning-accuracy",
})  # fmt: skip
TRUTHS = frozenset({"true", "false"})


def read_parameters(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings) -> None:
    written = AROUND_EQUALS.sub("=", columns.value(row, "parameters"))
    for each in filter(None, SEPARATOR.split(written)):
        name, _equals, value = each.partition("=")
        if _is_right(row, spec, columns, findings, name.lower(), value):
            spec.parameters[name.lower()] = value.lower()
    if spec.parameters.get("randomize") != "true":
        spec.parameters.pop("randomize", None)
        spec.parameters.pop("seed", None)
    if spec.type == QuestionType.SCALE:
        _scale(row, spec, columns, findings)


def read_shuffling(row: SheetRow, columns: Columns, findings: Findings) -> bool:
    """Of a section, whose questions may stand in random order; anything else there has no effect."""
    written = AROUND_EQUALS.sub("=", columns.value(row, "parameters")).lower()
    said = [each.partition("=") for each in SEPARATOR.split(written)]
    value = next((value for name, _equals, value in said if name == "randomize"), "false")
    if value not in TRUTHS:
        message = _("The parameter “%(name)s” cannot be “%(value)s”.") % {"name": "randomize", "value": value[:80]}
        remedy = _("Write it as in %(example)s.") % {"example": _example("randomize")}
        findings.problem(message, remedy, row=row.number, column=columns.header("parameters"))
    return value == "true"


def _is_right(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings, name: str, value: str) -> bool:
    known = KNOWN.get(spec.type, frozenset())
    where = {"row": row.number, "column": columns.header("parameters")}
    if name in known and _is_value(name, value):
        return True
    if name in ELSEWHERE or (name == "seed" and value.startswith("${")):
        message = _("The parameter “%(name)s” of “%(question)s” is not supported.")
        findings.unsupported(message % {"name": name, "question": spec.name}, **where)  # type: ignore[arg-type]
    elif name in known:
        message = _("The parameter “%(name)s” cannot be “%(value)s”.") % {"name": name, "value": value[:80]}
        findings.problem(message, _("Write it as in %(example)s.") % {"example": _example(name)}, **where)  # type: ignore[arg-type]
    else:
        message = _("“%(name)s” is no parameter of this type of question.") % {"name": name[:80]}
        remedy = _("Use one of: %(known)s.") % {"known": ", ".join(sorted(known)) or "–"}
        findings.problem(message, remedy, **where)  # type: ignore[arg-type]
    return False


def _is_value(name: str, value: str) -> bool:
    if name == "randomize":
        return value.lower() in TRUTHS
    if name in {"seed", "rows"}:
        return value.isdigit() and len(value) < 10
    return bool(value)


def _example(name: str) -> str:
    return "randomize=true" if name == "randomize" else f"{name}=10"


def _scale(row: SheetRow, spec: QuestionSpec, columns: Columns, findings: Findings) -> None:
    spec.parameters = DEFAULTS | spec.parameters
    if scale_of(spec.parameters) is None:
        findings.problem(
            _("These parameters make no scale: start %(start)s, end %(end)s, step %(step)s.") % spec.parameters,
            _("Use numbers; the end lies a whole way of steps from the start, and at most 1000 of them."),
            row=row.number,
            column=columns.header("parameters"),
        )
