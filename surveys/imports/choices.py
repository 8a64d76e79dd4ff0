"""The lists of choices of an XLSForm."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.imports.columns import WITHOUT_EFFECT, Columns
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow

MAX_NAME = 100


@dataclass
class ChoiceList:
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def read_choices(
    columns: Columns | None, default: str, *, duplicates: bool, findings: Findings
) -> dict[str, ChoiceList]:
    """All lists by name. `duplicates`: the form's own setting allows a name to stand twice."""
    lists: dict[str, ChoiceList] = {}
    for row in columns.sheet.rows if columns else ():
        assert columns is not None  # noqa: S101 -- no rows without a sheet
        list_name, name = columns.value(row, "list_name"), columns.value(row, "name")
        if not list_name and not name:
            continue
        if _is_named(columns, row, list_name, name, findings):
            found = lists.setdefault(list_name, ChoiceList())
            _add(found, columns, row, default, duplicates=duplicates, findings=findings)
    return lists


def _is_named(columns: Columns, row: SheetRow, list_name: str, name: str, findings: Findings) -> bool:
    problems = {
        _("The choice has no list."): ("list_name", not list_name),
        _("The choice has no name."): ("name", not name),
        _("The name of a choice holds a space."): ("name", len(name.split()) > 1),
        _("The name of a choice is longer than %(most)d characters.") % {"most": MAX_NAME}: (
            "name",
            len(name) > MAX_NAME,
        ),
    }
    for message, (column, wrong) in problems.items():
        if wrong:
            remedy = _("Name it in the file, in letters and digits.")
            findings.problem(message, remedy, sheet="choices", row=row.number, column=columns.header(column))
    return not any(wrong for _column, wrong in problems.values())


def _add(
    found: ChoiceList, columns: Columns, row: SheetRow, default: str, *, duplicates: bool, findings: Findings
) -> None:
    name = columns.value(row, "name")
    if name in found.choices:
        _doubled(columns, row, name, duplicates=duplicates, findings=findings)
        return
    label = columns.translations(row, "label", default)
    if not label:
        message = _("The choice “%(name)s” has no text.") % {"name": name}
        findings.unsupported(message, sheet="choices", row=row.number, column="label")
    found.choices[name] = label
    if columns.value(row, "missing").lower() not in WITHOUT_EFFECT:
        found.missing.append(name)


def _doubled(columns: Columns, row: SheetRow, name: str, *, duplicates: bool, findings: Findings) -> None:
    list_name = columns.value(row, "list_name")
    message = _("The choice “%(name)s” stands twice in the list “%(list)s”.") % {"name": name, "list": list_name}
    where = {"sheet": "choices", "row": row.number, "column": columns.header("name")}
    if duplicates:
        findings.unsupported(message, **where)  # type: ignore[arg-type]
    else:
        findings.problem(message, _("Give each choice of a list a name of its own."), **where)  # type: ignore[arg-type]
