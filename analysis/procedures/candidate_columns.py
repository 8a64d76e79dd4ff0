"""The columns of case selection's tables: fixed ones, some per criterion and origin, some per questionnaire."""

from collections.abc import Iterable, Mapping

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis.procedures import Column
from studies.models.cases import CaseStatus
from studies.texts import pick

Texts = dict[str, str]
STATUSES = {str(status): status.label for status in CaseStatus}
ORIGINS = {"computed": _("computed"), "stated": _("stated")}
HEAD = (
    Column("unit", _("Unit"), role="unit"),
    Column("unit_name", _("Name"), role="unit"),
    Column("group", _("Group"), kind="choice", role="group"),
    Column("met", _("Criteria met"), kind="count", role="x", words={"no_answers": _("none known")}),
    Column("partly", _("Partly met"), kind="count", role="note"),
    Column("known", _("Criteria known"), kind="count", role="n"),
    Column("criteria", _("Criteria"), kind="count", role="note"),
    Column("disagree", _("Stated and computed differ"), kind="count", role="note"),
)
TAIL = (
    Column("why_not", _("Why not"), kind="texts", role="note"),
    Column("partner", _("Partner"), role="unit"),
    Column("partner_name", _("Partner's name"), role="unit"),
    Column("rematched", _("Matched otherwise"), kind="bool", role="note"),
    Column("status", _("Status"), kind="choice", role="note", words=STATUSES),
    Column("reason", _("Reason"), kind="texts", role="note"),
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
    Column("unit_name", _("Name"), role="unit"),
    Column("exclusion", _("Exclusion"), role="key"),
    Column("label", _("Label"), kind="texts", role="note"),
    Column("reason", _("Reason"), kind="texts", role="note"),
    Column("source", _("Source"), kind="texts", role="note"),
    Column("origin", _("Computed or stated"), kind="choice", role="note"),
)


def candidates(
    names: Iterable[str], criteria: Mapping[str, Texts], questionnaires: Mapping[str, Texts]
) -> tuple[Column, ...]:
    """The columns called so, in this order."""
    found = [*HEAD, *TAIL]
    for code, label in criteria.items():
        for origin in ORIGINS:
            found += _of_criterion(code, label, origin)
    for form, title in questionnaires.items():
        found += _of_scores(form, title)
    known = {column.name: column for column in found}
    return tuple(known[name] for name in names)


def _of_criterion(code: str, label: Texts, origin: str) -> tuple[Column, Column]:
    words = {"criterion": _lazily(label), "origin": ORIGINS[origin]}
    name = f"{code}_{origin}"
    return (
        Column(name, format_lazy(_("{criterion} ({origin})"), **words), kind="choice"),
        Column(f"{name}_value", format_lazy(_("{criterion}: value ({origin})"), **words), kind="texts", role="note"),
    )


SCORES = (
    ("score", _("Score: {questionnaire}"), "number"),
    ("maximum", _("Out of: {questionnaire}"), "count"),
    ("rank", _("Rank: {questionnaire}"), "count"),
    ("respondents", _("Respondents: {questionnaire}"), "count"),
    ("score_note", _("Note on the score: {questionnaire}"), "texts"),
)


def _of_scores(form: str, title: Texts) -> tuple[Column, ...]:
    whose = _lazily(title)
    return tuple(
        Column(
            f"{name}_{form}",
            format_lazy(words, questionnaire=whose),
            kind=kind,
            role="note",
            decimals=1,
            whole_plain=True,
        )
        for name, words, kind in SCORES
    )


def _lazily(texts: Texts) -> object:
    return lazy(pick, str)(texts)
