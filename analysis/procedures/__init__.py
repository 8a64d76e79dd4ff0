"""What a procedure is, and the list of them: forms, API, command line and study page read it.

A procedure's file is light at the top and imports frames and methods inside `run`: the web process lists and
checks procedures without ever loading pandas.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

from studies.models import Grouping, Study

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from analysis.figures.spec import FigureSpec
    from analysis.methods.notes import Note

Progress = Callable[[int, str], None]


class Kind(StrEnum):
    TEXT = "text"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    CHOICE = "choice"
    QUESTIONNAIRE = "questionnaire"
    ITEM_SET = "item_set"
    GROUPING = "grouping"
    VARIABLE = "variable"
    UNITS = "units"
    QUESTION = "question"
    BACKGROUND = "background"


class Source(StrEnum):
    """What a procedure reads: when one of them has changed since, its run is stale."""

    GROUPING = "grouping"
    UNITS = "units"
    ANSWERS = "answers"
    ITEMS = "items"
    VARIABLES = "variables"
    CRITERIA = "criteria"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting, by name. `many`: several values apart by commas, kept as a list; `rare`: seldom changed.

    `blank`: what is meant where nothing is chosen.
    """

    name: str
    kind: Kind
    title: "_StrOrPromise"
    help: "_StrOrPromise" = ""
    blank: "_StrOrPromise" = ""
    default: Any = None
    choices: "tuple[tuple[str, _StrOrPromise], ...]" = ()
    required: bool = False
    many: bool = False
    minimum: float | None = None
    maximum: float | None = None
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked for. `parameters` are complete: checked, with defaults and the set that was meant."""

    study: Study
    grouping: Grouping | None
    parameters: Mapping[str, Any]
    progress: Progress
    seed: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, count, number, p, share, bool, choice, texts.

    `role`: key, unit, group, block, x, n, share, measure, note. A *block* names the question that rows belong to.
    A *texts* column holds texts per language; a *choice* column holds codes, said in words by `words`. `of`: the
    column that a share rests on, where its name does not say.
    `whole_plain`: a number that is whole is shown without decimals. `derived`: a note that follows from the row's
    counts, hidden with them.
    """

    name: str
    title: "_StrOrPromise"
    kind: str = "text"
    role: str = "measure"
    decimals: int | None = None
    words: "Mapping[str, _StrOrPromise]" = field(default_factory=dict)
    of: str = ""
    whole_plain: bool = False
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` hold unrounded values, None for a blank. `by_unit`: its rows are units (or tell of single ones).

    `single_answers`: it tells what single units answered, which no report prints.
    """

    name: str
    title: "_StrOrPromise"
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    by_unit: bool = False
    single_answers: bool = False
    notes: "tuple[Note, ...]" = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a procedure found. `level` is by whom the data are about, the strictest of what was read.

    `notes` are the method's by code, or texts per language. `inputs` are the digests of what was read, `item_sets`
    the ids of the sets that were used (and freeze by it), `summary` the few numbers that the study page shows.
    """

    tables: tuple[Table, ...]
    n_used: int
    excluded: Mapping[str, int]
    notes: "tuple[Note | Mapping[str, str], ...]" = ()
    figures: "tuple[FigureSpec, ...]" = ()
    level: str = "organisation"
    inputs: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, int] = field(default_factory=dict)
    item_sets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """`version` goes up when the same input may give another result; `needs_grouping`: nothing without groups."""

    name: str
    title: "_StrOrPromise"
    description: "_StrOrPromise"
    parameters: tuple[Parameter, ...]
    run: Callable[[Request], Outcome]
    reads: frozenset[Source]
    version: int = 1
    needs_grouping: bool = True

    def parameter(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)


class Registry(Mapping[str, Procedure]):
    """Procedures by name, each loaded when it is asked for."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self._paths = paths

    def __getitem__(self, name: str) -> Procedure:
        procedure: Procedure = import_string(self._paths[name])
        return procedure

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths


PROCEDURES: Mapping[str, Procedure] = Registry(
    {
        "pairing": "analysis.procedures.pairing.PROCEDURE",
        "contrast": "analysis.procedures.contrast.PROCEDURE",
        "agreement_score": "analysis.procedures.agreement_score.PROCEDURE",
        "case_selection": "analysis.procedures.case_selection.PROCEDURE",
        "response_rates": "analysis.procedures.response_rates.PROCEDURE",
        "crosstab": "analysis.procedures.crosstab.PROCEDURE",
    }
)
