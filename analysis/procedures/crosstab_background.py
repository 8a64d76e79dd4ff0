"""What a crosstab is broken down by: a question, a variable of the units, their group or region. Jobs only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from analysis import digests, frames
from analysis.procedures import Request
from studies.models import Group, Variable
from studies.problems import Problem, Refused
from studies.texts import in_all_languages
from surveys.models import QuestionType
from surveys.selectors import QuestionInfo

Texts = dict[str, str]
MOST = 12  # categories side by side
AS_THEY_ARE = 6  # different numbers that need no cuts


@dataclass(frozen=True, slots=True)
class Background:
    """`column`: of each respondent the category, in the order of `labels`."""

    title: Texts
    column: "pd.Series[Any]"
    labels: list[Texts]

    def content(self, answers: pd.DataFrame) -> list[object]:
        """What of it decides a result, for the digest."""
        placed = pd.DataFrame({"respondent": answers["respondent"], "category": self.column.astype("string")})
        return [self.labels, digests.frame(placed, ("respondent", "category"))]


def read(request: Request, survey: frames.Answered) -> Background:
    """Raises Refused where numbers need cuts, or where there are more categories than can stand side by side."""
    name, cuts = request.parameters["by"], sorted(set(request.parameters["cuts"] or []))
    if name in survey.dictionary:
        found = _of_question(survey.dictionary[name], survey.answers[name], cuts)
    elif name in {"group", "region"}:
        found = _of_units(request, survey, name)
    else:
        found = _of_variable(request, survey, name, cuts)
    if not 0 < len(found.labels) <= MOST:
        raise Refused(
            Problem(
                _("by: %(name)s has %(count)d categories; 1 to %(most)d can stand side by side.")
                % {"name": name, "count": len(found.labels), "most": MOST},
                str(_("Choose another background, or cut its numbers.")),
            )
        )
    return found


def _of_question(info: QuestionInfo, column: "pd.Series[Any]", cuts: Sequence[float]) -> Background:
    if info.type != QuestionType.SELECT_ONE:
        missing = [float(code) for code in info.missing_codes if _is_number(code)]
        return _of_numbers(dict(info.label) or {"en": info.name}, info.name, column.mask(column.isin(missing)), cuts)
    codes = [code for code in info.choices if code not in info.missing_codes]
    placed = pd.Series(pd.Categorical(column.astype(object).where(column.isin(codes), None), codes))
    return Background(dict(info.label) or {"en": info.name}, placed, [info.choices[c] or {"en": c} for c in codes])


def _is_number(code: str) -> bool:
    return code.lstrip("-").replace(".", "", 1).isdigit()


def _of_units(request: Request, survey: frames.Answered, name: str) -> Background:
    units = frames.units(request.study, request.grouping)
    values = survey.answers["unit"].map(units.set_index("unit")[name]).astype(object)
    known = set(values.dropna())
    if name == "group":
        order = [group for group in Group.values if group in known]
        labels = [in_all_languages(Group(group).label) for group in order]
        return Background(in_all_languages(_("Group")), pd.Series(pd.Categorical(values, order)), labels)
    order = sorted(value for value in known if value)
    placed = pd.Series(pd.Categorical(values.where(values.isin(order), None), order))
    return Background(in_all_languages(_("Region")), placed, [{"en": region} for region in order])


def _of_variable(request: Request, survey: frames.Answered, name: str, cuts: Sequence[float]) -> Background:
    variable = Variable.objects.get(study=request.study, name=name)
    values = survey.answers["unit"].map(frames.variables(request.study, [name]).set_index("unit")[name])
    title = dict(variable.label) or {"en": name}
    if pd.api.types.is_numeric_dtype(values):
        return _of_numbers(title, name, values, cuts)
    order = sorted({str(value) for value in values.dropna()})
    return Background(
        title, pd.Series(pd.Categorical(values.astype(object), order)), [{"en": text} for text in order]
    )


def _of_numbers(title: Texts, name: str, values: "pd.Series[Any]", cuts: Sequence[float]) -> Background:
    numbers = pd.to_numeric(values).astype("float64")
    if cuts:
        edges = [-np.inf, *cuts, np.inf]
        placed = pd.Series(pd.cut(numbers, edges, right=False, labels=range(len(cuts) + 1)))
        return Background(title, placed, [_between(low, high) for low, high in pairwise(edges)])
    order = sorted(set(numbers.dropna()))
    if len(order) > AS_THEY_ARE:
        raise Refused(
            Problem(
                _("cuts: %(name)s has %(count)d different numbers.") % {"name": name, "count": len(order)},
                str(_("Say where to cut them, for example 30, 40.")),
            )
        )
    return Background(title, pd.Series(pd.Categorical(numbers, order)), [{"en": _plain(n)} for n in order])


def _between(low: float, high: float) -> Texts:
    if not np.isfinite(low):
        return in_all_languages(format_lazy(_("below {high}"), high=_plain(high)))
    if not np.isfinite(high):
        return in_all_languages(format_lazy(_("{low} or more"), low=_plain(low)))
    return in_all_languages(format_lazy(_("{low} to below {high}"), low=_plain(low), high=_plain(high)))


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
