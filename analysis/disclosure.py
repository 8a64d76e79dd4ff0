"""What may be shown to whom: the one place that every page, file, figure and API answer goes through.

`protect` is worked out by the worker when a run is made; `visible` applies it on the way out, without arithmetic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis import percentages
from analysis.models import Figure, ResultTable, Run, RunStatus
from studies.models import Study, User
from studies.permissions import Permission, can
from surveys.models import Collection, DisclosureLevel

STRICTNESS = {DisclosureLevel.ORGANISATION: 0, DisclosureLevel.STAFF: 1, DisclosureLevel.PERSONS: 2}
READS_EVERY_SURVEY = frozenset({"case_selection"})
# Notes by code that tell what counts come to, item by item, or count persons.
TELLING = frozenset({
    "answers_contradictory", "answers_not_asked", "background_unknown", "item_dropped_no_answers", "item_dropped_tie",
    "no_answers", "same_in_low", "too_few_pairs",
})  # fmt: skip
Column = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A cell that is not shown outside the team.

    Small counts and those hidden to protect them have the same words: told apart, they could be narrowed down.
    """

    k: int
    is_derived: bool = False

    def __str__(self) -> str:
        if self.is_derived:
            return _("hidden (follows from hidden figures)")
        return _("hidden (protects a number below %(k)d)") % {"k": self.k}


@dataclass(frozen=True, slots=True)
class VisibleTable:
    """A result table as one viewer may see it. `withheld` is the sentence that stands in its place."""

    name: str
    title: dict[str, str]
    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    notes: list[Any]
    withheld: str = ""

    def place(self, column: str) -> int | None:
        return next((place for place, spec in enumerate(self.columns) if spec["name"] == column), None)

    def records(self) -> list[dict[str, Any]]:
        """Rows by column name."""
        names = [column["name"] for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def strictest(levels: Iterable[str]) -> str:
    """Of several sources the strictest level counts; without any, the data are about organisations."""
    return max(levels, key=lambda level: STRICTNESS[DisclosureLevel(level)], default=DisclosureLevel.ORGANISATION)


def level_now(run: Run) -> str:
    """The level that the collections behind a run have today: it may have been raised since."""
    collections = Collection.objects.counting().filter(study_id=run.study_id)
    if questionnaire := run.parameters.get("questionnaire"):
        collections = collections.filter(version__questionnaire__form_id=questionnaire)
    elif run.procedure not in READS_EVERY_SURVEY:
        return DisclosureLevel.ORGANISATION
    return strictest(collections.order_by().values_list("disclosure", flat=True).distinct())


def protect(table: ResultTable, *, level: str, by_unit: bool, k: int, single_answers: bool = False) -> dict[str, Any]:
    """What `visible` needs to know of a new table; the worker stores it as the table's `protection`."""
    hidden: list[list[int]] = []
    if level == DisclosureLevel.PERSONS and not by_unit:
        from analysis.hidden_cells import hidden_cells  # noqa: PLC0415 -- scipy, in the worker only

        hidden = hidden_cells(table.columns, table.rows, k)
    return {"level": str(level), "by_unit": by_unit, "k": k, "hidden": hidden, "single_answers": single_answers}


def is_team(user: User | AnonymousUser, study: Study) -> bool:
    return can(user, Permission.SEE_UNPROTECTED, study=study)


def shows_all(study: Study, *, team: bool) -> bool:
    """Figures that were printed in a public report hide nothing any more; the answers of single units do."""
    return team or study.figures_published


def visible_runs(user: User | AnonymousUser, study: Study) -> QuerySet[Run]:
    """All runs for those who analyse; for a reader the finished ones that the team shows."""
    runs = Run.objects.filter(study=study)
    if can(user, Permission.VIEW_ALL_RUNS, study=study):
        return runs
    if can(user, Permission.VIEW_RESULTS, study=study):
        return runs.filter(status=RunStatus.DONE, published_at__isnull=False)
    return runs.none()


def visible(table: ResultTable, *, study: Study, team: bool, now: str = DisclosureLevel.ORGANISATION) -> VisibleTable:
    """The table as the team sees it, or as everybody else does. `now` is the level the data have today."""
    reason = "" if team else _reason_to_withhold(table.protection, study, now)
    if reason:
        return VisibleTable(table.name, table.title, [], [], [], withheld=reason)
    rows = percentages.without_small_shares(table.columns, table.rows, study.minimum_n)
    seen = VisibleTable(table.name, table.title, list(table.columns), rows, list(table.notes))
    return seen if shows_all(study, team=team) else _protected(seen, table.protection)


def visible_tables(run: Run, *, team: bool, names: Iterable[str] = ()) -> list[VisibleTable]:
    """A run's tables (or those named), in order, for the team or for everybody else."""
    now = DisclosureLevel.ORGANISATION if team else level_now(run)
    tables = run.tables.filter(name__in=names) if names else run.tables.all()
    return [visible(table, study=run.study, team=team, now=now) for table in tables]


def visible_figures(run: Run, *, team: bool, language: str) -> list[Figure]:
    """A run's figures in a language, without their pictures: for others as disclosure leaves them, or none."""
    everything = shows_all(run.study, team=team)
    if not everything and _raised(run):
        return []
    figures = run.figures.filter(language=language, public=not everything)
    return list(figures.defer("svg", "png", "specification"))


def visible_notes(run: Run, *, team: bool) -> list[Any]:
    """A run's notes; for others than the team without those that follow from figures hidden from them."""
    if shows_all(run.study, team=team) or not _hides_counts(run):
        return list(run.notes)
    return [note for note in run.notes if not (isinstance(note, Mapping) and note.get("code") in TELLING)]


def _hides_counts(run: Run) -> bool:
    protections = run.tables.values_list("protection", flat=True)
    return any(protection.get("hidden") for protection in protections) or _raised(run)


def _raised(run: Run) -> bool:
    made_for = strictest(table["level"] for table in run.tables.values_list("protection", flat=True) if table)
    return STRICTNESS[DisclosureLevel(level_now(run))] > STRICTNESS[DisclosureLevel(made_for)]


def _reason_to_withhold(protection: Mapping[str, Any], study: Study, now: str) -> str:
    level = protection.get("level")
    if study.figures_published and not protection.get("single_answers"):
        return ""
    if level is None:
        return _("This table says nothing of whom its data are about, so it is shown to the team only.")
    stricter = strictest([level, now])
    if protection["by_unit"] and stricter == DisclosureLevel.STAFF:
        return _("Shown to the team only: the answers are about persons at work, and this table has a row per unit.")
    if protection["by_unit"] and stricter == DisclosureLevel.PERSONS:
        return _("Shown to the team only: the answers are about persons, and this table has a row per unit.")
    if stricter == DisclosureLevel.PERSONS and (stricter != level or study.minimum_cell > protection["k"]):
        return _("The protection of these data was raised after this run. Run it again to see what may be shown.")
    return ""


def _protected(table: VisibleTable, protection: Mapping[str, Any]) -> VisibleTable:
    if protection["level"] == DisclosureLevel.ORGANISATION:
        return table
    hidden = {(row, column) for row, column in protection["hidden"]}
    kept = [place for place, column in enumerate(table.columns) if column.get("role") != "units"]
    marks = [Hidden(protection["k"], is_derived=column.get("kind") != "count") for column in table.columns]
    rows = [
        [marks[place] if (number, place) in hidden else row[place] for place in kept]
        for number, row in enumerate(table.rows)
    ]
    return VisibleTable(table.name, table.title, [table.columns[place] for place in kept], rows, table.notes)
