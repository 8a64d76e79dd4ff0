"""The lists of choices of an XLSForm."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.imports.columns import WITHOUT_EFFECT, Columns
from surveys.imports.findings import Findings
from surveys.imports.sheets import SheetRow
from surveys.specification import FormSpec, Texts, VariantSpec

MAX_NAME = 100
NO_FILTER_COLUMN = frozenset({"list_name", "name", "missing"})


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    code: str
    label: Texts
    cells: dict[str, str]


@dataclass
class ChoiceList:
    """`choices` are texts by code, each once; `rows` are all rows, with the cells that a filter may read."""

    choices: dict[str, Texts] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    rows: list[ChoiceRow] = field(default_factory=list)

    def variants(self, read: set[str]) -> dict[str, list[VariantSpec]]:
        """The rows of each code, by the columns that filters read; none where each code is one plain row."""
        if not read and len(self.rows) == len(self.choices):
            return {}
        found: dict[str, list[VariantSpec]] = {}
        for row in self.rows:
            own = {} if row.label == self.choices[row.code] else row.label
            variant = VariantSpec({column: row.cells.get(column, "") for column in sorted(read)}, own)
            same = found.setdefault(row.code, [])
            if variant not in same:
                same.append(variant)
        return found if read else {code: rows for code, rows in found.items() if len(rows) > 1}


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


def filter_columns(columns: Columns | None) -> frozenset[str]:
    """Columns of the sheet, as they are written there, that a choice filter may read."""
    return frozenset(_filter_cells(columns)) if columns else frozenset()


def attach_variants(form: FormSpec, lists: dict[str, ChoiceList], read: dict[str, set[str]]) -> None:
    """`read`: the columns that filters read, by list; all questions of a list know the same rows."""
    for question in form.questions():
        if question.list_name in lists:
            question.variants = lists[question.list_name].variants(read.get(question.list_name, set()))


def _filter_cells(columns: Columns) -> dict[str, str]:
    """Headers by what an expression calls them."""
    return {header: header for name, header in columns.plain.items() if name not in NO_FILTER_COLUMN}


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
    if name in found.choices and not duplicates:
        _doubled(columns, row, name, findings)
        return
    label = columns.translations(row, "label", default)
    if not label:
        message = _("The choice “%(name)s” has no text.") % {"name": name}
        findings.unsupported(message, sheet="choices", row=row.number, column="label")
    found.choices.setdefault(name, label)
    found.rows.append(ChoiceRow(name, label, {head: row[head] for head in _filter_cells(columns)}))
    if columns.value(row, "missing").lower() not in WITHOUT_EFFECT and name not in found.missing:
        found.missing.append(name)


def _doubled(columns: Columns, row: SheetRow, name: str, findings: Findings) -> None:
    list_name = columns.value(row, "list_name")
    findings.problem(
        _("The choice “%(name)s” stands twice in the list “%(list)s”.") % {"name": name, "list": list_name},
        _("Give each choice of a list a name of its own, or set allow_choice_duplicates to yes."),
        sheet="choices",
        row=row.number,
        column=columns.header("name"),
    )
