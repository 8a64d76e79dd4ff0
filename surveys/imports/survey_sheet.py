"""The rows of the sheet `survey`, in order: groups become sections, nested groups fold into theirs."""

from dataclasses import dataclass, field
from itertools import count

from django.utils.translation import gettext as _

from surveys.imports.choices import ChoiceList
from surveys.imports.columns import Columns
from surveys.imports.findings import Findings
from surveys.imports.grids import TABLE, mark, name_grids, words
from surveys.imports.parameters import read_shuffling
from surveys.imports.question_rows import QuestionReader
from surveys.imports.sheets import SheetRow
from surveys.imports.types import CLOSES, OPENS
from surveys.models import QuestionType
from surveys.specification import QuestionSpec, SectionSpec


@dataclass
class Open:
    """A group or repeat that is not closed yet. `dropped`: what stands in it is left out."""

    kind: str
    row: int
    name: str
    relevant: str
    dropped: bool
    is_table: bool


@dataclass
class SurveyReader:
    columns: Columns
    lists: dict[str, ChoiceList]
    default: str
    findings: Findings
    sections: list[SectionSpec] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    loose: set[str] = field(default_factory=set)
    left_out_rows: set[int] = field(default_factory=set)
    keep_empty: bool = False

    def read(self) -> list[SectionSpec]:
        for row in self.columns.sheet.rows:
            self.row(row)
        for group in self.open:
            message = _("The %(kind)s “%(name)s” is opened here and never closed.") % {
                "kind": group.kind,
                "name": group.name,
            }
            self.findings.problem(message, _("Add its end below its last question."), row=group.row, column="type")
        for section in self.sections:
            name_grids(section)
        return [section for section in self.sections if section.questions or self.keep_empty]

    def row(self, row: SheetRow) -> None:
        written = " ".join(self.columns.value(row, "type").split())
        if not written:
            if self.columns.value(row, "name"):
                self.findings.problem(_("The row has no type."), _("Write its type."), row=row.number, column="type")
            return
        if opening := OPENS.match(written):
            self.begin(row, opening[1].lower())
        elif closing := CLOSES.match(written):
            self.end(row, closing[1].lower())
        elif any(group.dropped for group in self.open):
            self.drop(row)
        else:
            self.question(row, written)

    def drop(self, row: SheetRow) -> None:
        self.left_out_rows.add(row.number)
        self.findings.lost([self.columns.value(row, "name")])

    def begin(self, row: SheetRow, kind: str) -> None:
        name = self.columns.value(row, "name")
        inside_dropped = any(group.dropped for group in self.open)
        if kind != "group" and not inside_dropped:
            message = _("The repeat “%(name)s” is not supported, nor the questions in it.") % {"name": name}
            self.findings.unsupported(message, row=row.number, column="type")
        dropped = kind != "group" or inside_dropped
        relevant = "" if dropped else self.columns.value(row, "relevant")
        top_level = not self.open
        is_table = TABLE in words(self.columns.value(row, "appearance"))
        self.open.append(Open(kind, row.number, name, relevant, dropped, is_table))
        if dropped:
            self.drop(row)
        elif top_level:
            self.sections.append(self.section(row, name, relevant))
        else:
            self.heading(row, name)

    def section(self, row: SheetRow, name: str, relevant: str) -> SectionSpec:
        label = self.columns.translations(row, "label", self.default)
        shuffled = read_shuffling(row, self.columns, self.findings)
        return SectionSpec(name or f"section{len(self.sections) + 1}", row.number, label, relevant, shuffled)

    def heading(self, row: SheetRow, name: str) -> None:
        """A group inside a group: its heading stays, as a note."""
        label = self.columns.translations(row, "label", self.default)
        if label:
            spec = QuestionSpec(name or f"heading{row.number}", QuestionType.NOTE, row.number, label=label)
            spec.hint = self.columns.translations(row, "hint", self.default)
            spec.relevant = self.combined("")
            spec.grid = f"*{row.number}" if self.open[-1].is_table else ""
            self.sections[-1].questions.append(spec)

    def end(self, row: SheetRow, kind: str) -> None:
        if not self.open or self.open[-1].kind != kind:
            message = _("This end of a %(kind)s closes nothing.") % {"kind": kind}
            self.findings.problem(message, _("Open it above, or take this row out."), row=row.number, column="type")
            return
        self.open.pop()

    def combined(self, own: str) -> str:
        """The conditions of the groups inside the section, and the question's own."""
        parts = [group.relevant for group in self.open[1:] if group.relevant] + ([own] if own else [])
        return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)

    def question(self, row: SheetRow, written: str) -> None:
        reader = QuestionReader(self.columns, self.lists, self.default, self.findings)
        specs = reader.read(row, written)
        if not specs:
            self.drop(row)
            return
        if not self.open:
            self.loose_section(row)
        for spec in specs:
            spec.relevant = self.combined(spec.relevant)
            mark(
                spec, group=self.open[-1].row if self.open else 0, in_table=bool(self.open) and self.open[-1].is_table
            )
            self.sections[-1].questions.append(spec)

    def loose_section(self, row: SheetRow) -> None:
        """Questions outside all groups stand together in a section of their own."""
        if self.sections and self.sections[-1].name in self.loose:
            return
        taken = {self.columns.value(other, "name") for other in self.columns.sheet.rows}
        name = next(name for n in count(len(self.sections) + 1) if (name := f"section{n}") not in taken)
        self.loose.add(name)
        self.sections.append(SectionSpec(name, row.number))
