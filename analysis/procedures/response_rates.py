"""Response rates: units answering of units asked, and respondents, by unit, audience and group."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analysis.disclosure import strictest
from analysis.procedures import Column, Kind, Outcome, Parameter, Procedure, Request, Source, Table
from analysis.procedures.common import GROUPING
from analysis.procedures.tables import table
from studies.models import Study, Unit
from surveys import selectors as surveys
from surveys.audiences import NAMES
from surveys.fieldwork.counting import Counter
from surveys.models import Collection, Questionnaire, SecondRule

if TYPE_CHECKING:
    import pandas as pd

PARAMETERS = (
    Parameter(
        "questionnaire",
        Kind.QUESTIONNAIRE,
        _("Questionnaire"),
        help=_("Which answers are counted."),
        blank=_("every questionnaire of the study"),
    ),
    GROUPING,
)
COUNTED = (
    Column("units_asked", _("Units asked"), kind="count", role="n"),
    Column(
        "units_answering", _("Units answering"), kind="count", role="x", words={"no_answers": _("no unit was asked")}
    ),
    Column("eligible", _("Persons asked"), kind="count", role="note"),
    Column("respondents", _("Respondents"), kind="count"),
    Column("largest", _("Most from one unit"), kind="count", role="note"),
)
GROUP = Column(
    "group",
    _("Group"),
    kind="choice",
    role="group",
    words={"": _("in no group")},
)
AUDIENCE = Column("audience", _("Audience"), kind="choice", role="key", words=NAMES)
AUDIENCES = (AUDIENCE, *COUNTED, Column("without_unit", _("Without a unit"), kind="count", role="note"))
GROUPS = (AUDIENCE, GROUP, *COUNTED)
RATES = (
    AUDIENCE,
    Column("group", _("Group"), kind="choice", role="group", words={"": _("in no group"), "all": _("all")}),
    Column("interviews", _("Complete"), kind="count", role="x"),
    Column("partial", _("Partial"), kind="count", role="note"),
    Column("base", _("Asked, by AAPOR"), kind="count", role="n"),
    Column("rr1", _("RR1"), kind="share", role="share", of="base"),
    Column("rr2", _("RR2"), kind="share", role="share", of="base"),
)
GAP = (
    AUDIENCE,
    Column("high_x", _("High, complete"), kind="count", role="x"),
    Column("high_n", _("High, asked"), kind="count", role="n"),
    Column("low_x", _("Low, complete"), kind="count", role="x"),
    Column("low_n", _("Low, asked"), kind="count", role="n"),
    Column("difference", _("Difference"), kind="number", role="measure"),
    Column("ci_low", _("from"), kind="number", role="measure"),
    Column("ci_high", _("to"), kind="number", role="measure"),
)
UNITS = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    GROUP,
    AUDIENCE,
    Column("asked", _("Asked"), kind="bool"),
    Column("answered", _("Answered"), kind="bool"),
    Column("eligible", _("Persons asked"), kind="count", role="note"),
    Column("respondents", _("Respondents"), kind="count"),
)


def run(request: Request) -> Outcome:
    from analysis import digests, frames  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them
    from analysis.methods.response_rates import response_rates  # noqa: PLC0415

    forms = list(request.study.questionnaires.all())
    if name := request.parameters.get("questionnaire"):
        forms = [form for form in forms if form.form_id == name]
    collections = list(
        Collection.objects.counting()
        .filter(version__questionnaire__in=forms)
        .select_related("study", "version__questionnaire")
    )
    units = frames.units(request.study, request.grouping)
    asked, blank = _asked(forms, collections), {pk for form in forms for pk in surveys.blank_responses(form)}
    answers, cases = _answers(forms, blank), _cases(request.study, collections, units)
    request.progress(50, str(_("counting")))
    result = response_rates(units, asked, answers)
    found = result.tables
    return Outcome(
        tables=(
            table("audiences", _("By audience"), AUDIENCES, found["audiences"]),
            table("groups", _("By audience and group"), GROUPS, found["groups"]),
            table("units", _("By unit"), UNITS, found["units"], by_unit=True),
            *_rates(cases),
        ),
        n_used=result.n_used,
        excluded=result.excluded | ({"blank": len(blank)} if blank else {}),
        notes=result.notes,
        level=strictest(collection.disclosure for collection in collections),
        inputs={
            "units": frames.units_digest(units),
            "asked": digests.frame(asked, asked.columns),
            "answers": digests.frame(answers, ("unit", "audience")),
            **({"cases": digests.frame(cases, cases.columns)} if len(cases) else {}),
        },
    )


def _asked(forms: list[Questionnaire], collections: list[Collection]) -> "pd.DataFrame":
    """One row per collection and unit; where one answers for a unit, one person was asked."""
    import pandas as pd  # noqa: PLC0415

    audiences = {form.pk: form.audience or form.form_id for form in forms}
    versions = dict(
        Collection.objects.filter(pk__in=[c.pk for c in collections]).values_list("pk", "version__questionnaire")
    )
    rows = [
        (code, audiences[versions[collection.pk]], 1.0 if collection.second_rule != SecondRule.MANY else None)
        for collection in collections
        for code in surveys.asked_units(collection).values_list("code", flat=True)
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(["unit", "audience", "eligible"]))
    return frame.astype({"unit": "string", "audience": "string", "eligible": "float64"})


def _cases(study: Study, collections: list[Collection], units: "pd.DataFrame") -> "pd.DataFrame":
    """What came of those invited, by unit and audience; no rows where nobody was."""
    import pandas as pd  # noqa: PLC0415

    groups = dict(zip(units["unit"], units["group"].fillna(""), strict=True))
    codes: dict[int | None, str] = dict(Unit.objects.filter(study=study).values_list("pk", "code"))
    rows = [
        (
            cell.audience,
            str(groups.get(codes.get(cell.unit, ""), "")),
            counts.cases.interviews,
            counts.cases.partial,
            counts.cases.base,
        )
        for cell, counts in sorted(Counter(collections).counts().items(), key=str)
        if counts.invited or counts.cases.total
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(["audience", "group", "interviews", "partial", "base"]))
    return frame.astype({"audience": "string", "group": "string", "base": "float64"})


def _rates(cases: "pd.DataFrame") -> "tuple[Table, ...]":
    from analysis.methods.outcome_rates import outcome_rates  # noqa: PLC0415

    if cases.empty:
        return ()
    found = outcome_rates(cases).tables
    rates = table("rates", _("Response rates by AAPOR's definitions"), RATES, found["rates"])
    gap = table("gap", _("High minus low, with a 95 per cent interval"), GAP, found["gap"])
    return (rates, gap) if gap.rows else (rates,)


def _answers(forms: list[Questionnaire], blank: set[int]) -> "pd.DataFrame":
    """Responses with at least one answer: a blank one is no answer of its unit."""
    import pandas as pd  # noqa: PLC0415

    rows = [
        (unit, form.audience or form.form_id, str(pk))
        for form in forms
        for pk, unit in surveys.answers_of(form).values_list("pk", "unit__code").iterator(chunk_size=20_000)
        if pk not in blank
    ]
    return pd.DataFrame(rows, columns=pd.Index(["unit", "audience", "respondent"])).astype("string")


PROCEDURE = Procedure(
    name="response_rates",
    title=_("Response rates"),
    description=_("Units answering of units asked, and respondents, by unit, audience and group."),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset({Source.GROUPING, Source.ANSWERS}),
    needs_grouping=False,
)
