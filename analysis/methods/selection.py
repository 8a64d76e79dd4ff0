"""Candidates for cases, criterion by criterion; nobody is selected here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.methods import columns
from analysis.methods import statements as said
from analysis.methods.criteria import PARTLY, UNKNOWN, YES, Criterion, Evidence, Judged, judge, median_notes
from analysis.methods.notes import Note, refuse_if
from analysis.methods.result import Result
from analysis.methods.statements import EXCLUSION_COLUMNS, MET, Statements

ORIGINS = ("computed", "stated")
LONG_COLUMNS = ("unit", "criterion", "origin", "value", "rule", "met", "source", "order")
CELL_COLUMNS = ("unit", "criterion", "origin", "met", "value")


class Cell(NamedTuple):
    """One verdict with the value behind it."""

    met: str
    value: str


def candidates(
    units: pd.DataFrame,
    criteria: Sequence[Criterion],
    *,
    chosen_from: Sequence[str],
    statements: Statements,
    scores: Mapping[str, pd.DataFrame] | None = None,
    curves: pd.DataFrame | None = None,
) -> Result:
    """List candidates with what each criterion says of them.

    Parameters
    ----------
    units : DataFrame
        One row per unit: `unit`, `unit_name`, `group`, `pair`; `indicator` with `p` or `star_level` (5, 10, 20, none)
        where a criterion needs them.
    criteria : sequence of Criterion
        In the order they are shown; the first orders the list.
    chosen_from : sequence of str
        The candidates' codes: the high units, or any set of units.
    statements : Statements
        What persons state, exclude and pair otherwise.
    scores : mapping of str to DataFrame, optional
        Tables `scores` of agreement.
    curves : DataFrame, optional
        `unit`, `month`, `at_risk`, `exits`.

    Returns
    -------
    Result
        Tables `candidates` (a row each: criteria met of those known, verdicts by criterion and origin, exclusions,
        partner), `criteria` (a row per candidate, criterion and origin: value, rule, met, source) and `exclusions`.

    Raises
    ------
    Refused
        For statements that cannot be placed or lack a source, and criteria that cannot be computed; all at once.

    Notes
    -----
    A criterion that is both stated and computed counts once: as computed, unless that is unknown.
    Unknown is not *no*.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["1"], "unit_name": ["A"], "group": ["high"], "pair": ["P"],
    ...                       "indicator": [-1.0], "p": [0.04]})
    >>> result = candidates(units, [Criterion("p", "indicator_p")], chosen_from=["1"], statements=Statements())
    >>> result.tables["candidates"][["unit", "met", "known", "p_computed"]].values.tolist()
    [['1', 1, 1, 'yes']]
    """
    tables = dict(scores or {})
    refuse_if(said.problems(units, criteria, chosen_from, statements, tables))
    by_unit = units.set_index("unit", drop=False)
    evidence = Evidence({str(line["unit"]): line for line in units.to_dict("records")}, tables, curves)
    long = _long(criteria, chosen_from, statements, evidence)
    exclusions = _exclusions(chosen_from, statements, tables)
    wide = _wide(by_unit, criteria, chosen_from, long).join(
        _beside(by_unit, chosen_from, exclusions, statements.partners), on="unit"
    )
    return Result(
        tables={"candidates": wide, "criteria": long.drop(columns="order"), "exclusions": exclusions},
        n_used=len(chosen_from),
        excluded={"excluded": int((wide["why_not"] != "").sum())},
        notes=tuple(_notes(criteria, wide, chosen_from, evidence)),
    )


def _long(
    criteria: Sequence[Criterion], chosen_from: Sequence[str], statements: Statements, evidence: Evidence
) -> pd.DataFrame:
    stated = {(line["unit"], line["criterion"]): line for line in statements.stated.to_dict("records")}
    rows = []
    for unit in chosen_from:
        for criterion in criteria:
            if criterion.kind != "stated":
                rows.append(_row(unit, criterion, "computed", judge(criterion, unit, evidence), ""))
            if (line := stated.get((unit, criterion.code))) is not None:
                statement = Judged(line["value"], "", line["met"], float(MET.index(line["met"])))
                rows.append(_row(unit, criterion, "stated", statement, line["source"]))
            elif criterion.kind == "stated":
                rows.append(_row(unit, criterion, "stated", Judged("", "", UNKNOWN, float(len(MET))), ""))
    return pd.DataFrame(rows, columns=pd.Index(LONG_COLUMNS))


def _row(unit: str, criterion: Criterion, origin: str, judged: Judged, source: object) -> tuple[object, ...]:
    return unit, criterion.code, origin, judged.value, judged.rule, judged.met, source, judged.order


def _exclusions(
    chosen_from: Sequence[str], statements: Statements, scores: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    stated = statements.exclusions[statements.exclusions["unit"].isin(list(chosen_from))]
    absent = [unit for unit in chosen_from if scores and all(_silent(table, unit) for table in scores.values())]
    computed = [
        {"unit": unit, "exclusion": "no_answers", "reason": str(Note("no_respondents_any")), "source": ""}
        for unit in absent
    ]
    frame = pd.DataFrame([*stated.to_dict("records"), *computed], columns=pd.Index(EXCLUSION_COLUMNS))
    return frame.assign(origin=["stated"] * len(stated) + ["computed"] * len(computed))


def _silent(scores: pd.DataFrame, unit: str) -> bool:
    return not (scores.loc[scores["unit"] == unit, "respondents"] > 0).any()


def _wide(
    units: pd.DataFrame, criteria: Sequence[Criterion], chosen_from: Sequence[str], long: pd.DataFrame
) -> pd.DataFrame:
    lines = long[list(CELL_COLUMNS)].itertuples(index=False, name=None)
    said_of: dict[tuple[object, ...], Cell] = {
        (unit, code, origin): Cell(met, value) for unit, code, origin, met, value in lines
    }
    orders = long.drop_duplicates("unit").set_index("unit")["order"].to_dict()
    origins = list(dict.fromkeys(zip(long["criterion"], long["origin"], strict=True)))
    rows = []
    for unit in chosen_from:
        cells = {key: said_of.get((unit, *key), Cell(UNKNOWN, "")) for key in origins}
        head = {name: units[name][unit] for name in ("unit", "unit_name", "group")}
        rows.append({**head, **_tally(criteria, cells), **_spread(cells), "_order": orders.get(unit, np.nan)})
    ordered = pd.DataFrame(rows).assign(_name=columns.by_name(units.loc[list(chosen_from)]).tolist())
    ordered = ordered.sort_values(["_order", "_name", "unit"])
    return ordered.drop(columns=["_order", "_name"]).reset_index(drop=True)


def _tally(criteria: Sequence[Criterion], cells: Mapping[tuple[str, str], Cell]) -> dict[str, int]:
    verdicts = []
    disagree = 0
    for criterion in criteria:
        met = [cells[criterion.code, origin].met for origin in ORIGINS if (criterion.code, origin) in cells]
        known = [verdict for verdict in met if verdict != UNKNOWN]
        verdicts.append(known[0] if known else UNKNOWN)
        disagree += len(set(known)) > 1
    return {
        "met": verdicts.count(YES),
        "partly": verdicts.count(PARTLY),
        "known": len(verdicts) - verdicts.count(UNKNOWN),
        "criteria": len(verdicts),
        "disagree": disagree,
    }


def _spread(cells: Mapping[tuple[str, str], Cell]) -> dict[str, str]:
    return {
        f"{code}_{origin}{ending}": text
        for (code, origin), cell in cells.items()
        for text, ending in ((cell.met, ""), (cell.value, "_value"))
    }


def _beside(
    units: pd.DataFrame, chosen_from: Sequence[str], exclusions: pd.DataFrame, partners: Mapping[str, str]
) -> pd.DataFrame:
    reasons = exclusions.groupby("unit")["exclusion"].agg("; ".join).to_dict()
    rows = []
    for unit in chosen_from:
        own = _pair_partner(units, unit)
        partner = partners.get(unit, own)
        name = units["unit_name"][partner] if partner else ""
        rows.append((reasons.get(unit, ""), partner, name, partner != own))
    labels = pd.Index(["why_not", "partner", "partner_name", "rematched"])
    return pd.DataFrame(rows, columns=labels, index=pd.Index(chosen_from))


def _pair_partner(units: pd.DataFrame, unit: str) -> str:
    pair = units["pair"][unit]
    others = (
        units.index[(units["pair"] == pair).fillna(value=False) & (units.index != unit)] if pd.notna(pair) else []
    )
    return str(others[0]) if len(others) else ""


def _notes(
    criteria: Sequence[Criterion], wide: pd.DataFrame, chosen_from: Sequence[str], evidence: Evidence
) -> Iterator[Note]:
    for criterion in criteria:
        yield from median_notes(criterion, evidence)
        if criterion.kind == "continuous_exit" and evidence.curves is None:
            yield Note("no_curves", {"criterion": criterion.code})
    disagree = int(wide["disagree"].sum())
    if disagree:
        yield Note("sources_disagree", {"count": disagree})
    alone = {
        unit
        for table in evidence.scores.values()
        for unit in table.loc[table["respondents"] == 1, "unit"]
        if unit in chosen_from
    }
    if alone:
        yield Note("one_respondent", {"count": len(alone)})
