"""Import of units: the plan is made again inside the transaction, then carried out, all of it or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from studies import audit
from studies.collation import name_key
from studies.imports.units_file import UnitsFile, VariableColumn, read_units
from studies.imports.units_plan import Options, UnitsPlan, make_plan, stale_preview
from studies.models import Grouping, Study, Unit, User, Variable, VariableValue
from studies.models.units import VariableKind
from studies.problems import Refused, refuse_personal
from studies.services import PairSpec, activate_grouping, create_grouping
from studies.texts import in_all_languages

BATCH = 2000
NO_OPTIONS = Options()


def preview_units(*, study: Study, file: Path | BinaryIO, name: str = "", options: Options = NO_OPTIONS) -> UnitsPlan:
    """What importing the file would do; saves nothing."""
    return make_plan(study, _read(study, file, name, options), options)


def import_units(
    *,
    study: Study,
    file: Path | BinaryIO,
    by: User | None,
    name: str = "",
    options: Options = NO_OPTIONS,
    shown: str = "",
) -> UnitsPlan:
    """Import the file. `shown` is the digest of the preview a person agreed to; another plan is refused."""
    contents = _read(study, file, name, options)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        plan = make_plan(study, contents, options)
        if shown and plan.digest != shown:
            raise Refused(stale_preview())
        if plan.changes_anything:
            _carry_out(study, plan, by)
    return plan


def _read(study: Study, file: Path | BinaryIO, name: str, options: Options) -> UnitsFile:
    refuse_personal(grouping=options.grouping, source=options.source)
    kinds = dict(study.variables.values_list("name", "kind"))
    return read_units(file, name=name, language=study.main_language, kinds=kinds)


def _carry_out(study: Study, plan: UnitsPlan, by: User | None) -> None:
    Unit.objects.bulk_create(
        (Unit(study=study, code=row.code, name=row.name, region=row.region) for row in plan.new), batch_size=BATCH
    )
    _change_units(plan)
    units = {unit.code: unit for unit in study.units.all()}
    _store_values(study, plan, units)
    if plan.grouping and plan.grouping.changes_anything:
        activate_grouping(grouping=plan.grouping.same_as or _make_grouping(study, plan, units, by), by=by)
    audit.record(
        study=study,
        by=by,
        action="units.imported",
        file=plan.file.file,
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        new_variables=[column.name for column in plan.new_variables],
    )


def _change_units(plan: UnitsPlan) -> None:
    changed = []
    for each in plan.changed:
        own = [change for change in each.changes if change.column in {"name", "region"}]
        for change in own:
            setattr(each.unit, change.column, change.new)
        if own:
            changed.append(each.unit)
    for unit in changed:
        unit.name_key = name_key(unit.name).encode()
    Unit.objects.bulk_update(changed, ["name", "name_key", "region"], batch_size=500)


def _store_values(study: Study, plan: UnitsPlan, units: dict[str, Unit]) -> None:
    variables = {variable.name: variable for variable in study.variables.all()}
    for column in plan.new_variables:
        variables[column.name] = Variable.objects.create(
            study=study,
            name=column.name,
            kind=column.kind,
            label={},
            source=plan.options.source,
            year_from=plan.options.year_from,
            year_to=plan.options.year_to,
        )
    for column in plan.file.variables:
        if column.name in variables:
            _store_column(variables[column.name], column, plan, units)


def _store_column(variable: Variable, column: VariableColumn, plan: UnitsPlan, units: dict[str, Unit]) -> None:
    """Only what differs is touched: rows that say what is stored stay as they are."""
    wanted = {units[row.code].pk: value for row, value in zip(plan.file.rows, column.values, strict=True)}
    held = {x.unit_id: x for x in variable.values.all() if x.unit_id in wanted}
    gone = [x.pk for unit, x in held.items() if wanted[unit] != _value(x)]
    for start in range(0, len(gone), BATCH):
        VariableValue.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    VariableValue.objects.bulk_create(_fresh(variable, wanted, held), batch_size=BATCH)


def _value(held: VariableValue) -> float | str:
    return held.text if held.number is None else held.number


def _fresh(
    variable: Variable, wanted: dict[int, float | str | None], held: dict[int, VariableValue]
) -> Iterator[VariableValue]:
    number = variable.kind == VariableKind.NUMBER
    for unit, value in wanted.items():
        if value is not None and (unit not in held or _value(held[unit]) != value):
            yield VariableValue(
                variable=variable,
                unit_id=unit,
                number=float(value) if number else None,
                text="" if number else str(value),
            )


def _make_grouping(study: Study, plan: UnitsPlan, units: dict[str, Unit], by: User | None) -> Grouping:
    rows = [row for row in plan.file.rows if row.group]
    halves = {(row.pair, row.group): units[row.code] for row in rows if row.pair}
    codes = dict.fromkeys(row.pair for row in rows if row.pair)
    return create_grouping(
        study=study,
        name=plan.grouping.name if plan.grouping else "",
        members={units[row.code]: (row.group, row.reason) for row in rows},
        pairs=[PairSpec(code, halves[code, "high"], halves[code, "low"]) for code in codes],
        origin=in_all_languages(format_lazy(_("imported from {file}"), file=plan.file.file)),
        by=by,
    )
