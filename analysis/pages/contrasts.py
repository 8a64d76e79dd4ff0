"""The contrasts of a questionnaire under their themes, from its newest run, with what people say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analysis import disclosure, headlines
from analysis.disclosure import Hidden
from analysis.exports.merged import of
from analysis.figures.dumbbell import is_too_few, share
from analysis.formatting import cell, percent, signed, word
from analysis.models import Item, Run, RunStatus, Synthesis
from analysis.percentages import enough
from studies.models import Study, Theme, User
from surveys.models import Questionnaire

GROUPS = ("high", "low", "middle")
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """*8 of 9* of one group; a percentage only where n allows; `place` is where it stands on the line, 0 to 100.

    Sides of an item with too few answers have no place: nothing there is to be compared by eye.
    """

    words: str
    percent: str
    place: float | None


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    label: Any
    note: Any
    sides: dict[str, Side]
    missing: str
    klass: str
    klass_word: str
    has_hidden: bool
    reported: bool
    reason: Any
    difference: str
    interval: str
    p: str
    q: str
    test: str


@dataclass(frozen=True, slots=True)
class ThemeBlock:
    theme: Theme | None
    rows: list[Row]
    synthesis: Synthesis | None


@dataclass(frozen=True, slots=True)
class ContrastsPage:
    """`withheld` says why there is nothing to show outside the team."""

    run: Run
    blocks: list[ThemeBlock]
    counts: dict[str, int]
    withheld: str
    has_middle: bool
    has_notes: bool
    has_hidden: bool


def newest_run(user: User | AnonymousUser, study: Study, questionnaire: Questionnaire) -> Run | None:
    """The newest finished contrast of the questionnaire that the user may see."""
    runs = disclosure.visible_runs(user, study).filter(
        procedure="contrast", status=RunStatus.DONE, parameters__questionnaire=questionnaire.form_id
    )
    return runs.select_related("grouping", "requested_by").first()


def build(run: Run, questionnaire: Questionnaire, *, team: bool) -> ContrastsPage:
    table = disclosure.visible_tables(run, team=team, names=["contrasts"])[0]
    items = by_code(Item.objects.filter(study=run.study, questionnaire=questionnaire).select_related("theme"))
    syntheses = {
        synthesis.theme_id: synthesis
        for synthesis in Synthesis.objects.filter(questionnaire=questionnaire).select_related("written_by")
    }
    rows = [(items.get(str(record["item"])), record) for record in table.records()]
    blocks = _blocks(rows, syntheses, run.study)
    return ContrastsPage(
        run=run,
        blocks=blocks,
        counts=headlines.classes(table.records()),
        withheld=table.withheld,
        has_middle=any(row.sides["middle"].place is not None for block in blocks for row in block.rows),
        has_notes=any(row.note for block in blocks for row in block.rows),
        has_hidden=any(row.has_hidden for block in blocks for row in block.rows),
    )


def by_code(items: "QuerySet[Item]") -> dict[str, Item]:
    return {item.code: item for item in items}


def _blocks(
    rows: Iterable[tuple[Item | None, Record]], syntheses: Mapping[int, Synthesis], study: Study
) -> list[ThemeBlock]:
    """One block a theme, in the study's order; what has no theme comes last."""
    found: dict[int | None, list[Row]] = {}
    themes: dict[int | None, Theme | None] = {None: None}
    for item, record in rows:
        theme = item.theme if item else None
        key = theme.pk if theme else None
        themes[key] = theme
        found.setdefault(key, []).append(row(item, record, study))
    order = sorted(found, key=lambda key: _order(themes[key]))
    return [ThemeBlock(themes[key], found[key], syntheses.get(key) if key else None) for key in order]


def _order(theme: Theme | None) -> tuple[int, int, int]:
    return (0, theme.order, theme.pk) if theme else (1, 0, 0)


def row(item: Item | None, record: Record, study: Study) -> Row:
    """One item: its counts from the run, its note and the report from the item as it is today."""
    klass = record["class"]
    return Row(
        code=str(record["item"]),
        label=item.label if item else record.get("label"),
        note=item.note if item else {},
        sides={group: _side(record, group, study.minimum_n) for group in GROUPS},
        missing=_brief(cell({"kind": "count"}, record.get("missing")), record.get("missing")),
        klass=str(klass or ""),
        klass_word=_brief(word({}, klass), klass),
        has_hidden=any(isinstance(value, Hidden) for value in record.values()),
        reported=bool(item.reported if item else record.get("reported")),
        reason=item.reported_reason if item else {},
        **_tests(record),
    )


def _side(record: Record, group: str, minimum_n: int) -> Side:
    x, n = record.get(f"{group}_x"), record.get(f"{group}_n")
    part = share(dict(record), group)
    words = _brief(of(x, n), x, n)
    shown = percent(part) if part is not None and enough(n, minimum_n) else ""
    drawn = part is not None and (group == "middle" or not is_too_few(record))
    return Side(words, shown, round(100 * part, 1) if part is not None and drawn else None)


def _brief(words: str, *values: object) -> str:
    """One word in a narrow column; what is hidden and why is said once below."""
    return _("hidden") if any(isinstance(value, Hidden) for value in values) else words


def _tests(record: Record) -> dict[str, str]:
    low, high = record.get("ci_low"), record.get("ci_high")
    ends = {"low": _signed(low), "high": _signed(high)}
    has_ends = isinstance(low, int | float) and isinstance(high, int | float)
    interval = _("%(low)s to %(high)s") % ends if has_ends else ""
    return {
        "difference": _signed(record.get("difference")),
        "interval": interval,
        "p": _brief(cell({"kind": "p"}, record.get("p")), record.get("p")),
        "q": _brief(cell({"kind": "p"}, record.get("q")), record.get("q")),
        "test": _brief(cell({"kind": "choice"}, record.get("test")), record.get("test")),
    }


def _signed(value: Any) -> str:  # noqa: ANN401 -- a cell of any kind
    return signed(value) if isinstance(value, int | float) else _brief(cell({}, value), value)
