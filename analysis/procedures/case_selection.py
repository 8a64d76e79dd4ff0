"""Case selection: every candidate with what each criterion says of it. A person chooses; the run never does."""

from django.utils.translation import gettext_lazy as _

from analysis.procedures import Kind, Outcome, Parameter, Procedure, Request, Source
from analysis.procedures.common import GROUPING
from analysis.procedures.tables import table

PARAMETERS = (
    Parameter(
        "units",
        Kind.UNITS,
        _("Candidates"),
        help=_(
            "Type high for the high group, all for every unit that is not excluded, or units' codes apart by commas."
        ),
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


def run(request: Request) -> Outcome:
    from analysis.methods.selection import candidates  # noqa: PLC0415 -- the worker's libraries are loaded in a run
    from analysis.procedures import candidate_columns, candidate_inputs, candidate_words  # noqa: PLC0415

    read = candidate_inputs.read(request)
    request.progress(60, str(_("comparing candidates")))
    result = candidates(
        read.units, read.criteria, chosen_from=read.chosen_from, statements=read.statements, scores=read.scores
    )
    found = candidate_inputs.with_words(result.tables, read)
    return Outcome(
        tables=(
            table(
                "candidates",
                _("Candidates"),
                candidate_columns.candidates(found["candidates"].columns, read.labels, read.questionnaires),
                found["candidates"],
                by_unit=True,
            ),
            table("criteria", _("Criteria"), candidate_columns.CRITERIA, found["criteria"], by_unit=True),
            table(
                "exclusions",
                _("Reasons against units"),
                candidate_columns.EXCLUSIONS,
                found["exclusions"],
                by_unit=True,
            ),
        ),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=(
            *candidate_words.with_audiences(result.notes, read.questionnaires),
            *candidate_words.chosen_all_the_same(found["exclusions"], read.cases),
            *read.notes,
        ),
        level=read.level,
        inputs=read.inputs,
        item_sets=read.item_sets,
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
