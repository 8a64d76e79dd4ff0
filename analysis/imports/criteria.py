"""Criteria that persons state, from a file: a row per criterion and unit; all of it or nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.imports.cells import YES_OR_NO, check_headers, texts
from analysis.models import Criterion, Met, StatedCriterion
from studies import audit, tabular
from studies.models import Study, Unit, User
from studies.problems import Problems
from studies.tabular import Row

NEEDED = ("criterion", "unit", "met", "source")
COLUMNS = (*NEEDED, "value", "label", "rule", "excludes")
TEXTS = ("label", "rule", "source", "value")
LONGEST = {"criterion": 50, "value": 200}


@dataclass(frozen=True, slots=True)
class Statement:
    """One row: what is said of one unit by one criterion."""

    row: int
    code: str
    unit: Unit | None
    met: str
    value: dict[str, str]
    source: dict[str, str]
    label: dict[str, str]
    rule: dict[str, str]
    excludes: bool | None


@dataclass(frozen=True, slots=True)
class Stated:
    criteria: int
    statements: int


def import_criteria(*, study: Study, file: Path | BinaryIO, by: User | None, name: str = "") -> Stated:
    """Read, check and save. What the file says of a criterion and unit replaces what was said; the rest stays."""
    with tabular.stream(file, name=name) as table:
        problems = Problems(file=table.file, sheet=table.sheet)
        check_headers(table.headers, problems, needed=NEEDED, known=COLUMNS, texts=TEXTS)
        readable = not problems
        rows = tabular.collect(table, problems)
    units = {unit.code: unit for unit in study.units.all()}
    statements = [_statement(row, study, units) for row in rows] if readable else []
    for statement, row in zip(statements, rows, strict=False):
        _check(statement, row, problems)
    _check_together(statements, problems)
    problems.refuse_if_any()
    return _save(study, statements, file=table.file, by=by)


def _statement(row: Row, study: Study, units: dict[str, Unit]) -> Statement:
    cells = row.cells
    return Statement(
        row=row.number,
        code=cells.get("criterion", ""),
        unit=units.get(cells.get("unit", "")),
        met=cells.get("met", "").lower(),
        value=texts(cells, "value", study),
        source=texts(cells, "source", study),
        label=texts(cells, "label", study),
        rule=texts(cells, "rule", study),
        excludes=YES_OR_NO.get(cells.get("excludes", "").lower()),
    )


def _check(statement: Statement, row: Row, problems: Problems) -> None:
    for column, message, remedy in (*_faults(statement, row), *_too_long(row)):
        problems.add(message, remedy, row=row.number, column=column)


def _faults(statement: Statement, row: Row) -> Iterator[tuple[str, str, str]]:
    if not statement.code:
        yield "criterion", _("The criterion has no name."), _("Give it a short one, for example near_border.")
    if statement.unit is None:
        told = _("There is no unit %(code)s.") % {"code": row.cells.get("unit") or "-"}
        yield "unit", told, _("Write the unit's code.")
    if statement.met not in Met.values:
        known = _("Known are: %(names)s.") % {"names": ", ".join(Met.values)}
        yield "met", _("%(value)s is not known here.") % {"value": row.cells.get("met") or "-"}, known
    if not statement.source:
        yield "source", _("The statement has no source."), _("Say where it is from: a page, a person, a letter.")
    if statement.excludes is None:
        told = _("%(value)s is neither yes nor no.") % {"value": row.cells["excludes"]}
        yield "excludes", told, _("Write yes or no.")


def _too_long(row: Row) -> Iterator[tuple[str, str, str]]:
    for column, text in row.cells.items():
        longest = LONGEST.get(column.partition("::")[0])
        if longest and len(text) > longest:
            told = _("The text is longer than %(longest)d characters.") % {"longest": longest}
            yield column, told, _("Shorten it.")


def _check_together(statements: Iterable[Statement], problems: Problems) -> None:
    """A unit once per criterion; a criterion is one thing, not now a criterion and now an exclusion."""
    first: dict[tuple[str, object], int] = {}
    excludes: dict[str, bool | None] = {}
    for statement in statements:
        before = first.setdefault((statement.code, statement.unit), statement.row)
        if statement.unit and before != statement.row:
            told = _("This unit and criterion stand in row %(row)d already.") % {"row": before}
            problems.add(told, _("Keep one of the two rows."), row=statement.row, column="unit")
        if excludes.setdefault(statement.code, statement.excludes) != statement.excludes:
            problems.add(
                _("%(code)s excludes in one row and not in another.") % {"code": statement.code},
                _("Say the same of it in every row."),
                row=statement.row,
                column="excludes",
            )


@transaction.atomic
def _save(study: Study, statements: list[Statement], *, file: str, by: User | None) -> Stated:
    criteria = {criterion.code: criterion for criterion in Criterion.objects.filter(study=study)}
    for statement in statements:
        criteria[statement.code] = _criterion(study, statement, criteria)
        StatedCriterion.objects.update_or_create(
            criterion=criteria[statement.code],
            unit=statement.unit,
            defaults={
                "met": statement.met, "value": statement.value, "source": statement.source, "stated_by": by
            },
        )  # fmt: skip
    done = Stated(len({statement.code for statement in statements}), len(statements))
    audit.record(
        study=study, by=by, action="criteria.imported", file=file, criteria=done.criteria, statements=done.statements
    )
    return done


def _criterion(study: Study, statement: Statement, known: dict[str, Criterion]) -> Criterion:
    """The criterion as the row says it; a blank label or rule leaves what is there."""
    found = known.get(statement.code) or Criterion(study=study, code=statement.code, order=len(known))
    before = (found.pk, found.label, found.rule, found.is_exclusion)
    found.label, found.rule = statement.label or found.label, statement.rule or found.rule
    found.is_exclusion = bool(statement.excludes)
    if before != (found.pk, found.label, found.rule, found.is_exclusion) or not found.pk:
        found.save()
    return found
