"""Parameters as people write them, checked against what the study holds; every problem at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis import selectors
from analysis.procedures import Kind, Parameter, Procedure, candidates_asked, checking_questions
from studies.models import Grouping, Study, Unit, Variable
from studies.models.units import VariableKind
from studies.numbers import as_text
from studies.problems import Problem, Refused

TRUE, FALSE = frozenset({"true", "yes", "1", "on", "ja"}), frozenset({"false", "no", "0", "off", "nej", ""})


SETTLED = frozenset({Kind.QUESTIONNAIRE, Kind.ITEM_SET})  # what is wrong with these is said where they are settled


@dataclass(frozen=True, slots=True)
class Checked:
    parameters: dict[str, Any]
    grouping: Grouping | None


class Wrong(Exception):  # noqa: N818 -- it is caught at once and becomes a Problem
    """A value that will not do: what is wrong with it, and what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class NotANumber(Wrong):
    """A text where a number is needed."""


def check(procedure: Procedure, given: Mapping[str, Any], *, study: Study) -> Checked:
    """What was chosen, in its proper type; a blank is no choice. Refuses unknown names and values."""
    problems = list(_unknown_names(procedure, given))
    values: dict[str, Any] = {}
    for parameter in procedure.parameters:
        raw = given.get(parameter.name)
        if raw is None or raw in ("", []):
            continue
        try:
            values[parameter.name] = _value(parameter, raw, study)
        except Wrong as wrong:
            problems.append(Problem(f"{parameter.name}: {wrong.message}", wrong.remedy))
    if problems:
        raise Refused(problems)
    name = values.pop("grouping", None)
    grouping = Grouping.objects.get(study=study, name=name) if name else None
    return Checked(values, grouping)


def complete(
    procedure: Procedure, given: Mapping[str, Any], *, study: Study, grouping: Grouping | None = None
) -> Checked:
    """All parameters with their defaults, the questionnaire, set and grouping that are meant settled."""
    checked = check(procedure, given, study=study)
    values = {parameter.name: default(parameter, study) for parameter in procedure.parameters}
    values = {**values, **checked.parameters}
    values.pop("grouping", None)
    chosen = grouping or checked.grouping or selectors.active_grouping(study)
    problems = [*_settle(procedure, values, study)]
    problems += checking_questions.problems(procedure, values, study)
    problems += candidates_asked.problems(procedure, values, study, chosen)
    problems += [
        _needed(parameter, study)
        for parameter in procedure.parameters
        if parameter.required and values.get(parameter.name) is None and parameter.kind not in SETTLED
    ]
    if procedure.needs_grouping and chosen is None:
        problems.append(
            Problem(
                _("The study has no active grouping."),
                _("Import units with groups, or make a grouping active."),
            )
        )
    if problems:
        raise Refused(problems)
    return Checked(values, chosen)


def default(parameter: Parameter, study: Study) -> Any:  # noqa: ANN401 -- a parameter's own type
    """What a blank stands for. Of variables only one the study has: a needed one may be its only number."""
    if parameter.kind is not Kind.VARIABLE or not (parameter.default or parameter.required):
        return parameter.default
    known = numbers(study)
    if parameter.default in known:
        return parameter.default
    return known[0] if parameter.required and len(known) == 1 else None


def numbers(study: Study) -> list[str]:
    found = Variable.objects.filter(study=study, kind=VariableKind.NUMBER).order_by("pk")
    return list(found.values_list("name", flat=True))


def _needed(parameter: Parameter, study: Study) -> Problem:
    if parameter.kind is not Kind.VARIABLE:
        return Problem(f"{parameter.name}: " + _("A value is needed."), str(parameter.help))
    names = numbers(study)
    if not names:
        return Problem(
            f"{parameter.name}: " + _("The study has no variable that is a number."),
            _("Import units with such a column first."),
        )
    return Problem(
        f"{parameter.name}: "
        + _("Say which variable. The study's numbers are: %(names)s.") % {"names": ", ".join(names)},
        str(parameter.help),
    )


def _unknown_names(procedure: Procedure, given: Mapping[str, Any]) -> Iterator[Problem]:
    known = [parameter.name for parameter in procedure.parameters]
    for name in given:
        if name not in known:
            yield Problem(
                _("%(procedure)s has no parameter %(name)s.") % {"procedure": procedure.name, "name": name},
                _("Its parameters are: %(names)s.") % {"names": ", ".join(known)},
            )


def _settle(procedure: Procedure, values: dict[str, Any], study: Study) -> Iterator[Problem]:
    """Fill in the only questionnaire and the only set; where there is no only one, say which there are."""
    form = procedure.parameter("questionnaire")
    if form and form.required and not values.get("questionnaire"):
        names = sorted(selectors.form_ids(study))
        if len(names) != 1:
            yield _choose_one("questionnaire", names, _("Import a questionnaire first."))
            return
        values["questionnaire"] = names[0]
    wanted = procedure.parameter("item_set")
    if not wanted or not values.get("questionnaire"):
        return
    sets = sorted(selectors.item_set_names(study, values["questionnaire"]))
    if values.get("item_set"):
        if values["item_set"] not in sets:
            yield Problem(
                "item_set: "
                + _("The set %(name)s belongs to another questionnaire than %(questionnaire)s.")
                % {"name": values["item_set"], "questionnaire": values["questionnaire"]},
                _known(sets),
            )
    elif wanted.required:
        if len(sets) == 1:
            values["item_set"] = sets[0]
        else:
            yield _choose_one("item_set", sets, _("Make an item set first."))


def _choose_one(name: str, names: list[str], otherwise: str) -> Problem:
    if not names:
        return Problem(f"{name}: " + _("There is none."), otherwise)
    return Problem(f"{name}: " + _("There are several: %(names)s.") % {"names": ", ".join(names)}, _("Name one."))


def _value(parameter: Parameter, raw: object, study: Study) -> Any:  # noqa: ANN401 -- a parameter's own type
    clean = CLEANERS[parameter.kind]
    if not parameter.many:
        return clean(parameter, raw, study)
    parts = raw if isinstance(raw, (list, tuple)) else str(raw).split(",")
    return [clean(parameter, part, study) for part in parts if str(part).strip()]


def _text(_parameter: Parameter, raw: object, _study: Study) -> str:
    return str(raw).strip()


def _int(parameter: Parameter, raw: object, study: Study) -> int:
    try:
        number = _float(parameter, raw, study)
    except NotANumber as wrong:
        raise Wrong(wrong.message, _("Write a whole number, for example 7.")) from None
    if not number.is_integer():
        raise Wrong(_("%(value)s is not a whole number.") % {"value": raw}, _("Write a whole number, for example 7."))
    return int(number)


def _float(parameter: Parameter, raw: object, _study: Study) -> float:
    try:
        number = float(str(raw).strip().replace(",", "."))
    except ValueError:
        raise NotANumber(
            _("%(value)s is not a number.") % {"value": raw},
            _("Write a number, for example 0.2."),
        ) from None
    low, high = parameter.minimum, parameter.maximum
    # Written so that NaN, which is in no order, is refused as well.
    if not (low is None or number >= low) or not (high is None or number <= high) or number != number:  # noqa: PLR0124
        raise Wrong(_("%(value)s is outside what is allowed.") % {"value": raw}, _range(low, high))
    return number


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return _("Use at least %(low)g.") % {"low": low}
    return _("Use a number from %(low)s to %(high)s.") % {"low": _plain(low or 0), "high": _plain(high)}


def _plain(limit: float) -> str:
    """A limit as one writes it: 4294967295, never 4.29497e+09."""
    return str(int(limit)) if float(limit).is_integer() else as_text(float(limit))


def _bool(_parameter: Parameter, raw: object, _study: Study) -> bool:
    word = str(raw).strip().lower()
    if word not in TRUE | FALSE:
        raise Wrong(_("%(value)s is neither yes nor no.") % {"value": raw}, _("Write yes or no."))
    return word in TRUE


def _choice(parameter: Parameter, raw: object, _study: Study) -> str:
    return _one_of(str(raw).strip(), [value for value, _words in parameter.choices])


def _questionnaire(_parameter: Parameter, raw: object, study: Study) -> str:
    return _one_of(str(raw).strip(), selectors.form_ids(study))


def _item_set(_parameter: Parameter, raw: object, study: Study) -> str:
    return _one_of(str(raw).strip(), selectors.item_set_names(study))


def _grouping(_parameter: Parameter, raw: object, study: Study) -> str:
    return _one_of(str(raw).strip(), study.groupings.values_list("name", flat=True))


def _variable(_parameter: Parameter, raw: object, study: Study) -> str:
    name, known = str(raw).strip(), numbers(study)
    if name not in known and Variable.objects.filter(study=study, name=name).exists():
        raise Wrong(_("%(value)s is a text, and a number is needed.") % {"value": name}, _known(known))
    return _one_of(name, known)


def _units(parameter: Parameter, raw: object, study: Study) -> list[str]:
    """Codes apart by commas; a word the procedure knows (high, all) stands for the units it names."""
    parts = [str(part).strip() for part in (raw if isinstance(raw, (list, tuple)) else str(raw).split(","))]
    parts = list(dict.fromkeys(part for part in parts if part))
    words = [value for value, _words in parameter.choices]
    if len(parts) == 1 and parts[0] in words:
        return parts
    known = set(Unit.objects.filter(study=study, code__in=parts).values_list("code", flat=True))
    unknown = [part for part in parts if part not in known]
    if unknown:
        raise Wrong(
            _("There are no units %(codes)s.") % {"codes": ", ".join(unknown)},
            _("Write units' codes apart by commas.") + (" " + _words(words) if words else ""),
        )
    return parts


def _one_of(value: str, allowed: Iterable[str]) -> str:
    allowed = list(allowed)
    if value not in allowed:
        raise Wrong(_("%(value)s is not known here.") % {"value": value}, _known(allowed))
    return value


def _known(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return _("Known are: %(names)s.") % {"names": listed} if listed else _("The study has none yet: make one first.")


def _words(words: Iterable[str]) -> str:
    return _("Or one of the words that stand for units: %(words)s.") % {"words": ", ".join(words)}


CLEANERS: dict[Kind, Callable[[Parameter, object, Study], Any]] = {
    Kind.TEXT: _text,
    Kind.INT: _int,
    Kind.FLOAT: _float,
    Kind.BOOL: _bool,
    Kind.CHOICE: _choice,
    Kind.QUESTIONNAIRE: _questionnaire,
    Kind.ITEM_SET: _item_set,
    Kind.GROUPING: _grouping,
    Kind.VARIABLE: _variable,
    Kind.UNITS: _units,
    Kind.QUESTION: _text,
    Kind.BACKGROUND: _text,
}
