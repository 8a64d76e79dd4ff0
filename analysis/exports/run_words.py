"""How a run was made, in the words of the form that asked for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.models import Run
from analysis.procedures import PROCEDURES, Kind, Parameter
from studies.numbers import to_read

LEFT_OUT = {
    "blank": gettext_lazy("responses without any answer"),
    "no_unit": gettext_lazy("answers that name no unit"),
    "unknown_unit": gettext_lazy("answers of a unit that the study does not have"),
    "no_group": gettext_lazy("answers of units in no group"),
    "excluded_group": gettext_lazy("answers of excluded units"),
    "excluded": gettext_lazy("excluded units"),
    "no_result": gettext_lazy("units without an indicator"),
    "answers_not_asked": gettext_lazy("answers by respondents who were not asked"),
    "answers_contradictory": gettext_lazy("answers that contradict themselves"),
}
OF_CANDIDATES = {"excluded": gettext_lazy("candidates with a reason against them")}


def procedure(run: Run) -> str:
    found = PROCEDURES.get(run.procedure)
    return str(found.title) if found else run.procedure


def parameters(run: Run) -> str:
    found = PROCEDURES.get(run.procedure)
    known = {parameter.name: parameter for parameter in found.parameters} if found else {}
    named = bool(run.parameters.get("questionnaire"))
    forms = {form.form_id: str(form) for form in run.study.questionnaires.all()} if named else {}
    return "; ".join(_parameter(known.get(name), name, value, forms) for name, value in run.parameters.items())


def _parameter(parameter: Parameter | None, name: str, value: object, forms: dict[str, str]) -> str:
    if parameter and parameter.kind is Kind.QUESTIONNAIRE:
        return f"{parameter.title}: {said(value, forms)}"
    if parameter and parameter.blank and value in (None, ""):
        return f"{parameter.title}: {parameter.blank}"
    choices = {str(code): str(words) for code, words in parameter.choices} if parameter else {}
    return f"{parameter.title if parameter else name}: {said(value, choices)}"


def left_out(run: Run) -> str:
    return ", ".join(f"{words}: {count}" for words, count in left_out_of(run) if count)


def left_out_of(run: Run) -> list[tuple[str, int]]:
    known = {**LEFT_OUT, **OF_CANDIDATES} if run.procedure == "case_selection" else LEFT_OUT
    return [(str(known.get(reason, reason)), count) for reason, count in run.excluded.items()]


def said(value: object, choices: dict[str, str]) -> str:
    """A parameter's value in words."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(choices.get(str(part), str(part)) for part in value)
    return to_read(value) if isinstance(value, float) else choices.get(str(value), str(value))
