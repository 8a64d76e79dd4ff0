"""Crosstab: the answers to each question, in all and by a background, each with its base in words."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis.procedures import Column, Kind, Outcome, Parameter, Procedure, Request, Source
from analysis.procedures.common import GROUPING, QUESTIONNAIRE
from analysis.procedures.tables import table
from studies.texts import pick

if TYPE_CHECKING:
    from analysis.procedures.crosstab_background import Background

PARAMETERS = (
    QUESTIONNAIRE,
    Parameter(
        "questions",
        Kind.QUESTION,
        _("Questions"),
        help=_("Names apart by commas. Blank: all questions of choices."),
        many=True,
    ),
    Parameter(
        "by",
        Kind.BACKGROUND,
        _("By"),
        help=_("A question, a variable of the units, group, or region. Blank: all respondents together."),
    ),
    Parameter(
        "cuts",
        Kind.FLOAT,
        _("Cut numbers at"),
        help=_("Where the background is a number: 30, 40 makes below 30, 30 to below 40, and 40 or more."),
        many=True,
    ),
    GROUPING,
    Parameter(
        "denominator",
        Kind.CHOICE,
        _("Percent of"),
        default="valid",
        choices=(("valid", _("those who answered")), ("asked", _("all who were asked"))),
    ),
    Parameter(
        "test",
        Kind.CHOICE,
        _("Test"),
        help=_("Exploratory. Only with a background."),
        default="none",
        choices=(("none", _("no test")), ("chi2", _("chi-square")), ("fisher", _("Fisher, two by two"))),
    ),
    Parameter(
        "exclusive",
        Kind.TEXT,
        _("Choices that stand alone"),
        help=_("Codes apart by commas: marked together with another choice they are listed as errors."),
        default=["none", "dont_know"],
        many=True,
    ),
    Parameter(
        "language",
        Kind.TEXT,
        _("Language of questions and answers"),
        help=_("A language code of the study. Blank: the reader's own."),
    ),
)
HEAD = (
    Column("question", _("Question"), role="block"),
    Column("label", _("Label"), kind="texts", role="note"),
    Column("choice", _("Code"), role="key"),
    Column("answer", _("Answer"), kind="texts", role="key"),
)
TAIL = (
    Column("base", _("Base"), kind="texts"),
    Column("kind", _("Kind"), role="note"),
    Column("row", _("Row"), role="note"),
    Column("base_key", _("Asked of"), role="note"),
)
RESPONSES = (
    Column("responses_n", _("Marks in all"), kind="count", role="note"),
    Column("responses_percent", _("Of all marks, %"), kind="share", of="all_n"),
)
TESTS = (
    Column("statistic", _("Chi-square"), kind="number", decimals=2),
    Column("df", _("Degrees of freedom"), kind="number", decimals=0),
    Column("p", _("p, exploratory"), kind="p"),
    Column("smallest_expected", _("Smallest expected count"), kind="number", decimals=1),
)
ERRORS = (
    Column("question", _("Question"), role="key"),
    Column("respondent", _("Respondent"), role="key"),
    Column(
        "error",
        _("Error"),
        kind="choice",
        words={
            "not_asked": _("answered without having been asked"),
            "contradictory": _("a choice that stands alone, marked with another"),
        },
    ),
    Column("answer", _("Answer")),
)


def run(request: Request) -> Outcome:
    from analysis import digests, frames  # noqa: PLC0415 -- the worker's libraries are loaded when a run needs them
    from analysis.methods.crosstab import crosstab  # noqa: PLC0415
    from analysis.procedures import crosstab_background, crosstab_words  # noqa: PLC0415

    given = request.parameters
    request.progress(5, str(_("reading answers")))
    survey = frames.answered(request.study, given["questionnaire"])
    questions = crosstab_words.questions(survey.dictionary, given["questions"], given["exclusive"])
    background = crosstab_background.read(request, survey) if given["by"] else None
    request.progress(50, str(_("counting")))
    result = crosstab(
        survey.answers,
        questions,
        asked=survey.asked,
        background=background.column if background else None,
        denominator=given["denominator"],
        test=given["test"],
    )
    words = crosstab_words.Words(survey, result.tables["bases"], str(given["language"] or ""))
    several = any(question.multiple for question in questions)
    columns = (*HEAD, *_counts(background, result.tables["answers"].columns), *(RESPONSES if several else ()))
    columns += (*(TESTS if background and given["test"] != "none" else ()), *TAIL)
    return Outcome(
        tables=(
            table("answers", _title(background), columns, words.said(result.tables["answers"])),
            table("errors", _("Answers that cannot be"), ERRORS, result.tables["errors"], by_unit=True),
        ),
        n_used=result.n_used,
        excluded=result.excluded,
        notes=result.notes,
        level=survey.level,
        inputs={
            f"answers:{given['questionnaire']}": survey.digest(question.name for question in questions),
            "background": digests.canonical(background.content(survey.answers) if background else []),
        },
    )


def _counts(background: "Background | None", names: Any) -> tuple[Column, ...]:  # noqa: ANN401 -- a frame's columns
    """Per column of persons: so many of so many, and the percentage."""
    titles: dict[str, Any] = {"all": _("All")}
    if background:
        titles |= {f"g{place}": lazy(pick, str)(label) for place, label in enumerate(background.labels, start=1)}
        titles |= {"unknown": _("not known")}
    return tuple(
        column
        for name, title in titles.items()
        if f"{name}_x" in names
        for column in (
            Column(f"{name}_x", title, kind="count", role="x"),
            Column(f"{name}_n", format_lazy("{}: {}", title, _("of")), kind="count", role="n"),
            Column(f"{name}_percent", format_lazy("{}, %", title), kind="share", of=f"{name}_n"),
        )
    )


def _title(background: "Background | None") -> Any:  # noqa: ANN401 -- a lazy text
    if background is None:
        return _("Answers")
    return format_lazy(_("Answers by: {background}"), background=lazy(pick, str)(background.title))


PROCEDURE = Procedure(
    name="crosstab",
    title=_("Crosstab"),
    description=_("The answers to each question, by a background, of those who were asked it."),
    parameters=PARAMETERS,
    run=run,
    reads=frozenset({Source.GROUPING, Source.UNITS, Source.ANSWERS, Source.VARIABLES}),
    needs_grouping=False,
)
