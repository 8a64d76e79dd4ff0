"""What a file of units says, checked in itself: code, name, region, group, pair, reason and any variables."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studies import numbers, tabular
from studies.models import Group
from studies.models.units import VariableKind
from studies.problems import Problems
from studies.services.units import is_unit_code

INDICATOR = "indicator"  # what groups and pairs are made from: numbers, or nothing can be
OWN_COLUMNS = ("code", "name", "region", "group", "pair", "reason")
REASON = re.compile(r"reason::(?:.*\()?([a-z]{2,3})\)?", re.IGNORECASE)
LIMITS = tabular.Limits(
    rows=20_000,
    columns=500,
    unpacked_bytes=200_000_000,
    remedy=gettext_lazy(
        "A study compares organisations: count persons and cases up, and give each organisation one row."
    ),
)
LENGTHS = {"name": 200, "region": 200, "pair": 50}
TEXT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class UnitRow:
    number: int
    code: str
    name: str
    region: str
    group: str
    pair: str
    reason: dict[str, str]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VariableColumn:
    """A variable's values in the order of the rows; None where the cell is blank.

    `text_rows`: of a text that holds numbers too, the rows that are none.
    """

    name: str
    kind: VariableKind
    values: list[float | str | None]
    text_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitsFile:
    file: str
    columns: frozenset[str]
    rows: list[UnitRow]
    variables: list[VariableColumn]


def read_units(
    source: Path | BinaryIO, *, name: str = "", language: str = "en", kinds: dict[str, str] | None = None
) -> UnitsFile:
    """Read and check a file of units. `kinds`: what the study's variables are, by name, where they are known."""
    with tabular.stream(source, name=name, limits=LIMITS) as table:
        problems = Problems(file=table.file, sheet=table.sheet)
        renamed = {header: header.casefold() for header in table.headers if header.casefold() in OWN_COLUMNS}
        _check_headers(table.headers, renamed, problems)
        rows = tabular.collect(table, problems, with_hidden=True)
        decimal_mark = table.decimal_mark
    units = [_unit_row(row, renamed, language) for row in rows]
    for unit in units:
        problems.hide(unit.number, unit.hidden)
    _check_units(units, frozenset(renamed.values()), problems)
    names = [header for header in table.headers if header not in renamed and not REASON.fullmatch(header)]
    variables = [_variable(header, rows, decimal_mark, kinds or {}, problems) for header in names]
    problems.refuse_if_any()
    return UnitsFile(table.file, frozenset(renamed.values()), units, variables)


def _check_headers(headers: list[str], renamed: dict[str, str], problems: Problems) -> None:
    if "code" not in renamed.values():
        problems.add(
            _("There is no column “code”."), _("Columns found: %(columns)s.") % {"columns": ", ".join(headers)[:300]}
        )
        problems.refuse_if_any()
    for own in {own for own in renamed.values() if list(renamed.values()).count(own) > 1}:
        problems.add(_("Two columns are called “%(header)s”.") % {"header": own}, column=own)
    for header in headers:
        if len(header) > 100:
            problems.add(_("The column's name is longer than 100 characters."), _("Shorten it."), column=header[:50])


def _unit_row(row: tabular.Row, renamed: dict[str, str], language: str) -> UnitRow:
    own = {own: row[header] for header, own in renamed.items()}
    reason = {language: own.get("reason", "")}
    for header, text in row.cells.items():
        if found := REASON.fullmatch(header):
            reason[found[1].lower()] = text
    return UnitRow(
        number=row.number,
        code=own.get("code", ""),
        name=own.get("name", ""),
        region=own.get("region", ""),
        group=own.get("group", "").casefold(),
        pair=own.get("pair", ""),
        reason={code: text for code, text in reason.items() if text},
        hidden=frozenset(renamed.get(header, header) for header in row.hidden),
    )


def _check_units(rows: list[UnitRow], columns: frozenset[str], problems: Problems) -> None:
    _check_codes(rows, problems)
    for row in rows:
        _check_row(row, columns, problems)
    _check_pairs(rows, problems)


def _check_codes(rows: list[UnitRow], problems: Problems) -> None:
    places: dict[str, list[UnitRow]] = defaultdict(list)
    for row in rows:
        places[row.code.casefold()].append(row)
        if not row.code:
            problems.add(_("The unit has no code."), _("Give it one."), row=row.number, column="code")
        elif not is_unit_code(row.code):
            problems.add(
                _("“%(code)s” cannot be a unit's code.") % {"code": row.code[:50]},
                _("Use at most 50 letters, digits, dots, hyphens and spaces."),
                row=row.number,
                column="code",
            )
    for same in places.values():
        for row in same[1:] if same[0].code else []:
            problems.add(
                _("The code “%(code)s” stands in row %(first)d already.")
                % {"code": row.code, "first": same[0].number},
                _("Give each unit one row and its own code."),
                row=row.number,
                column="code",
            )


def _check_row(row: UnitRow, columns: frozenset[str], problems: Problems) -> None:
    if "name" in columns and not row.name:
        problems.add(_("The unit has no name."), _("Give it one."), row=row.number, column="name")
    for column, length in LENGTHS.items():
        if len(getattr(row, column)) > length:
            problems.add(
                _("The text is longer than %(length)d characters.") % {"length": length},
                _("Shorten it."),
                row=row.number,
                column=column,
            )
    if row.group and row.group not in Group.values:
        problems.add(
            _("There is no group “%(group)s”.") % {"group": row.group[:50]},
            _("Write high, low, middle or excluded, or leave it blank."),
            row=row.number,
            column="group",
        )


def _check_pairs(rows: list[UnitRow], problems: Problems) -> None:
    pairs: dict[str, list[UnitRow]] = defaultdict(list)
    for row in (row for row in rows if row.pair):
        pairs[row.pair].append(row)
        if row.group in {"", Group.MIDDLE, Group.EXCLUDED} and "group" not in row.hidden:
            problems.add(
                _("%(unit)s is in a pair without being in the high or the low group.") % {"unit": row.code},
                _("Write high or low in the column group, or take the pair out."),
                row=row.number,
                column="pair",
            )
    is_complete = not any("pair" in row.hidden for row in rows)
    for pair, members in pairs.items():
        if len(members) > 1 or is_complete:
            _check_pair(pair, members, problems)


def _check_pair(pair: str, members: list[UnitRow], problems: Problems) -> None:
    last = members[-1].number
    rows = ", ".join(str(member.number) for member in members)
    if len(members) == 1:
        message = _("The pair “%(pair)s” has one member.") % {"pair": pair}
    elif len(members) > 2:
        message = _("The pair “%(pair)s” has %(count)d members: rows %(rows)s.") % {
            "pair": pair,
            "count": len(members),
            "rows": rows,
        }
    elif {member.group for member in members} == {Group.HIGH}:
        message = _("The pair “%(pair)s” has two highs: rows %(rows)s.") % {"pair": pair, "rows": rows}
    elif {member.group for member in members} == {Group.LOW}:
        message = _("The pair “%(pair)s” has two lows: rows %(rows)s.") % {"pair": pair, "rows": rows}
    else:
        return
    problems.add(message, _("A pair is one high and one low."), row=last, column="pair")


def _variable(
    header: str, rows: list[tabular.Row], decimal_mark: str, kinds: dict[str, str], problems: Problems
) -> VariableColumn:
    texts = [row[header] for row in rows]
    column = numbers.read_column(texts, decimal_mark=decimal_mark)
    is_numeric = column.is_numeric or header == INDICATOR
    kind = kinds.get(header) or (VariableKind.NUMBER if is_numeric else VariableKind.TEXT)
    if kind == VariableKind.TEXT:
        _check_texts(header, texts, rows, problems)
        others = tuple(rows[place].number for place in column.not_numbers) if column.holds_numbers else ()
        return VariableColumn(header, VariableKind.TEXT, [text or None for text in texts], others)
    for place in column.not_numbers:
        problems.add(
            _("“%(value)s” is not a number.") % {"value": texts[place][:50]},
            _("Leave the cell blank where there is no value."),
            row=rows[place].number,
            column=header,
        )
    for place in column.ambiguous:
        problems.add(
            _("“%(value)s” can be read as two numbers, in thousands or with decimals.")
            % {"value": texts[place][:50]},
            _("Write it without a mark for thousands, or with more decimals."),
            row=rows[place].number,
            column=header,
        )
    return VariableColumn(header, VariableKind.NUMBER, list(column.numbers))


def _check_texts(header: str, texts: Iterable[str], rows: list[tabular.Row], problems: Problems) -> None:
    for row, text in zip(rows, texts, strict=True):
        if len(text) > TEXT_LENGTH:
            problems.add(
                _("The text is longer than %(length)d characters.") % {"length": TEXT_LENGTH},
                _("Shorten it."),
                row=row.number,
                column=header,
            )
