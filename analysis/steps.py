"""What the analysis adds to the chain: contrasts, case selection, report. A few reads, however many runs."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis import disclosure, headlines, selectors
from analysis.models import Run, RunStatus
from studies.chain import State, Step
from studies.models import Case, Study, User
from studies.models.cases import CaseStatus
from studies.permissions import Permission, can

SHOWN = ("contrast", "case_selection")
WAITING = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})
IN_USE = (CaseStatus.CHOSEN, CaseStatus.ASKED, CaseStatus.ACCEPTED)
RUNS_READ = 60


def steps(study: Study, user: User) -> Iterator[Step]:
    if not can(user, Permission.VIEW_RESULTS, study=study):
        return
    everything = can(user, Permission.VIEW_ALL_RUNS, study=study)
    runs = _runs(study, everything=everything)
    contrasts = _latest([run for run in runs if run.procedure == "contrast"])
    selections = [run for run in runs if run.procedure == "case_selection"][:1]
    stale = selectors.stale_ids([*contrasts, *selections])
    done = [run for run in contrasts if run.status == RunStatus.DONE]
    yield Step(
        "contrasts",
        _("Contrasts"),
        _state(contrasts, stale),
        _headline(done, team=disclosure.shows_all(study, team=disclosure.is_team(user, study))),
        reverse("analysis:contrasts", args=[study.slug]),
        50,
    )
    yield _selection(study, selections, stale)
    yield _report(study, _finished(study, runs, everything=everything), stale=bool(stale))


def _report(study: Study, number: int, *, stale: bool) -> Step:
    """What can be reported: the finished runs of every analysis; stale as soon as the chain is."""
    state = State.STALE if stale else State.DONE
    return Step(
        "report",
        _("Report"),
        state if number else State.EMPTY,
        ngettext("%(n)d analysis", "%(n)d analyses", number) % {"n": number} if number else "",
        reverse("analysis:plans", args=[study.slug]),
        90,
    )


def _headline(contrasts: list[Run], *, team: bool) -> str:
    """Others than the team are told of the classes that they may see, and how many are hidden."""
    counts = [run.summary if team else headlines.of_run(run, team=False) for run in contrasts]
    told = [each for each in counts if team or each.get("shown")]
    if not told:
        return _("hidden") if counts else ""
    clear = sum(each.get("clear", 0) for each in told)
    words = ngettext("%(n)d clear", "%(n)d clear", clear) % {"n": clear}
    hidden = sum(each.get("hidden", 0) for each in counts)
    return _("%(clear)s, %(n)d hidden") % {"clear": words, "n": hidden} if hidden else words


def _selection(study: Study, runs: list[Run], stale: set[int]) -> Step:
    cases = list(Case.objects.filter(study=study, status__in=IN_USE).values_list("partner_id", flat=True))
    partners = sum(partner is not None for partner in cases)
    state = _state(runs, stale)
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


def _runs(study: Study, *, everything: bool) -> list[Run]:
    """The newest runs of what the chain shows; for readers those that are published."""
    readable = _readable(study, everything=everything)
    finished = readable.filter(status=RunStatus.DONE).order_by().values("study").annotate(n=Count("pk")).values("n")
    found = readable.filter(procedure__in=SHOWN).exclude(status__in=[RunStatus.FAILED, RunStatus.CANCELLED])
    shown = found.only("procedure", "parameters", "summary", "status", "tokens").annotate(finished=Subquery(finished))
    runs: list[Run] = list(shown[:RUNS_READ])
    for run in runs:
        run.study = study
    return runs


def _readable(study: Study, *, everything: bool) -> QuerySet[Run]:
    found = Run.objects.filter(study=study)
    return found if everything else found.filter(published_at__isnull=False)


def _finished(study: Study, runs: list[Run], *, everything: bool) -> int:
    """How many, of every analysis: it came with the runs of the chain, if there are any."""
    if runs:
        return runs[0].finished or 0  # type: ignore[attr-defined]
    return _readable(study, everything=everything).filter(status=RunStatus.DONE).count()


def _latest(runs: list[Run]) -> list[Run]:
    """The newest run of each questionnaire; one that waits stands back for one that is done."""
    found: dict[str, Run] = {}
    for run in sorted(runs, key=lambda run: run.status in WAITING):
        found.setdefault(str(run.parameters.get("questionnaire")), run)
    return list(found.values())


def _state(runs: list[Run], stale: set[int]) -> State:
    done = [run for run in runs if run.status == RunStatus.DONE]
    if not done:
        return State.UNDER_WAY if runs else State.EMPTY
    return State.STALE if any(run.pk in stale for run in done) else State.DONE
