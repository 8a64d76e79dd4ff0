"""Reads a file of items and finds every problem it has; saves nothing."""

from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from analysis import item_rules, selectors
from analysis.imports.cells import check_headers, texts
from analysis.imports.rows import Entry, Reading
from analysis.imports.sets import check_sets
from analysis.item_rules import ItemSpec
from analysis.models import Combine
from analysis.services import items as services
from studies import tabular
from studies.models import Study
from studies.problems import Problems
from studies.tabular import Row
from surveys.models import Questionnaire
from surveys.selectors import QuestionInfo

NEEDED = ("item", "questionnaire", "question", "yes")
COLUMNS = (*NEEDED, "no", "missing", "label", "theme", "direction", "set", "combine", "note")
TEXTS = ("label", "note")


def read_items(*, study: Study, file: Path | BinaryIO, name: str = "") -> Reading:
    """Read and check a file of items, with every problem it has."""
    with tabular.stream(file, name=name) as table:
        problems = Problems(file=table.file, sheet=table.sheet)
        check_headers(table.headers, problems, needed=NEEDED, known=COLUMNS, texts=TEXTS)
        is_readable = not problems
        rows = tabular.collect(table, problems)
    reader = _Reader(study, problems)
    entries = [entry for row in rows if (entry := reader.entry(row))] if is_readable else []
    _check_twice(entries, problems)
    check_sets(study, entries, problems)
    return Reading(study, table.file, entries, reader.new_themes, problems)


class _Reader:
    """Turns rows into entries; knows the study's questionnaires, items and themes."""

    def __init__(self, study: Study, problems: Problems) -> None:
        self.study, self.problems = study, problems
        self.forms = {form.form_id: form for form in study.questionnaires.all()}
        self.items = {item.code: item for item in selectors.items(study)}
        self.themes = {key: theme for theme in study.themes.all() for key in (*theme.name.values(), theme.code)}
        self.dictionaries: dict[str, dict[str, QuestionInfo]] = {}
        self.new_themes: list[str] = []

    def entry(self, row: Row) -> Entry | None:
        form = self._form(row)
        if form is None:
            return None
        spec = self._spec(row, form)
        item = self.items.get(spec.code)
        for fault in (
            *item_rules.faults(spec, self._dictionary(form)),
            *services.change_faults(item, spec),
        ):
            self.problems.add(fault.message, fault.remedy, row=row.number, column=fault.column)
        theme = row.cells.get("theme", "")
        if theme and theme not in self.themes and theme not in self.new_themes:
            self.new_themes.append(theme)
        return Entry(row.number, spec, item, theme, row.cells.get("set", ""))

    def _form(self, row: Row) -> Questionnaire | None:
        form_id = row.cells.get("questionnaire", "")
        if form_id not in self.forms:
            self.problems.add(
                _("There is no questionnaire %(name)s.") % {"name": form_id or "-"},
                _("Use the form id of one of: %(names)s.") % {"names": ", ".join(self.forms) or "-"},
                row=row.number,
                column="questionnaire",
            )
        return self.forms.get(form_id)

    def _dictionary(self, form: Questionnaire) -> dict[str, QuestionInfo]:
        if form.form_id not in self.dictionaries:
            self.dictionaries[form.form_id] = selectors.dictionary(form)
        return self.dictionaries[form.form_id]

    def _spec(self, row: Row, form: Questionnaire) -> ItemSpec:
        cells = row.cells
        codes = {name: tuple(cells.get(name, "").split()) for name in ("question", "yes", "no", "missing")}
        return ItemSpec(
            code=cells.get("item", ""),
            questionnaire=form,
            questions=codes["question"],
            yes=codes["yes"],
            no=codes["no"],
            missing=codes["missing"],
            combine=cells.get("combine", "").lower() or Combine.ANY,
            label=texts(cells, "label", self.study),
            theme=self.themes.get(cells.get("theme", "")),
            direction=cells.get("direction", "").lower(),
            note=texts(cells, "note", self.study),
        )


def _check_twice(entries: list[Entry], problems: Problems) -> None:
    first: dict[str, int] = {}
    for entry in entries:
        before = first.setdefault(entry.spec.code, entry.row)
        if entry.spec.code and before != entry.row:
            problems.add(
                _("The item %(item)s stands in row %(row)d already.") % {"item": entry.spec.code, "row": before},
                _("Give each item a row of its own."),
                row=entry.row,
                column="item",
            )
