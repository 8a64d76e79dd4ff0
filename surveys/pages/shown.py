"""The parts of a page, ready for its template."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.models import QuestionType

FIELDS = {
    QuestionType.NOTE: "note",
    QuestionType.SELECT_ONE: "choices",
    QuestionType.SELECT_MULTIPLE: "choices",
    QuestionType.RANK: "rank",
    QuestionType.ACKNOWLEDGE: "acknowledge",
    QuestionType.TEXT: "text",
    QuestionType.DATE: "date",
}
LONG_TEXT, DROPDOWN = "multiline", frozenset({"minimal", "autocomplete"})


@dataclass(frozen=True, slots=True)
class Words:
    """A text; with its own language and direction where they are not the reader's."""

    text: str
    language: str = ""
    direction: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Option:
    """One row of a list, or one point of a scale. `place` is its rank, 0 where it has none."""

    code: str
    words: Words
    chosen: bool
    element_id: str
    row: int = 0
    offered: bool = True
    place: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a page."""

    name: str
    type: str
    label: Words
    hint: Words
    required: bool
    open: bool
    options: tuple[Option, ...]
    value: str
    in_words: str
    error: str
    appearance: frozenset[str] = frozenset()
    low: Words = field(default_factory=lambda: Words(""))
    high: Words = field(default_factory=lambda: Words(""))
    ends: tuple[int | float, int | float] | None = None
    lines: int = 3
    filtered: bool = False
    grid: str = ""

    @property
    def element_id(self) -> str:
        return f"q_{self.name}"

    @property
    def template(self) -> str:
        """The file that shows its field."""
        if self.type == QuestionType.SELECT_ONE and self.appearance & DROPDOWN:
            name = "dropdown"
        elif self.type == QuestionType.SCALE and self.options:
            name = "scale"
        else:
            name = FIELDS.get(QuestionType(self.type), "number")
        return f"respondent/fields/{name}.html"

    @property
    def is_choice(self) -> bool:
        return bool(self.options) and self.type != QuestionType.SCALE

    @property
    def input_type(self) -> str:
        return "checkbox" if self.type == QuestionType.SELECT_MULTIPLE else "radio"

    @property
    def places(self) -> range:
        """The ranks that can be given."""
        return range(1, 1 + sum(1 for option in self.options if option.offered))

    @property
    def chosen(self) -> list[Words]:
        """In words; a ranking from first to last."""
        return [option.words for option in sorted(self.options, key=lambda each: each.place) if option.chosen]

    @property
    def described_by(self) -> str:
        parts = (("ends", self.low or self.high), ("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.element_id}_{part}" for part, there in parts if there)


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions under one list of choices: a table, and on a phone a card each."""

    captions: tuple[Asked, ...]
    rows: tuple[Asked, ...]

    @property
    def columns(self) -> tuple[Option, ...]:
        return self.rows[0].options

    @property
    def open(self) -> bool:
        return any(row.open for row in self.rows)


@dataclass(frozen=True)
class Page:
    """One section. `number` counts all sections; `place` of `places` counts the open ones."""

    number: int
    place: int
    places: int
    heading: Words
    questions: tuple[Asked, ...]

    @property
    def blocks(self) -> Iterator[Asked | Grid]:
        """Questions, and those of a grid together."""
        waiting: list[Asked] = []
        for question in self.questions:
            if waiting and question.grid != waiting[0].grid:
                yield from _together(waiting)
                waiting = []
            if question.grid:
                waiting.append(question)
            else:
                yield question
        yield from _together(waiting)

    @property
    def percent(self) -> int:
        return round(100 * (self.place - 1) / self.places) if self.places else 0

    @property
    def errors(self) -> list[Asked]:
        return [question for question in self.questions if question.error]

    @property
    def shown(self) -> str:
        return " ".join(question.name for question in self.questions if question.open)


def _together(questions: list[Asked]) -> Iterator[Asked | Grid]:
    captions = tuple(question for question in questions if question.type == QuestionType.NOTE)
    rows = tuple(question for question in questions if question.type != QuestionType.NOTE)
    if rows:
        yield Grid(captions, rows)
    else:
        yield from captions
