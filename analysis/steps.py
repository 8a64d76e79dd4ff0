"""What the analysis adds to the chain: contrasts, case selection, report. Three reads, however many runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.models import Item, Run, RunStatus
from studies.chain import State, Step
from studies.models import Case, Grouping, Study, User
from studies.models.cases import CaseStatus
from studies.permissions import Permission, can
from surveys.models import Response, ResponseStatus

SHOWN = ("contrast", "case_selection")
WAITING = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})
IN_USE = (CaseStatus.CHOSEN, CaseStatus.ASKED, CaseStatus.ACCEPTED)
RUNS_READ = 60


@dataclass(frozen=True, slots=True)
class Newest:
    """When the sources of runs changed last, and which grouping is active."""

    grouping: int | None
    answers: datetime | None
    items: datetime | None


def steps(study: Study, user: User) -> Iterator[Step]:
    if not can(user, Permission.VIEW_RESULTS, study=study):
        return
    runs = _runs(study, everything=can(user, Permission.VIEW_ALL_RUNS, study=study))
    newest = _newest(study) if runs else Newest(None, None, None)
    contrasts = _latest([run for run in runs if run["procedure"] == "contrast"])
    clear = sum(run["summary"].get("clear", 0) for run in contrasts if run["status"] == RunStatus.DONE)
    done = any(run["status"] == RunStatus.DONE for run in contrasts)
    yield Step(
        "contrasts",
        _("Contrasts"),
        _state(contrasts, newest),
        ngettext("%(n)d clear", "%(n)d clear", clear) % {"n": clear} if done else "",
        reverse("analysis:contrasts", args=[study.slug]),
        50,
    )
    yield _selection(study, [run for run in runs if run["procedure"] == "case_selection"][:1], newest)
    yield Step("report", _("Report"), State.EMPTY, "", reverse("analysis:plans", args=[study.slug]), 90)


def _selection(study: Study, runs: list[dict], newest: Newest) -> Step:
    cases = list(Case.objects.filter(study=study, status__in=IN_USE).values_list("partner_id", flat=True))
    partners = sum(partner is not None for partner in cases)
    state = _state(runs, newest)
    if cases and state is State.EMPTY:
        state = State.UNDER_WAY
    return Step(
        "selection",
        _("Case selection"),
        state,
        f"{len(cases)} + {partners}" if cases else "",
        reverse("analysis:selection", args=[study.slug]),
        60,
    )


def _runs(study: Study, *, everything: bool) -> list[dict]:
    """The newest runs of what the chain shows; for readers those that are published."""
    found = Run.objects.filter(study=study, procedure__in=SHOWN).exclude(
        status__in=[RunStatus.FAILED, RunStatus.CANCELLED]
    )
    if not everything:
        found = found.filter(published_at__isnull=False)
    began = Coalesce("job__started_at", "created_at")
    rows = found.order_by("-pk").values(
        "procedure", "parameters", "summary", "status", "grouping_id", "plan__grouping_id", began=began
    )
    return [dict(row) for row in rows[:RUNS_READ]]


def _latest(runs: list[dict]) -> list[dict]:
    """The newest run of each questionnaire; one that waits stands back for one that is done."""
    found: dict[str, dict] = {}
    for run in sorted(runs, key=lambda run: run["status"] in WAITING):
        found.setdefault(str(run["parameters"].get("questionnaire")), run)
    return list(found.values())


def _newest(study: Study) -> Newest:
    """When answers and items changed last: enough for the chain to see a run behind; the run's page is exact."""
    responses = Response.objects.filter(collection__study=OuterRef("pk"), status=ResponseStatus.COMPLETE).order_by()
    items = Item.objects.filter(study=OuterRef("pk")).order_by()
    row = (
        Study.objects.filter(pk=study.pk)
        .values_list(
            Subquery(Grouping.objects.filter(study=OuterRef("pk"), is_active=True).values("pk")[:1]),
            Subquery(responses.values("collection__study").annotate(at=Max("updated_at")).values("at")),
            Subquery(items.values("study").annotate(at=Max("updated_at")).values("at")),
        )
        .get()
    )
    return Newest(*row)


def _state(runs: list[dict], newest: Newest) -> State:
    done = [run for run in runs if run["status"] == RunStatus.DONE]
    if not done:
        return State.UNDER_WAY if runs else State.EMPTY
    return State.STALE if any(_behind(run, newest) for run in done) else State.DONE


def _behind(run: dict, newest: Newest) -> bool:
    other_groups = run["plan__grouping_id"] is None and run["grouping_id"] != newest.grouping
    return other_groups or any(at is not None and at > run["began"] for at in (newest.answers, newest.items))
