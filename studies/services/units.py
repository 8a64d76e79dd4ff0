"""Changes to one unit, one variable or one value. Many at once come by import (studies/imports)."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import Study, Unit, User, Variable, VariableValue
from studies.models.units import VariableKind
from studies.numbers import parse_number
from studies.personal_numbers import personal_number
from studies.problems import Problem, Problems, Refused, refuse_personal

CODE = re.compile(r"\w[\w .-]{0,49}")
RESERVED_CODES = frozenset({"import", "new"})  # pages of their own, where a unit's would be
UNIT_COLUMNS = frozenset({"code", "name", "region", "group", "pair", "reason"})
VARIABLE_FIELDS = frozenset({"label", "measure", "source", "year_from", "year_to", "sensitivity"})


def is_unit_code(code: str) -> bool:
    """Whether a code can stand in addresses and lists: no commas, no slashes."""
    return CODE.fullmatch(code) is not None and code.lower() not in RESERVED_CODES


@transaction.atomic
def create_unit(*, study: Study, code: str, name: str, region: str, by: User | None) -> Unit:
    """Add one unit. It is in no group: a grouping that is used does not change."""
    code, name, region = code.strip(), name.strip(), region.strip()
    problems = Problems()
    _check_code(study, code, problems)
    _check_unit(name, region, problems)
    problems.refuse_if_any()
    unit = Unit.objects.create(study=study, code=code, name=name, region=region)
    audit.record(study=study, by=by, action="unit.created", about=unit, code=code)
    return unit


def _check_code(study: Study, code: str, problems: Problems) -> None:
    if not is_unit_code(code):
        problems.add(
            _("“%(code)s” cannot be a code.") % {"code": code[:50]},
            _("Use letters, digits, spaces, full stops and hyphens, and neither of the words import and new."),
            column="code",
        )
    elif personal_number(code):
        problems.add(*_personal(), column="code")
    elif there := Unit.objects.filter(study=study, code__iexact=code).first():
        told = _("“%(code)s” is the code of %(unit)s already.") % {"code": there.code, "unit": there.name}
        problems.add(told, _("Give this unit another."), column="code")


def _check_unit(name: str, region: str, problems: Problems) -> None:
    if not name.strip():
        problems.add(_("A unit needs a name."), column="name")
    for column, text in (("name", name), ("region", region)):
        if personal_number(text):
            problems.add(*_personal(), column=column)


@transaction.atomic
def update_unit(*, unit: Unit, name: str, region: str, by: User | None) -> Unit:
    problems = Problems()
    _check_unit(name, region, problems)
    problems.refuse_if_any()
    before = {"name": unit.name, "region": unit.region}
    unit.name, unit.region = name.strip(), region.strip()
    changed = [field for field, value in before.items() if getattr(unit, field) != value]
    if changed:
        unit.save(update_fields=[*changed, "name_key"])
        audit.record(study=unit.study, by=by, action="unit.changed", about=unit, fields=changed)
    return unit


def _personal() -> tuple[str, str]:
    return (
        _("This looks like a personal number or a case number."),
        _("Take it out: a study's units are organisations."),
    )


@transaction.atomic
def set_value(*, unit: Unit, variable: Variable, value: str, by: User | None) -> None:
    """Store what was typed; blank takes the value away, for missing is never 0."""
    value = value.strip()
    number = parse_number(value)
    _check_value(variable, value, number)
    wanted = (number, "") if variable.kind == VariableKind.NUMBER else (None, value)
    held = VariableValue.objects.filter(unit=unit, variable=variable).first()
    if wanted == ((held.number, held.text) if held else (None, "")):
        return
    if held:
        held.delete()
    if value:
        VariableValue.objects.create(unit=unit, variable=variable, number=wanted[0], text=wanted[1])
    audit.record(study=unit.study, by=by, action="value.changed", about=unit, variable=variable.name)


def _check_value(variable: Variable, value: str, number: float | None) -> None:
    problems = Problems()
    if value and variable.kind == VariableKind.NUMBER and number is None:
        problems.add(
            _("“%(value)s” is not a number.") % {"value": value[:50]},
            _("Write 12.5 or 12,5, or leave it blank where there is no value."),
            column=variable.name,
        )
    if len(value) > 300:
        problems.add(_("The text is longer than 300 characters."), _("Shorten it."), column=variable.name)
    if personal_number(value):
        problems.add(*_personal(), column=variable.name)
    problems.refuse_if_any()


@transaction.atomic
def create_variable(
    *, study: Study, name: str, by: User | None, kind: str = VariableKind.NUMBER, **fields: object
) -> Variable:
    _check_variable_name(study, name)
    variable = Variable(study=study, name=name, kind=kind)
    _set(variable, fields)
    variable.save()
    audit.record(study=study, by=by, action="variable.created", about=variable, name=name)
    return variable


def _check_variable_name(study: Study, name: str) -> None:
    """It is the head of a column: not one of the unit's own, nor one that is there, however it is written."""
    refuse_personal(name=name)
    if name.casefold() in UNIT_COLUMNS:
        told = _("“%(name)s” is a column of the unit itself.") % {"name": name}
        raise Refused(Problem(told, _("Choose another name."), column="name"))
    if Variable.objects.filter(study=study, name__iexact=name).exists():
        told = _("There is a variable “%(name)s” already.") % {"name": name}
        raise Refused(Problem(told, _("Choose another name."), column="name"))


@transaction.atomic
def update_variable(*, variable: Variable, by: User | None, **fields: object) -> Variable:
    changed = [name for name, value in fields.items() if getattr(variable, name) != value]
    _set(variable, fields)
    if changed:
        variable.save(update_fields=changed)
        audit.record(study=variable.study, by=by, action="variable.changed", about=variable, fields=sorted(changed))
    return variable


def _set(variable: Variable, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        if name not in VARIABLE_FIELDS:
            raise TypeError(name)
        setattr(variable, name, value)
    problems = Problems()
    problems.check_personal(label=variable.label or {}, source=variable.source, measure=variable.measure)
    try:
        variable.clean_fields(exclude=["study"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            for message in messages:
                problems.add(message, column=field)
    if variable.year_from and variable.year_to and variable.year_from > variable.year_to:
        problems.add(_("The last year is before the first."), column="year_to")
    problems.refuse_if_any()
