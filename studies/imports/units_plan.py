"""What an import would change: compared cell by cell with the study, so that it can be shown before it is done."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.imports.units_file import UnitRow, UnitsFile, VariableColumn
from studies.models import Group, Grouping, GroupMember, Pair, Study, Unit, Variable, VariableValue
from studies.problems import Problem, Problems
from studies.services.groupings import check_name

Value = float | str | None
ROWS_TOLD = 5


@dataclass(frozen=True, slots=True)
class Options:
    """What the person says beside the file. Source and years are those of new variables."""

    grouping: str = ""
    source: str = ""
    year_from: int | None = None
    year_to: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    column: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    unit: Unit
    row: int
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Moved:
    unit: Unit
    before: str
    after: str


@dataclass(slots=True)
class GroupingPlan:
    """`same_as`: a grouping that says the same already; then none is made, and that one is made active."""

    name: str
    counts: dict[str, int]
    pairs: int
    same_as: Grouping | None
    moved: list[Moved]

    @property
    def changes_anything(self) -> bool:
        return self.same_as is None or not self.same_as.is_active


@dataclass(slots=True)
class UnitsPlan:
    file: UnitsFile
    options: Options
    new: list[UnitRow] = field(default_factory=list)
    changed: list[ChangedUnit] = field(default_factory=list)
    unchanged: int = 0
    not_in_file: list[Unit] = field(default_factory=list)
    new_variables: list[VariableColumn] = field(default_factory=list)
    grouping: GroupingPlan | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def changes_anything(self) -> bool:
        makes_grouping = self.grouping is not None and self.grouping.changes_anything
        return bool(self.new or self.changed or self.new_variables or makes_grouping)

    def new_values(self, shown: int) -> list[tuple[UnitRow, list[tuple[VariableColumn, Value]]]]:
        """The first new units, each with its value of every variable of the file."""
        codes = {row.code for row in self.new[:shown]}
        places = (place for place, row in enumerate(self.file.rows) if row.code in codes)
        return [
            (self.file.rows[place], [(each, each.values[place]) for each in self.file.variables]) for place in places
        ]

    @property
    def digest(self) -> str:
        """Tells whether what was shown is still what would be done."""
        changes = [[x.unit.pk, [[y.column, y.old, y.new] for y in x.changes]] for x in self.changed]
        grouping = (
            [self.grouping.name, self.grouping.counts, self.grouping.same_as is None] if self.grouping else None
        )
        content = [
            [x.code for x in self.new],
            changes,
            self.unchanged,
            [x.name for x in self.new_variables],
            grouping,
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def make_plan(study: Study, file: UnitsFile, options: Options) -> UnitsPlan:
    """Compare the file with the study. Refused where the two do not go together."""
    plan = UnitsPlan(file, options)
    units = {unit.code: unit for unit in study.units.all()}
    known = {variable.name: variable for variable in study.variables.all()}
    _check_against(file, units, options)
    values = _values_held(study, file, known)
    plan.new_variables = [x for x in file.variables if x.name not in known and any(v is not None for v in x.values)]
    fresh = {column.name for column in plan.new_variables}
    for place, row in enumerate(file.rows):
        unit = units.get(row.code)
        if unit is None:
            plan.new.append(row)
            continue
        changes = _own_changes(unit, row, file) + _value_changes(unit, place, file, values, fresh)
        if changes:
            plan.changed.append(ChangedUnit(unit, row.number, changes))
        else:
            plan.unchanged += 1
    in_file = {row.code for row in file.rows}
    plan.not_in_file = [unit for code, unit in units.items() if code not in in_file]
    if "group" in file.columns and any(row.group for row in file.rows):
        plan.grouping = _grouping_plan(study, file, options, units)
    plan.notes = _notes(plan)
    return plan


def _check_against(file: UnitsFile, units: Mapping[str, Unit], options: Options) -> None:
    problems = Problems(file=file.file)
    by_case = {code.casefold(): code for code in units}
    for row in file.rows:
        there = by_case.get(row.code.casefold())
        if there is None and "name" not in file.columns:
            problems.add(
                _("%(unit)s is new and has no name.") % {"unit": row.code},
                _("Add a column “name”."),
                row=row.number,
                column="name",
            )
        if there is not None and there != row.code:
            problems.add(
                _("The study has the unit “%(there)s”, the file “%(code)s”.") % {"there": there, "code": row.code},
                _("Write the code as the study has it."),
                row=row.number,
                column="code",
            )
    if options.year_from and options.year_to and options.year_from > options.year_to:
        problems.add(_("The last year is before the first."), _("Change one of the two."))
    problems.refuse_if_any()


def _values_held(study: Study, file: UnitsFile, known: Mapping[str, Variable]) -> dict[tuple[str, int], Value]:
    names = [column.name for column in file.variables if column.name in known]
    rows = VariableValue.objects.filter(variable__study=study, variable__name__in=names)
    return {
        (name, unit): text if number is None else number
        for name, unit, number, text in rows.values_list("variable__name", "unit_id", "number", "text").iterator()
    }


def _own_changes(unit: Unit, row: UnitRow, file: UnitsFile) -> list[Change]:
    pairs = ((column, getattr(unit, column), getattr(row, column)) for column in ("name", "region"))
    return [Change(column, old, new) for column, old, new in pairs if column in file.columns and old != new]


def _value_changes(
    unit: Unit, place: int, file: UnitsFile, held: Mapping[tuple[str, int], Value], fresh: set[str]
) -> list[Change]:
    """Values of new variables are counted with the variable, not with each unit."""
    changes = []
    for column in file.variables:
        old, new = held.get((column.name, unit.pk)), column.values[place]
        if column.name not in fresh and old != new:
            changes.append(Change(column.name, old, new))
    return changes


def _grouping_plan(study: Study, file: UnitsFile, options: Options, units: Mapping[str, Unit]) -> GroupingPlan:
    same = _same_grouping(study, file)
    name = options.grouping or (same.name if same else _free_name(study))
    if same is None or (options.grouping and same.name != options.grouping):
        problems = Problems()
        check_name(study, name, problems)
        problems.refuse_if_any()
        same = None
    active = study.groupings.filter(is_active=True).first()
    before = dict(active.members.values_list("unit_id", "group")) if active else {}
    after = {units[row.code].pk: row.group for row in file.rows if row.code in units}
    moved = [
        Moved(unit, before.get(unit.pk, ""), after.get(unit.pk, ""))
        for unit in units.values()
        if active and before.get(unit.pk, "") != after.get(unit.pk, "")
    ]
    counts = Counter(row.group for row in file.rows)
    return GroupingPlan(
        name=name,
        counts={group: counts.get(group, 0) for group in Group.values},
        pairs=len({row.pair for row in file.rows if row.pair}),
        same_as=same,
        moved=moved,
    )


def _free_name(study: Study) -> str:
    base = _("import %(date)s") % {"date": timezone.localdate().isoformat()}
    taken = set(study.groupings.values_list("name", flat=True))
    return next(n for n in (base, *(f"{base} ({k})" for k in range(2, len(taken) + 3))) if n not in taken)


def _same_grouping(study: Study, file: UnitsFile) -> Grouping | None:
    """A grouping with the same members and pairs; of several the active one, else the newest."""
    wanted = {row.code: row for row in file.rows if row.group}
    groupings = sorted(study.groupings.all(), key=lambda grouping: not grouping.is_active)
    return next((grouping for grouping in groupings if _says_the_same(grouping, wanted)), None)


def _says_the_same(grouping: Grouping, wanted: Mapping[str, UnitRow]) -> bool:
    members = GroupMember.objects.filter(grouping=grouping).values_list("unit__code", "group", "reason")
    held = {code: (group, reason) for code, group, reason in members}
    if {code: group for code, (group, _reason) in held.items()} != {code: x.group for code, x in wanted.items()}:
        return False
    if any(held[code][1].get(lang) != text for code, x in wanted.items() for lang, text in x.reason.items()):
        return False
    pairs = Pair.objects.filter(grouping=grouping).values_list("code", "high__code", "low__code")
    paired = {(pair, unit) for pair, high, low in pairs for unit in (high, low)}
    return paired == {(row.pair, row.code) for row in wanted.values() if row.pair}


def _notes(plan: UnitsPlan) -> list[str]:
    """What is allowed and worth a look."""
    unexplained = sum(row.group == Group.EXCLUDED and not row.reason for row in plan.file.rows)
    empty = [x.name for x in plan.file.variables if all(value is None for value in x.values)]
    ungrouped = sum(not row.group for row in plan.file.rows) if plan.grouping else 0
    notes = []
    if unexplained:
        text = ngettext(
            "%(n)d unit is excluded without a reason.", "%(n)d units are excluded without a reason.", unexplained
        )
        notes.append(text % {"n": unexplained})
    if ungrouped:
        notes.append(
            ngettext("%(n)d unit is in no group.", "%(n)d units are in no group.", ungrouped) % {"n": ungrouped}
        )
    if plan.grouping and plan.not_in_file:
        missing = len(plan.not_in_file)
        text = ngettext(
            "%(n)d unit of the study is not in the file, so it is in no group of the new grouping.",
            "%(n)d units of the study are not in the file, so they are in no group of the new grouping.",
            missing,
        )
        notes.append(text % {"n": missing})
    notes += [_read_as_text(column) for column in plan.new_variables if column.text_rows]
    if empty:
        notes.append(_("Columns without a value: %(columns)s.") % {"columns": ", ".join(empty)})
    return notes


def _read_as_text(column: VariableColumn) -> str:
    said = ngettext(
        "The column %(column)s holds numbers, and is read as text because of row %(rows)s.",
        "The column %(column)s holds numbers, and is read as text because of rows %(rows)s.",
        len(column.text_rows),
    )
    more = ["…"] if len(column.text_rows) > ROWS_TOLD else []
    return said % {"column": column.name, "rows": ", ".join([*map(str, column.text_rows[:ROWS_TOLD]), *more])}


def stale_preview() -> Problem:
    return Problem(
        _("The study has changed since this was shown."), _("Look at what would be done now, then confirm again.")
    )
