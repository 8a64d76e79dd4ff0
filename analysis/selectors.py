"""Reads that more than one place needs: items, plans, runs, and whether a run is stale."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from analysis import revisions
from analysis.models import Item, ItemSet, ItemSetMember, Plan, Run, RunStatus
from studies.models import Grouping, Job, Study, Theme
from studies.models.jobs import JobStatus
from surveys import selectors as surveys
from surveys.models import Questionnaire, QuestionType
from surveys.selectors import QuestionInfo

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
    """Which finished runs of one study rest on something that has changed since: one query, however many runs."""
    done = [run for run in candidates if run.status == RunStatus.DONE]
    if not done:
        return set()
    now = revisions.current(done[0].study, {key for run in done for key in run.tokens})
    return {run.pk for run in done if any(now[key] != token for key, token in run.tokens.items())}


def score_parameters(study: Study) -> dict[str, dict[str, object]]:
    """How each questionnaire was scored last: the parameters of its newest finished score."""
    newest = revisions.newest_scores(study).values_list("parameters", flat=True)
    return {str(given.get("questionnaire")): given for given in newest}


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
    now = revisions.current(run.study, run.tokens)
    return [key for key, token in run.tokens.items() if now[key] != token]


def countable_questions(questionnaire: Questionnaire) -> dict[str, QuestionInfo]:
    """The questions an item can rest on: those of choices or numbers."""
    return {name: question for name, question in dictionary(questionnaire).items() if question.type in COUNTABLE}


def items_by_theme(study: Study, form_id: str = "") -> "list[tuple[Theme | None, list[Item]]]":
    """Items under their themes, in the themes' order; those without one come last."""
    found: dict[Theme | None, list[Item]] = {theme: [] for theme in study.themes.all()} | {None: []}
    for item in items(study, form_id):
        found[item.theme].append(item)
    return [(theme, listed) for theme, listed in found.items() if listed]
