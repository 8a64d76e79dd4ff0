"""Case selection: each candidate with what every criterion says of it, the scores beside, the exclusions apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser

from analysis import disclosure
from analysis.disclosure import VisibleTable
from analysis.exports.document import notes
from analysis.figures.ranking import score
from analysis.formatting import sentence, title
from analysis.models import Run, RunStatus
from analysis.models.selection import Met
from studies.models import Case, Study, Unit, User
from studies.models.cases import TRANSITIONS, CaseStatus
from studies.texts import pick

Record = Mapping[str, Any]
DECIDED_ELSEWHERE = frozenset({CaseStatus.CHOSEN, CaseStatus.EXCLUDED})
TAKEN = frozenset({CaseStatus.CHOSEN, CaseStatus.ASKED, CaseStatus.ACCEPTED, CaseStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is computed here, or stated by a person with a source, of one criterion."""

    met: str
    value: str
    rule: str
    origin: str
    source: str
    differs: bool = False
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """A criterion's verdicts on one candidate; the one that counts stands on the candidate's line."""

    label: str
    verdicts: list[Verdict]

    @property
    def counting(self) -> Verdict | None:
        known = [verdict for verdict in self.verdicts if verdict.met != Met.UNKNOWN]
        return next(iter([*known, *self.verdicts]), None)

    @property
    def differs(self) -> bool:
        return any(verdict.differs for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Score:
    """*14 of 17*, or in words why there is none; `alone`: it is one person's answers."""

    words: str
    ranked: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Exclusion:
    reason: str
    source: str
    origin: str


@dataclass(frozen=True, slots=True)
class Candidate:
    unit: Unit
    group: str
    met: int
    known: int
    marks: list[Marks]
    scores: list[tuple[str, Score]]
    partner: Unit | None
    case: Case | None
    exclusions: list[Exclusion]
    steps: list[CaseStatus]

    @property
    def sources(self) -> list[str]:
        """Who states what is stated here, each once."""
        return list(dict.fromkeys(v.source for marks in self.marks for v in marks.verdicts if v.source))

    @property
    def is_open(self) -> bool:
        """Nobody has decided on it."""
        return self.case is None or self.case.status == CaseStatus.CANDIDATE

    @property
    def is_taken(self) -> bool:
        """It was chosen, whatever it answered."""
        return self.case is not None and self.case.status in TAKEN

    @property
    def against(self) -> str:
        """Why it stands among the excluded: a person's reason, else the first that is stated or computed."""
        reason = pick(self.case.reason) if self.case else ""
        return reason or next((exclusion.reason for exclusion in self.exclusions), "")


@dataclass(frozen=True, slots=True)
class Heading:
    code: str
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class SelectionPage:
    run: Run
    headings: list[Heading]
    score_titles: list[str]
    candidates: list[Candidate]
    excluded: list[Candidate]
    withheld: str
    alone: bool
    notes: list[str] = field(default_factory=list)

    @property
    def differ(self) -> bool:
        """Somewhere the source states otherwise than is computed."""
        everybody = [*self.candidates, *self.excluded]
        return any(marks.differs for each in everybody for marks in each.marks)

    @property
    def taken(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.is_taken]

    @property
    def width(self) -> int:
        """Columns of the table."""
        return 3 + len(self.headings) + len(self.score_titles) + self.has_partners

    @property
    def has_partners(self) -> bool:
        return any(candidate.partner for candidate in [*self.candidates, *self.excluded])

    @property
    def all_decided(self) -> bool:
        """Somebody stands here, and nobody can be chosen as it is."""
        everybody = [*self.candidates, *self.excluded]
        return bool(everybody) and not any(candidate.is_open for candidate in everybody)


def newest_run(user: User | AnonymousUser, study: Study) -> Run | None:
    runs = disclosure.visible_runs(user, study).filter(procedure="case_selection", status=RunStatus.DONE)
    return runs.select_related("grouping").first()


def build(run: Run, *, team: bool) -> SelectionPage:
    tables = {table.name: table for table in disclosure.visible_tables(run, team=team)}
    withheld = next((table.withheld for table in tables.values() if table.withheld), "")
    if withheld:
        return SelectionPage(run, [], [], [], [], withheld=withheld, alone=False)
    headings = _headings(tables["criteria"])
    scored = _scored(tables["candidates"])
    found = _candidates(run, tables, headings, scored)
    return SelectionPage(
        run=run,
        headings=headings,
        score_titles=_beside(scored, headings),
        candidates=[candidate for candidate in found if not _is_out(candidate)],
        excluded=[candidate for candidate in found if _is_out(candidate)],
        withheld="",
        alone=any(score.alone for candidate in found for _title, score in candidate.scores),
        notes=list(notes(run, team=team)),
    )


def _is_out(candidate: Candidate) -> bool:
    """Excluded by a stated or computed reason, or by a person; what a person decided all the same stands."""
    if candidate.case:
        return candidate.case.status == CaseStatus.EXCLUDED
    return bool(candidate.exclusions)


def _headings(criteria: VisibleTable) -> list[Heading]:
    """A criterion's rule as a person states it, else as it is computed."""
    found: dict[str, Heading] = {}
    for record in sorted(criteria.records(), key=lambda record: record["origin"] != "stated"):
        code, label, rule = str(record["criterion"]), _text(record.get("label")), _text(record.get("rule"))
        if code not in found or not found[code].rule:
            found[code] = Heading(code, label or code, rule)
    in_order = dict.fromkeys(str(record["criterion"]) for record in criteria.records())
    return [found[code] for code in in_order]


def _text(value: object) -> str:
    return sentence(value) if value else ""


def _scored(candidates: VisibleTable) -> dict[str, str]:
    """The questionnaires that the run scored, with the headings of their columns."""
    columns = {str(column["name"]): column for column in candidates.columns if column.get("kind") == "number"}
    return {name.removeprefix("score_"): title(column) for name, column in columns.items()}


def _beside(scored: Mapping[str, str], headings: list[Heading]) -> list[str]:
    """The scores with a column of their own: those that no criterion shows already."""
    shown = {heading.code for heading in headings}
    return [heading for form, heading in scored.items() if f"{form}_score_high" not in shown]


def _score(form: str, record: Record) -> Score:
    own = {name: record.get(f"{name}_{form}") for name in ("score", "maximum", "respondents", "score_note")}
    ranked = own["score"] is not None
    words = score(own) if ranked else _text(own["score_note"])
    return Score(words, ranked, alone=ranked and own["respondents"] == 1)


def _candidates(
    run: Run, tables: Mapping[str, VisibleTable], headings: list[Heading], scored: Mapping[str, str]
) -> list[Candidate]:
    verdicts = _verdicts(tables["criteria"].records())
    exclusions = _exclusions(tables["exclusions"].records() if "exclusions" in tables else [])
    units = {unit.code: unit for unit in run.study.units.all()}
    cases = {case.unit_id: case for case in run.study.cases.select_related("unit", "partner", "decided_by")}
    return [
        _candidate(
            record,
            unit=unit,
            marks=[Marks(heading.label, verdicts.get((unit.code, heading.code), [])) for heading in headings],
            scores=[(heading, _score(form, record)) for form, heading in scored.items()],
            partner=units.get(str(record.get("partner") or "")),
            case=cases.get(unit.pk),
            exclusions=exclusions.get(unit.code, []),
        )
        for record in tables["candidates"].records()
        if (unit := units.get(str(record["unit"])))
    ]


def _candidate(
    record: Record,
    *,
    unit: Unit,
    marks: list[Marks],
    scores: list[tuple[str, Score]],
    partner: Unit | None,
    case: Case | None,
    exclusions: list[Exclusion],
) -> Candidate:
    after = TRANSITIONS[CaseStatus(case.status)] if case else frozenset()
    return Candidate(
        unit=unit,
        group=str(record.get("group") or ""),
        met=int(record.get("met") or 0),
        known=int(record.get("known") or 0),
        marks=marks,
        scores=scores,
        partner=(case.partner if case and case.partner else partner),
        case=case,
        exclusions=exclusions,
        steps=[status for status in CaseStatus if status in after - DECIDED_ELSEWHERE],
    )


def _verdicts(records: Iterable[Record]) -> dict[tuple[str, str], list[Verdict]]:
    """Computed before stated, by unit and criterion."""
    found: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for record in sorted(records, key=lambda record: str(record["origin"])):
        found[str(record["unit"]), str(record["criterion"])].append(
            Verdict(
                met=str(record["met"]),
                value=_text(record.get("value")),
                rule=_text(record.get("rule")),
                origin=str(record["origin"]),
                source=_text(record.get("source")),
            )
        )
    return {key: _compared(cell) for key, cell in found.items()}


def _compared(cell: list[Verdict]) -> list[Verdict]:
    """Where the verdicts differ, the first that is known counts, as in the method."""
    known = [verdict for verdict in cell if verdict.met != Met.UNKNOWN]
    differ = len({verdict.met for verdict in known}) > 1
    return [replace(v, differs=differ and v in known, counts=differ and v is known[0]) for v in cell]


def _exclusions(records: Iterable[Record]) -> dict[str, list[Exclusion]]:
    found: dict[str, list[Exclusion]] = defaultdict(list)
    for record in records:
        reason = _text(record.get("reason")) or _text(record.get("exclusion"))
        found[str(record["unit"])].append(
            Exclusion(reason, _text(record.get("source")), str(record.get("origin") or "stated"))
        )
    return found
