"""What persons state about candidates, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.methods import columns
from analysis.methods.criteria import NO, PARTLY, UNKNOWN, YES, Criterion
from analysis.methods.notes import Note, Value

MET = (YES, PARTLY, NO, UNKNOWN)
STATED_COLUMNS = ("unit", "criterion", "value", "met", "source")
EXCLUSION_COLUMNS = ("unit", "exclusion", "reason", "source")


@dataclass(frozen=True, slots=True)
class Statements:
    """What persons say.

    Parameters
    ----------
    stated : DataFrame
        `unit`, `criterion`, `value`, `met` (yes, no, partly, unknown), `source`.
    exclusions : DataFrame
        `unit`, `exclusion` (used before, declined ...), `reason`, `source`: why a unit may not be taken.
    partners : mapping of str to str
        Partners other than the unit's pair.
    """

    stated: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=pd.Index(STATED_COLUMNS)))
    exclusions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=pd.Index(EXCLUSION_COLUMNS)))
    partners: Mapping[str, str] = field(default_factory=dict)


def problems(
    units: pd.DataFrame,
    criteria: Sequence[Criterion],
    chosen_from: Sequence[str],
    statements: Statements,
    scores: Mapping[str, pd.DataFrame],
) -> Iterator[Note]:
    """Find everything that keeps the candidates from being listed."""
    yield from columns.absent(units, "units", ("unit", "unit_name", "group", "pair"))
    yield from columns.absent(statements.stated, "stated", STATED_COLUMNS)
    yield from columns.absent(statements.exclusions, "exclusions", EXCLUSION_COLUMNS)
    yield from _criteria_problems(criteria, scores)
    known = set(units["unit"]) if "unit" in units else set()
    if not chosen_from:
        yield Note("no_candidates")
    for unit in dict.fromkeys((*chosen_from, *statements.partners, *statements.partners.values())):
        if unit not in known:
            yield Note("candidate_unknown", {"unit": unit})
    yield from _stated_problems(statements.stated, {criterion.code for criterion in criteria})
    yield from _sources(statements.stated, known, ("stated_unit_unknown", "stated_source"))
    yield from _sources(statements.exclusions, known, ("exclusion_unit_unknown", "exclusion_source"))


def _criteria_problems(criteria: Sequence[Criterion], scores: Mapping[str, pd.DataFrame]) -> Iterator[Note]:
    for code, number in Counter(criterion.code for criterion in criteria).items():
        if number > 1:
            yield Note("criterion_twice", {"criterion": code})
    for criterion in criteria:
        for name in criterion.scores:
            if name not in scores:
                yield Note("score_unknown", {"criterion": criterion.code, "score": name})
        if criterion.kind == "score_high" and not criterion.scores:
            yield Note("score_unknown", {"criterion": criterion.code, "score": "-"})


def _stated_problems(stated: pd.DataFrame, codes: set[str]) -> Iterator[Note]:
    seen: set[tuple[str, str]] = set()
    for row, line in enumerate(stated.to_dict("records"), start=1):
        unit, code, met = (str(line.get(name)) for name in ("unit", "criterion", "met"))
        if code not in codes:
            yield Note("criterion_unknown", {"row": row, "criterion": code})
        if met not in MET:
            yield Note("stated_met", {"row": row, "value": met})
        if (unit, code) in seen:
            yield Note("stated_twice", {"row": row, "unit": unit, "criterion": code})
        seen.add((unit, code))


def _sources(table: pd.DataFrame, known: set[str], codes: tuple[str, str]) -> Iterator[Note]:
    for row, line in enumerate(table.to_dict("records"), start=1):
        where: dict[str, Value] = {"row": row, "unit": str(line.get("unit"))}
        if line.get("unit") not in known:
            yield Note(codes[0], where)
        if _blank(line.get("source")):
            yield Note(codes[1], where)


def _blank(value: object) -> bool:
    """A source is a text or a text per language."""
    return not (value.strip() if isinstance(value, str) else isinstance(value, Mapping) and any(value.values()))
