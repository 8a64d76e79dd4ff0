"""Batteries of questions under one list of choices, by any of the ways that XLSForm writes them."""

from dataclasses import dataclass, field

from surveys.models import QuestionType
from surveys.specification import QuestionSpec, SectionSpec

ROW, CAPTION, TABLE = "list-nolabel", "label", "table-list"
IN_ROWS = frozenset({QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE})


def words(appearance: str) -> list[str]:
    return appearance.split()


def mark(spec: QuestionSpec, *, group: int, in_table: bool) -> None:
    """A row or a caption of a grid is marked with its group, until all rows are known; its appearance has served."""
    said = words(spec.appearance)
    if spec.type not in IN_ROWS or spec.choice_filter:
        return
    if CAPTION in said:
        spec.type, spec.list_name, spec.choices, spec.missing, spec.parameters = QuestionType.NOTE, "", {}, [], {}
        spec.required = spec.soft_required = False
        spec.constraint = spec.default = ""
    if in_table or {ROW, CAPTION} & set(said):
        spec.grid = f"*{group}"
        spec.appearance = " ".join(word for word in said if word not in {ROW, CAPTION})


@dataclass
class Run:
    """Captions and then rows that stand together."""

    mark: str
    captions: list[QuestionSpec] = field(default_factory=list)
    rows: list[QuestionSpec] = field(default_factory=list)

    def takes(self, spec: QuestionSpec) -> bool:
        if spec.grid != self.mark:
            return False
        if spec.type == QuestionType.NOTE:
            return not self.rows
        return not self.rows or (spec.type, spec.list_name) == (self.rows[0].type, self.rows[0].list_name)

    def name(self) -> None:
        """A grid is called as its first row is; a caption without rows is a note."""
        for spec in (*self.captions, *self.rows):
            spec.grid = self.rows[0].name if self.rows else ""


def name_grids(section: SectionSpec) -> None:
    run = Run("")
    for spec in section.questions:
        if not run.takes(spec):
            run.name()
            run = Run(spec.grid)
        if spec.grid:
            (run.captions if spec.type == QuestionType.NOTE else run.rows).append(spec)
    run.name()
