"""Case selection: every candidate with what each criterion says of it. A person chooses; the run never does."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from analysis.procedures import Column, Kind, Outcome, Parameter, Procedure, Request, Source
from analysis.procedures.common import GROUPING
from analysis.procedures.tables import table
from studies.models import Group
from studies.models.cases import CaseStatus
from studies.problems import Problem, Refused

PARAMETERS = (
    Parameter(
        "units",
        Kind.UNITS,
        _("Candidates"),
        help=_("high, all, or units' codes apart by commas."),
        default=["high"],
        choices=(("high", _("the high group")), ("all", _("all units that are not excluded"))),
    ),
    GROUPING,
    Parameter("indicator", Kind.VARIABLE, _("Indicator"), default="indicator"),
    Parameter("p", Kind.VARIABLE, _("p of the indicator")),
    Parameter(
        "star_level",
        Kind.VARIABLE,
        _("Level of its star, percent"),
        help=_("5, 10 or 20, where p itself is not known."),
        default="significance_level_pct",
    ),
    Parameter(
        "blank_level",
        Kind.CHOICE,
        _("A blank level is"),
        default="none",
        choices=(("none", _("no star")), ("unknown", _("not known"))),
    ),
    Parameter("p_max", Kind.FLOAT, _("Significant below"), default=0.20, minimum=0, maximum=1),
)
CRITERIA = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("criterion", _("Criterion"), role="key"),
    Column("label", _("Label"), kind="texts", role="note"),
    Column("origin", _("Computed or stated"), kind="choice", role="note"),
    Column("value", _("Value"), kind="texts"),
    Column("rule", _("Rule"), kind="texts", role="note"),
    Column("met", _("Met"), kind="choice"),
    Column("source", _("Source"), kind="texts", role="note"),
)
EXCLUSIONS = (
    Column("unit", _("Unit"), role="unit"),
    Column("exclusion", _("Exclusion"), role="key"),
    Column("reason", _("Reason"), kind="texts", role="note"),
    Column("source", _("Source"), kind="texts", role="note"),
    Column("origin", _("Computed or stated"), kind="choice", role="note"),
)
STATUSES = {str(status): status.label for status in CaseStatus}


def run(request: Request) -> Outcome:
    from analysis.methods.selection import candidates  # noqa: PLC0415 -- the worker's libraries are loaded in a run
    from analysis.procedures import candidate_inputs  # noqa: PLC0415

    read = candidate_inputs.read(request)
    request.progress(60, str(_("comparing candidates")))
    chosen_from = _chosen_from(request, read.groups)
    result = candidates(
        read.units, read.criteria, chosen_from=chosen_from, statements=read.statements, scores=read.scores
    )
    found = candidate_inputs.with_words(result.tables, read)
    return Outcome(
        tables=(
            table(
                "candidates",
                _("Candidates"),
                _candidate_columns(found["candidates"].columns, read.labels),
                found["candidates"],
                by_unit=True,
            ),
            table("criteria", _("Criteria"), CRITERIA, found["criteria"], by_unit=True),
            table("exclusions", _("Exclusions"), EXCLUSIONS, found["exclusions"], by_unit=True),
        ),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=(*result.notes, *read.notes),
        level=read.level,
        inputs=read.inputs,
        item_sets=read.item_sets,
    )


def _chosen_from(request: Request, groups: Mapping[str, str]) -> list[str]:
    asked = request.parameters["units"]
    if asked == ["all"]:
        return [unit for unit, group in groups.items() if group != Group.EXCLUDED]
    if asked != ["high"]:
        return list(asked)
    found = [unit for unit, group in groups.items() if group == Group.HIGH]
    if not found:
        raise Refused(
            Problem(
                _now("units: There is no high group."),
                _now("Name the candidates' codes, or write all; or make a grouping active."),
            )
        )
    return found


def _candidate_columns(names: Any, labels: Mapping[str, Any]) -> tuple[Column, ...]:  # noqa: ANN401 -- a frame's columns
    """The columns of the table: fixed ones first, then two per criterion and origin, then scores and the decision."""
    known = {column.name: column for column in (*HEAD, *TAIL)}
    return tuple(known.get(name) or _criterion_column(name, labels) for name in names)


def _criterion_column(name: str, labels: Mapping[str, Any]) -> Column:
    base, value = name.removesuffix("_value"), name.endswith("_value")
    if name.startswith(("score_", "maximum_", "rank_", "respondents_")):
        kind = "number" if name.startswith("score_") else "count"
        return Column(name, name.replace("_", " "), kind=kind, role="note", decimals=0)
    return Column(
        name, labels.get(base, name), kind="texts" if value else "choice", role="note" if value else "measure"
    )


HEAD = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("group", _("Group"), kind="choice", role="group"),
    Column("met", _("Criteria met"), kind="count", role="x"),
    Column("partly", _("Partly met"), kind="count", role="note"),
    Column("known", _("Criteria known"), kind="count", role="n"),
    Column("criteria", _("Criteria"), kind="count", role="note"),
    Column("disagree", _("Stated and computed differ"), kind="count", role="note"),
)
TAIL = (
    Column("excluded", _("Why not"), kind="texts", role="note"),
    Column("partner", _("Partner"), role="unit"),
    Column("partner_name", _("Partner's name"), role="unit"),
    Column("rematched", _("Matched otherwise"), kind="bool", role="note"),
    Column("status", _("Status"), kind="choice", role="note", words=STATUSES),
    Column("reason", _("Reason"), kind="texts", role="note"),
)
PROCEDURE = Procedure(
    name="case_selection",
    title=_("Case selection"),
    description=_(
        "Candidates for interviews with what every criterion says of them, computed or stated; you choose."
    ),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset(
        {Source.GROUPING, Source.ANSWERS, Source.ITEMS, Source.VARIABLES, Source.CRITERIA, Source.SCORES}
    ),
    needs_grouping=False,
)
