"""Pairing: proposes pairs of a high and a low unit from one region; a person makes a grouping of them."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.procedures import Column, Kind, Outcome, Parameter, Procedure, Request, Source
from analysis.procedures.common import ACTIVE_GROUPING
from analysis.procedures.tables import said, table, with_texts
from studies.models import Group
from studies.problems import Problem, Refused
from studies.texts import in_all_languages, pick

if TYPE_CHECKING:
    import pandas as pd
    from django.utils.functional import _StrOrPromise

    from analysis.methods.overrides import Override
    from analysis.methods.pairing import Settings

EXCLUSION = re.compile(r"(?P<unit>[^:]+):(?P<reason>.+)")
EDGE = re.compile(r"(?P<high>[^+=:]+)\+(?P<low>[^+=:]+)")
OVERRIDE = re.compile(r"(?P<pair>[^=]+)=(?P<high>[^+=:]+)\+(?P<low>[^+=:]+):(?P<reason>.+)")

PARAMETERS = (
    Parameter(
        "pairs",
        Kind.INT,
        _("Pairs wanted"),
        default=10,
        minimum=1,
        maximum=2500,
        help=_("How many pairs to propose. Fewer come out where the regions allow no more."),
    ),
    Parameter(
        "indicator",
        Kind.VARIABLE,
        _("Indicator"),
        help=_("Actual minus expected: negative is a high score."),
        default="indicator",
        required=True,
    ),
    Parameter("similarity", Kind.VARIABLE, _("Alike on"), help=_("None: paired by rank."), many=True),
    Parameter(
        "log",
        Kind.VARIABLE,
        _("By its logarithm"),
        help=_("Those of the variables above, population for one, whose logarithm is compared."),
        many=True,
        rare=True,
    ),
    Parameter("p", Kind.VARIABLE, _("p of the indicator"), help=_("Needed for the two limits below."), rare=True),
    Parameter(
        "p_max_high",
        Kind.FLOAT,
        _("High only with p below"),
        minimum=0,
        maximum=1,
        help=_("0.2 lets in only high units whose indicator has p below 0.2."),
        rare=True,
    ),
    Parameter(
        "p_max_low",
        Kind.FLOAT,
        _("Low only with p below"),
        minimum=0,
        maximum=1,
        help=_("The same for low units."),
        rare=True,
    ),
    Parameter(
        "persons", Kind.VARIABLE, _("Number of persons"), help=_("Decides between equal differences."), rare=True
    ),
    Parameter(
        "min_persons",
        Kind.FLOAT,
        _("At least so many persons"),
        minimum=0,
        help=_("Units with fewer persons are left out."),
        rare=True,
    ),
    Parameter(
        "max_per_region",
        Kind.INT,
        _("At most so many pairs from a region"),
        minimum=1,
        help=_("Keeps one region from filling the list."),
        rare=True,
    ),
    Parameter("forced_units", Kind.UNITS, _("Units that must be in"), help=_("Codes apart by commas."), rare=True),
    Parameter(
        "forced_pairs",
        Kind.TEXT,
        _("Pairs that must be"),
        help=_("High + low, for example 101 + 102; 103 + 104."),
        rare=True,
    ),
    Parameter(
        "excluded",
        Kind.TEXT,
        _("Left out"),
        help=_("Unit: reason; unit: reason. Units that the grouping excludes stay out with the reasons it has."),
        rare=True,
    ),
    Parameter(
        "overrides",
        Kind.TEXT,
        _("Pairs replaced by hand"),
        help=_("P03 = 101 + 104: reason; P05 = 107 + 108: reason."),
        rare=True,
    ),
    Parameter(
        "across_regions",
        Kind.BOOL,
        _("A pair by hand may cross regions"),
        default=False,
        help=_("Else both units of a pair lie in one region."),
        rare=True,
    ),
    Parameter(
        "grouping",
        Kind.GROUPING,
        _("Grouping"),
        help=_("Where the units left out and their reasons are taken from."),
        blank=ACTIVE_GROUPING,
    ),
)
PAIRS = (
    Column("pair", _("Pair"), role="key"),
    Column("region", _("Region"), role="group"),
    Column("high_unit", _("High"), role="unit"),
    Column("high_unit_name", _("High: name"), role="unit"),
    Column("low_unit", _("Low"), role="unit"),
    Column("low_unit_name", _("Low: name"), role="unit"),
    Column("gain", _("Difference of indicators"), kind="number", decimals=2),
    Column("distance", _("Distance"), kind="number", decimals=2),
    Column("manual", _("By hand"), kind="bool", role="note"),
    Column("reason", _("Reason"), role="note"),
    Column("author", _("Decided by"), role="note"),
    Column("across_regions", _("Across regions"), kind="bool", role="note"),
    Column("proposed_high_unit", _("Proposed: high"), role="note"),
    Column("proposed_low_unit", _("Proposed: low"), role="note"),
    Column("gain_loss", _("Difference lost"), kind="number", role="note", decimals=2),
    Column("distance_added", _("Distance added"), kind="number", role="note", decimals=2),
)
MEMBERS = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("group", _("Group"), kind="choice", role="group"),
    Column("reason", _("Reason"), kind="texts", role="note"),
    Column("pair", _("Pair"), role="group"),
)
UNREACHABLE = (
    Column("region", _("Region"), role="key"),
    Column("high", _("High units"), kind="count"),
    Column("low", _("Low units"), kind="count"),
)


def run(request: Request) -> Outcome:
    from analysis import digests  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them
    from analysis.methods.pairing import propose  # noqa: PLC0415

    excluded = _excluded(request)
    units = _units(request)
    result = propose(units, _settings(request), {unit: pick(reason) for unit, reason in excluded.items()})
    found = result.tables
    return Outcome(
        tables=(
            table("pairs", _("Pairs"), PAIRS, found["pairs"], by_unit=True),
            table("members", _("All units"), MEMBERS, _with_reasons(found["members"], excluded), by_unit=True),
            table("unreachable", _("Regions without a pair"), UNREACHABLE, found["unreachable"]),
        ),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=(*result.notes, in_all_languages(_which_indicator(request.parameters["indicator"]))),
        inputs={
            "units": digests.frame(units, units.columns),
            "excluded": digests.canonical({unit: pick(reason, "en") for unit, reason in excluded.items()}),
        },
    )


def _which_indicator(name: str) -> "_StrOrPromise":
    return format_lazy(_("The indicator is {name}: below 0 is a high score, above 0 a low one."), name=name)


def _units(request: Request) -> "pd.DataFrame":
    from analysis import frames  # noqa: PLC0415

    parameters = request.parameters
    given = {"indicator": parameters["indicator"], "p": parameters["p"], "persons": parameters["persons"]}
    named = {role: name for role, name in given.items() if name}
    similar = [name for name in parameters["similarity"] or [] if name not in named]
    values = frames.variables(request.study, list(dict.fromkeys([*named.values(), *similar])))
    units = frames.units(request.study, request.grouping)[["unit", "unit_name", "region"]]
    table = units.merge(values, on="unit", how="left")
    for role, name in named.items():
        table[role] = table[name]
    # A region that nobody filled in is no region that two units share.
    table["region"] = table["region"].where(table["region"] != "")
    return table


def _settings(request: Request) -> "Settings":
    from analysis.methods.matching import Similarity  # noqa: PLC0415
    from analysis.methods.pairing import Settings  # noqa: PLC0415

    given = request.parameters
    return Settings(
        pairs=given["pairs"],
        similarity=tuple(Similarity(name, log=name in (given["log"] or [])) for name in given["similarity"] or []),
        p_max_high=given["p_max_high"],
        p_max_low=given["p_max_low"],
        min_persons=given["min_persons"],
        max_per_region=given["max_per_region"],
        forced_units=tuple(given["forced_units"] or ()),
        forced_pairs=tuple((part["high"], part["low"]) for part in _parts("forced_pairs", given, EDGE)),
        overrides=tuple(_overrides(request)),
    )


def _overrides(request: Request) -> "list[Override]":
    from analysis.methods.overrides import Override  # noqa: PLC0415

    across = bool(request.parameters["across_regions"])
    return [
        Override(
            pair=part["pair"],
            high=part["high"],
            low=part["low"],
            reason=part["reason"],
            author=request.by,
            across_regions=across,
        )
        for part in _parts("overrides", request.parameters, OVERRIDE)
    ]


def _excluded(request: Request) -> dict[str, dict[str, str]]:
    """Units left out: as the grouping has them, and as the parameter adds."""
    found: dict[str, dict[str, str]] = {}
    if request.grouping:
        members = request.grouping.members.filter(group=Group.EXCLUDED).select_related("unit")
        found = {member.unit.code: member.reason for member in members}
    for part in _parts("excluded", request.parameters, EXCLUSION):
        found[part["unit"]] = {request.study.main_language: part["reason"]}
    return found


def _parts(name: str, parameters: Mapping[str, Any], pattern: re.Pattern[str]) -> list[dict[str, str]]:
    """What a text parameter lists, apart by semicolons."""
    texts = [text.strip() for text in str(parameters[name] or "").split(";") if text.strip()]
    found = [(text, pattern.fullmatch(text)) for text in texts]
    wrong = [text for text, match in found if match is None]
    if wrong:
        help_text = next(str(parameter.help) for parameter in PARAMETERS if parameter.name == name)
        raise Refused(
            [
                Problem(gettext("%(name)s: “%(text)s” cannot be read.") % {"name": name, "text": text}, help_text)
                for text in wrong
            ]
        )
    return [{key: value.strip() for key, value in match.groupdict().items()} for _text, match in found if match]


def _with_reasons(members: "pd.DataFrame", excluded: Mapping[str, dict[str, str]]) -> "pd.DataFrame":
    from analysis.methods.notes import Note  # noqa: PLC0415

    reasons = [
        excluded[unit] if code == "stated" else said(Note(code, {"pair": pair} if code == "member_paired" else {}))
        for unit, code, pair in zip(members["unit"], members["reason_code"], members["pair"], strict=True)
    ]
    return with_texts(members, "reason", reasons)


PROCEDURE = Procedure(
    name="pairing",
    title=_("Pairing"),
    description=_("Proposes pairs of a high and a low unit from one region; you make a grouping of them."),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset({Source.GROUPING, Source.UNITS, Source.VARIABLES}),
    needs_grouping=False,
)
