"""Agreement score: on how many items a unit answers like the majority of the high group."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from analysis import selectors
from analysis.figures.spec import FigureSpec
from analysis.models import ItemSet
from analysis.procedures import Column, Kind, Outcome, Parameter, Procedure, Request, Source
from analysis.procedures.common import GROUPING, QUESTIONNAIRE, SEED
from analysis.procedures.tables import said, table, with_texts

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from analysis.frames import Survey
    from analysis.methods.notes import Note
    from analysis.methods.result import Result

SCORE_PARAMETERS = (
    Parameter(
        "basis",
        Kind.CHOICE,
        _("The majority is of"),
        default="units",
        choices=(("units", _("units")), ("respondents", _("respondents"))),
    ),
    Parameter(
        "reference",
        Kind.CHOICE,
        _("Reference answer"),
        default="majority",
        choices=(
            ("majority", _("what most of the high group answer")),
            ("towards_high", _("what the high group answers more often than the low group")),
        ),
    ),
    Parameter(
        "loo_majority",
        Kind.BOOL,
        _("Leave a unit out of its own majority"),
        default=False,
    ),
    Parameter(
        "denominator",
        Kind.CHOICE,
        _("A missing answer"),
        default="all",
        choices=(("all", _("scores nothing")), ("answered", _("is left out of what is counted"))),
    ),
)
PARAMETERS = (
    QUESTIONNAIRE,
    Parameter(
        "item_set",
        Kind.ITEM_SET,
        _("Item set"),
        help=_("The items that score."),
        blank=_("the questionnaire's only set"),
        required=True,
    ),
    GROUPING,
    *SCORE_PARAMETERS,
    Parameter(
        "rank_groups",
        Kind.CHOICE,
        _("Groups ranked"),
        default=["high"],
        choices=(("high", _("high score")), ("low", _("low score")), ("middle", _("middle group"))),
        many=True,
    ),
    SEED,
)
SCORES = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("group", _("Group"), kind="choice", role="group"),
    Column("score", _("Score"), kind="number", decimals=1, whole_plain=True),
    Column("maximum", _("Of"), kind="count"),
    Column("rank", _("Rank"), kind="count"),
    Column("respondents", _("Respondents"), kind="count", role="note"),
    Column("of_answered", _("Of answered items"), kind="share", role="share", of="answered_items"),
    Column("answered_items", _("Items answered"), kind="number", role="note", decimals=1, whole_plain=True),
    Column("note", _("Note"), kind="texts", role="note"),
)
REFERENCE = (
    Column("item", _("Item"), role="key"),
    Column("label", _("Label"), kind="texts", role="note"),
    Column("theme", _("Theme"), role="group"),
    Column("reference", _("Reference answer"), kind="choice"),
    Column("high_yes", _("High: yes"), kind="count", role="x"),
    Column("high_n", _("High: of"), kind="count", role="n"),
    Column("low_yes", _("Low: yes"), kind="count", role="x"),
    Column("low_n", _("Low: of"), kind="count", role="n"),
    Column("low_majority", _("Majority of the low group"), kind="choice", words={"tie": _("evenly divided")}),
    Column("same_in_low", _("The same in the low group"), kind="bool", role="note", derived=True),
    Column("used", _("Used"), kind="bool", role="note", derived=True),
    Column(
        "dropped",
        _("Why left out"),
        kind="choice",
        role="note",
        derived=True,
        words={"tie": _("the high group is evenly divided"), "no_answers": _("no answers")},
    ),
)


def run(request: Request) -> Outcome:
    from analysis import frames  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    name = request.parameters["item_set"]
    request.progress(5, str(_("reading answers")))
    survey = frames.survey(
        request.study, request.parameters["questionnaire"], selectors.items_in_set(request.study, name)
    )
    units = frames.units(request.study, request.grouping)
    request.progress(50, str(_("scoring")))
    result = score(survey, units, request.parameters)
    labels = {item.code: item.label for item in survey.items}
    reference, scores = result.tables["reference"], result.tables["scores"]
    return Outcome(
        tables=(
            table("scores", _("Scores"), SCORES, with_notes(scores), by_unit=True, notes=_below(scores)),
            table(
                "reference",
                _("Reference answers"),
                REFERENCE,
                with_texts(reference, "label", [labels[item] for item in reference["item"]]),
            ),
        ),
        figures=(FigureSpec("scores", "ranking", "scores"),),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=result.notes,
        level=survey.level,
        inputs={"units": frames.units_digest(units), **survey.inputs},
        item_sets=tuple(ItemSet.objects.filter(study=request.study, name=name).values_list("pk", flat=True)),
    )


def score(
    survey: "Survey",
    units: "pd.DataFrame",
    parameters: Any,  # noqa: ANN401 -- parameters by name
    beside: "Collection[str]" = (),
) -> "Result":
    """The scores of one questionnaire; case selection computes its own by the same road."""
    from analysis.methods.agreement import Settings, agreement  # noqa: PLC0415

    settings = Settings(
        basis=parameters["basis"],
        reference=parameters["reference"],
        loo_majority=parameters["loo_majority"],
        denominator=parameters["denominator"],
        rank_groups=tuple(parameters.get("rank_groups") or ("high",)),
    )
    return agreement(units, survey.answers, survey.rules, settings=settings, beside=beside)


def _below(scores: "pd.DataFrame") -> "tuple[Note, ...]":
    """Said once below the table instead of at every unit."""
    from analysis.methods.notes import Note  # noqa: PLC0415

    ranked = scores.loc[scores["rank"].notna(), "score"]
    said_of = {
        "ranked_unrounded": bool((ranked % 1 != 0).any()),
        "outside_ranked": bool(scores["note_codes"].str.contains("unit_not_ranked").any()),
    }
    return tuple(Note(code) for code, holds in said_of.items() if holds)


def with_notes(scores: "pd.DataFrame") -> "pd.DataFrame":
    """The notes of each unit in every language, from their codes."""
    from analysis.methods.agreement import ENOUGH_ANSWERED  # noqa: PLC0415
    from analysis.methods.notes import Note  # noqa: PLC0415

    percent: dict[str, str | int | float] = {"percent": round(100 * ENOUGH_ANSWERED)}
    notes = [
        said(*(Note(code, percent if code == "unit_answered_less" else {}) for code in codes.split()))
        for codes in scores["note_codes"]
    ]
    return with_texts(scores, "note", notes)


PROCEDURE = Procedure(
    name="agreement_score",
    title=_("Agreement scores"),
    description=_("On how many items of a set each unit answers like the majority of the high group."),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset({Source.GROUPING, Source.ANSWERS, Source.ITEMS}),
)
