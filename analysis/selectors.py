"""Reads that more than one place needs: items, plans, runs, and whether a run is stale."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from django.db.models import Count, Max, Prefetch, QuerySet

from analysis.models import Criterion, Item, ItemSet, ItemSetMember, Plan, Run, RunStatus
from studies.models import Grouping, Job, Study, Theme, VariableValue
from studies.models.jobs import JobStatus
from surveys import selectors as surveys
from surveys.models import Questionnaire, QuestionType
from surveys.selectors import QuestionInfo

Tokens = dict[str, str]
_Reader = Callable[[Study, set[str]], Tokens]
COUNTABLE = frozenset({
    QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE, QuestionType.INTEGER, QuestionType.DECIMAL,
    QuestionType.SCALE,
})  # fmt: skip


def active_grouping(study: Study) -> Grouping | None:
    return study.groupings.filter(is_active=True).first()


def form_ids(study: Study) -> list[str]:
    return list(study.questionnaires.values_list("form_id", flat=True))


def item_set_names(study: Study, form_id: str = "") -> list[str]:
    sets = ItemSet.objects.filter(study=study)
    return list((sets.filter(questionnaire__form_id=form_id) if form_id else sets).values_list("name", flat=True))


def dictionary(questionnaire: Questionnaire) -> dict[str, QuestionInfo]:
    """The questionnaire's questions by name, joined over its versions."""
    return {question.name: question for question in surveys.data_dictionary(questionnaire)}


def items(study: Study, form_id: str = "") -> "QuerySet[Item]":
    found = Item.objects.filter(study=study).select_related("questionnaire", "theme").prefetch_related("sets")
    return found.filter(questionnaire__form_id=form_id) if form_id else found


def items_in_set(study: Study, name: str) -> "QuerySet[Item]":
    return items(study).filter(memberships__item_set__study=study, memberships__item_set__name=name)


def item_sets(study: Study) -> "QuerySet[ItemSet]":
    members = ItemSetMember.objects.select_related("item")
    return (
        ItemSet.objects.filter(study=study)
        .select_related("questionnaire")
        .prefetch_related(Prefetch("members", queryset=members))
    )


def used_items(study: Study) -> set[int]:
    """Items of sets that a score has used: their rules are frozen."""
    members = ItemSetMember.objects.filter(item_set__study=study, item_set__frozen_at__isnull=False)
    return set(members.values_list("item_id", flat=True))


def plans(study: Study) -> "QuerySet[Plan]":
    runs = Run.objects.defer("notes", "excluded").select_related("job", "grouping")
    return (
        Plan.objects.filter(study=study)
        .select_related("grouping", "created_by")
        .prefetch_related(Prefetch("runs", queryset=runs))
    )


def runs(study: Study) -> "QuerySet[Run]":
    return Run.objects.filter(study=study).select_related("study", "job", "grouping", "requested_by")


def newest_run(study: Study, procedure: str, **parameters: str) -> Run | None:
    """The newest finished run of a procedure with these parameters."""
    done = runs(study).filter(procedure=procedure, status=RunStatus.DONE)
    for name, value in parameters.items():
        done = done.filter(**{f"parameters__{name}": value})
    return done.first()


def picture_key(run: Run) -> str:
    """What the job that draws the run's PNGs is found by."""
    return f"analysis.draw_pictures of run {run.pk}"


def picture_job(run: Run) -> Job | None:
    return Job.objects.filter(key=picture_key(run)).first()


def undrawn(run: Run) -> Job | None:
    """The job that has not drawn the run's PNGs: it waits, works, or could not."""
    job = picture_job(run)
    return None if job is None or job.status == JobStatus.DONE else job


def is_stale(run: Run) -> bool:
    return bool(stale_ids([run]))


def stale_ids(candidates: Iterable[Run]) -> set[int]:
    """Which finished runs of one study rest on something that has changed since: a few queries, however many runs."""
    done = [run for run in candidates if run.status == RunStatus.DONE]
    if not done:
        return set()
    keys = {key for run in done for key in run.tokens}
    known = _active_token(done)
    now = known | current_tokens(done[0].study, keys - known.keys())
    return {run.pk for run in done if any(now.get(key) != token for key, token in run.tokens.items())}


def _active_token(runs: Iterable[Run]) -> Tokens:
    """The active grouping's token, where it was read along with a run."""
    is_read = Run._meta.get_field("grouping").is_cached
    read = (run.grouping for run in runs if is_read(run))
    return next(({"grouping": str(found.pk)} for found in read if found and found.is_active), {})


def current_tokens(study: Study, keys: Iterable[str]) -> Tokens:
    """What each source of a run looks like now: newest change and count, or a digest where that is small.

    Keys are `grouping`, `units`, `forms`, `criteria`, `scores`, `items:FORM`, `answers:FORM`, `variable:NAME`.
    """
    asked = set(keys)
    wanted: dict[_Reader, set[str]] = {}
    for key in asked:
        source, _colon, name = key.partition(":")
        wanted.setdefault(_TOKENS[source], set()).add(name)
    found: Tokens = {}
    for read, names in wanted.items():
        found |= read(study, names)
    return {key: token for key, token in found.items() if key in asked}


def _grouping_token(study: Study, _names: set[str]) -> Tokens:
    active = active_grouping(study)
    return {"grouping": str(active.pk) if active else ""}


def _units_token(study: Study, _names: set[str]) -> Tokens:
    return {"units": _digest(list(study.units.order_by("code").values_list("code", "name", "region")))}


def _criteria_token(study: Study, _names: set[str]) -> Tokens:
    criteria = Criterion.objects.filter(study=study).annotate(n=Count("stated"), at=Max("stated__updated_at"))
    told = criteria.values_list("code", "label", "rule", "is_exclusion", "order", "n", "at")
    return {"criteria": _digest([[*rest, str(at)] for *rest, at in told])}


def score_parameters(study: Study) -> dict[str, dict[str, object]]:
    """How each questionnaire was scored last: the parameters of its newest finished score."""
    done = Run.objects.filter(study=study, procedure="agreement_score", status=RunStatus.DONE).order_by("pk")
    return {str(given.get("questionnaire")): given for given in done.values_list("parameters", flat=True)}


def _scores_token(study: Study, _names: set[str]) -> Tokens:
    return {"scores": _digest(score_parameters(study))}


def _form_tokens(study: Study, names: set[str]) -> Tokens:
    """Which questionnaires there are, and the items of each: one read for both."""
    forms = Questionnaire.objects.filter(study=study).order_by()
    found = {
        form_id: f"{n} {at.isoformat()}" if at else "0"
        for form_id, n, at in forms.values_list("form_id").annotate(Count("items"), Max("items__updated_at"))
    }
    return {"forms": " ".join(sorted(found)), **{f"items:{name}": found.get(name, "0") for name in names if name}}


def _answer_tokens(study: Study, names: set[str]) -> Tokens:
    return {f"answers:{form}": token for form, token in surveys.revision_tokens(study, names).items()}


def _variable_tokens(study: Study, names: set[str]) -> Tokens:
    values: dict[str, list[object]] = {name: [] for name in names}
    rows = VariableValue.objects.filter(variable__study=study, variable__name__in=names).order_by("unit__code")
    for name, *value in rows.values_list("variable__name", "unit__code", "number", "text"):
        values[name].append(value)
    return {f"variable:{name}": _digest(rows) for name, rows in values.items()}


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


_TOKENS: dict[str, _Reader] = {
    "grouping": _grouping_token,
    "units": _units_token,
    "forms": _form_tokens,
    "criteria": _criteria_token,
    "scores": _scores_token,
    "items": _form_tokens,
    "answers": _answer_tokens,
    "variable": _variable_tokens,
}


def with_staleness(candidates: Iterable[Run]) -> list[Run]:
    """The runs, each with `is_stale`."""
    listed = list(candidates)
    stale = stale_ids(listed)
    for run in listed:
        run.is_stale = run.pk in stale  # type: ignore[attr-defined]
    return listed


def state(run: Run) -> str:
    """The word for the run's state; `stale` where an input has changed since."""
    return "stale" if getattr(run, "is_stale", False) else run.status


def sources_changed(run: Run) -> list[str]:
    """Which sources differ from what the run read, by key."""
    now: Mapping[str, str] = current_tokens(run.study, run.tokens)
    return [key for key, token in run.tokens.items() if now.get(key) != token]


def countable_questions(questionnaire: Questionnaire) -> dict[str, QuestionInfo]:
    """The questions an item can rest on: those of choices or numbers."""
    return {name: question for name, question in dictionary(questionnaire).items() if question.type in COUNTABLE}


def items_by_theme(study: Study, form_id: str = "") -> "list[tuple[Theme | None, list[Item]]]":
    """Items under their themes, in the themes' order; those without one come last."""
    found: dict[Theme | None, list[Item]] = {theme: [] for theme in study.themes.all()} | {None: []}
    for item in items(study, form_id):
        found[item.theme].append(item)
    return [(theme, listed) for theme, listed in found.items() if listed]
