"""What the sources of runs look like now: every token that is asked for, in one read."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import CharField, Count, F, FloatField, Max, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

from analysis.models import Criterion, Item, Run, RunStatus
from studies.models import Grouping, Study, VariableValue
from surveys import revisions as surveys
from surveys.models import Questionnaire

Tokens = dict[str, str]
Rows = QuerySet[Any, Any]  # source, name, what is held, a number as exact as the database has it
Reader = Callable[[Study, set[str]], Iterable[Rows]]


def current(study: Study, keys: Iterable[str]) -> Tokens:
    """The token of each source, by key: a digest of what it holds, or of its newest change and its number.

    Keys are `grouping`, `units`, `forms`, `criteria`, `scores`, `items:FORM`, `answers:FORM`, `variable:NAME`.
    """
    held: dict[str, list[str]] = {key: [] for key in keys}
    for source, name, *content in _read(study, sorted(held)):
        held[f"{source}:{name}" if name else source].append(json.dumps(content, sort_keys=True))
    return {key: hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16] for key, rows in held.items()}


def newest_scores(study: Study) -> "QuerySet[Run]":
    """The newest finished score of each questionnaire."""
    done = Run.objects.filter(study=study, procedure="agreement_score", status=RunStatus.DONE).order_by()
    return done.filter(pk__in=done.values("parameters__questionnaire").annotate(newest=Max("pk")).values("newest"))


def _read(study: Study, keys: list[str]) -> Iterable[tuple[Any, ...]]:
    """All rows of all sources together; `keys` are sorted, so that a source's stand beside each other."""
    apart = (key.partition(":") for key in keys)
    parts = [
        rows
        for source, same in groupby(apart, lambda part: part[0])
        for rows in SOURCES[source](study, {name for _source, _colon, name in same})
    ]
    return parts[0].union(*parts[1:], all=True) if parts else ()


def _rows(
    source: str, held: QuerySet[Any], content: Combinable, *, name: Combinable | None = None, number: str = ""
) -> Rows:
    """Columns of the same types in every source, or the database could not put them under each other."""
    return held.order_by().values_list(
        Value(source, CharField()),
        name or Value("", CharField()),
        content,
        F(number) if number else Cast(Value(None), FloatField()),
    )


def _grouping(study: Study, _names: set[str]) -> Iterator[Rows]:
    yield _rows("grouping", Grouping.objects.filter(study=study, is_active=True), JSONObject(pk="pk"))


def _units(study: Study, _names: set[str]) -> Iterator[Rows]:
    yield _rows("units", study.units.all(), JSONObject(code="code", name="name", region="region"))


def _forms(study: Study, _names: set[str]) -> Iterator[Rows]:
    yield _rows("forms", Questionnaire.objects.filter(study=study), JSONObject(form="form_id"))


def _items(study: Study, names: set[str]) -> Iterator[Rows]:
    form = "questionnaire__form_id"
    of_forms = Item.objects.filter(study=study, **{f"{form}__in": names}).order_by().values(form)
    yield _rows("items", of_forms, JSONObject(n=Count("pk"), at=Max("updated_at")), name=F(form))


def _answers(study: Study, names: set[str]) -> Iterator[Rows]:
    for held in (surveys.versions(study, names), surveys.collections(study, names)):
        yield _rows("answers", held, F("revision"), name=F("form"))


def _variables(study: Study, names: set[str]) -> Iterator[Rows]:
    values = VariableValue.objects.filter(variable__study=study, variable__name__in=names)
    content = JSONObject(unit="unit__code", text="text")
    yield _rows("variable", values, content, name=F("variable__name"), number="number")


def _criteria(study: Study, _names: set[str]) -> Iterator[Rows]:
    own = {name: name for name in ("code", "label", "rule", "is_exclusion", "order")}
    content = JSONObject(**own, n=Count("stated"), at=Max("stated__updated_at"))
    yield _rows("criteria", Criterion.objects.filter(study=study), content)


def _scores(study: Study, _names: set[str]) -> Iterator[Rows]:
    yield _rows("scores", newest_scores(study), JSONObject(parameters="parameters"))


SOURCES: dict[str, Reader] = {
    "answers": _answers,
    "criteria": _criteria,
    "forms": _forms,
    "grouping": _grouping,
    "items": _items,
    "scores": _scores,
    "units": _units,
    "variable": _variables,
}
