"""Contrast: *8 of 9* in the high group beside *4 of 8* in the low group, item by item."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from analysis import selectors
from analysis.figures.spec import FigureSpec
from analysis.procedures import Kind, Outcome, Parameter, Procedure, Request, Source, contrast_columns
from analysis.procedures.common import GROUPING, QUESTIONNAIRE, SEED
from analysis.procedures.tables import table, with_texts
from studies.problems import Refused

if TYPE_CHECKING:
    import pandas as pd

    from analysis.methods.contrast import Settings

PARAMETERS = (
    QUESTIONNAIRE,
    Parameter(
        "item_set",
        Kind.ITEM_SET,
        _("Item set"),
        help=_("Which items are compared."),
        blank=_("all items of the questionnaire"),
    ),
    GROUPING,
    Parameter(
        "level",
        Kind.CHOICE,
        _("Count"),
        default="respondents",
        choices=(("respondents", _("respondents")), ("units", _("units, each by its own majority"))),
    ),
    Parameter(
        "test",
        Kind.CHOICE,
        _("Test"),
        help=_("Tests are shown when they are asked for; counts and classes stand first."),
        default="sign_flip",
        choices=(
            ("sign_flip", _("sign-flip within pairs")),
            ("permutation", _("permutation of labels over units")),
            ("fisher", _("Fisher, as if respondents were independent")),
            ("none", _("no test")),
        ),
    ),
    Parameter("clear", Kind.FLOAT, _("Clear from"), default=0.30, minimum=0, maximum=1),
    Parameter("tendency", Kind.FLOAT, _("Tendency from"), default=0.15, minimum=0, maximum=1),
    Parameter("needed", Kind.INT, _("Answers needed in each group"), default=5, minimum=1),
    Parameter("evidence", Kind.FLOAT, _("Evidence up to p or q"), default=0.20, minimum=0, maximum=1),
    SEED,
)


def run(request: Request) -> Outcome:
    import numpy as np  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them

    from analysis import frames  # noqa: PLC0415
    from analysis.methods.contrast import contrast  # noqa: PLC0415

    parameters = request.parameters
    level = parameters["level"]
    request.progress(5, str(_("reading answers")))
    survey = frames.survey(request.study, parameters["questionnaire"], _items(request))
    units = frames.units(request.study, request.grouping)
    if survey.one_per_unit:
        frames.refuse_several(survey, units)
    request.progress(50, str(_("counting")))
    result = contrast(
        units,
        survey.answers,
        survey.rules,
        settings=_settings(parameters, one_per_unit=survey.one_per_unit, mean_of_several=survey.mean_of_several),
        rng=np.random.default_rng(request.seed),
        asked=survey.asked,
    )
    labels = {item.code: item.label for item in survey.items}
    found = {name: _labelled(frame, labels) for name, frame in result.tables.items()}
    return Outcome(
        tables=(
            table("contrasts", _("Contrasts"), contrast_columns.contrasts(level), found["contrasts"]),
            table(
                "leave_largest_out",
                _("Without the unit with most respondents"),
                contrast_columns.left_out(level),
                found["leave_largest_out"],
                by_unit=True,
                single_answers=True,
            ),
            table(
                "units",
                _("Units behind the items"),
                contrast_columns.BY_UNIT,
                found["units"],
                by_unit=True,
                single_answers=True,
            ),
        ),
        figures=(FigureSpec("contrasts", "dumbbell", "contrasts"),),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=result.notes,
        level=survey.level,
        summary={str(name): int(count) for name, count in found["contrasts"]["class"].value_counts().items()},
        inputs={"units": frames.units_digest(units), **survey.inputs},
    )


def _items(request: Request) -> list[Any]:
    name = request.parameters.get("item_set")
    form_id = request.parameters["questionnaire"]
    found = selectors.items_in_set(request.study, name) if name else selectors.items(request.study, form_id)
    items = list(found)
    if not items:
        raise Refused(str(_("The questionnaire has no items: import items, or make some, and run again.")))
    return items


def _settings(parameters: Any, **rules: bool) -> "Settings":  # noqa: ANN401 -- parameters by name
    from analysis.methods.contrast import Settings  # noqa: PLC0415
    from analysis.methods.difference_class import Thresholds  # noqa: PLC0415

    limits = Thresholds(
        clear=parameters["clear"],
        tendency=parameters["tendency"],
        needed=parameters["needed"],
        evidence=parameters["evidence"],
    )
    return Settings(level=parameters["level"], test=parameters["test"], limits=limits, **rules)


def _labelled(frame: "pd.DataFrame", labels: dict[str, dict[str, str]]) -> "pd.DataFrame":
    return with_texts(frame, "label", [labels[item] for item in frame["item"]]) if "label" in frame else frame


PROCEDURE = Procedure(
    name="contrast",
    title=_("Contrasts"),
    description=_("Every item of a questionnaire in the high group beside the low group, with the stated rule."),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset({Source.GROUPING, Source.ANSWERS, Source.ITEMS}),
)
