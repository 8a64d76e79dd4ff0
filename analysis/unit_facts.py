"""What the analyses know of a unit: its scores, and where it answers otherwise than the high group's majority."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from django.urls import reverse
from django.utils.translation import gettext as _

from analysis import disclosure
from analysis.formatting import WORDS, rounded
from analysis.models import Item, Run, RunStatus
from studies.models import Unit, User
from studies.numbers import to_read
from studies.permissions import Permission, can
from studies.unit_facts import Fact, Facts
from surveys.models import Questionnaire

Record = dict[str, Any]


def of_unit(unit: Unit, user: User) -> Iterator[Facts]:
    if not can(user, Permission.VIEW_RESULTS, study=unit.study):
        return
    titles = {each.form_id: str(each) for each in Questionnaire.objects.filter(study=unit.study)}
    scores = [row for run in _newest(unit, user, "agreement_score") for row in _scores(unit, user, run, titles)]
    yield Facts("scores", _("Scores"), scores, _("No score of this unit is shown."))
    differing = [row for run in _newest(unit, user, "contrast") for row in _differing(unit, user, run)]
    title = _("Items where it differs from most of the high group")
    yield Facts("differing", title, differing, _("None is shown."))


def _newest(unit: Unit, user: User, procedure: str) -> list[Run]:
    """The newest finished run of each questionnaire that the user may see."""
    runs = disclosure.visible_runs(user, unit.study).filter(procedure=procedure, status=RunStatus.DONE)
    found: dict[str, Run] = {}
    for run in runs.select_related("study"):
        found.setdefault(str(run.parameters.get("questionnaire")), run)
    return [found[form_id] for form_id in sorted(found)]


def _records(unit: Unit, user: User, run: Run, *names: str) -> dict[str, list[Record]]:
    team = disclosure.is_team(user, unit.study)
    return {table.name: table.records() for table in disclosure.visible_tables(run, team=team, names=names)}


def _scores(unit: Unit, user: User, run: Run, titles: dict[str, str]) -> Iterator[Fact]:
    form_id = str(run.parameters.get("questionnaire"))
    for record in _records(unit, user, run, "scores").get("scores", []):
        if record["unit"] == unit.code:
            yield Fact(titles.get(form_id, form_id), _score(record), run.get_absolute_url())


def _score(record: Record) -> str:
    if not _is_number(record.get("score")):
        return _("no score")
    words = _("%(score)s of %(maximum)s") % {
        "score": to_read(float(rounded(record["score"], 1))),
        "maximum": record["maximum"],
    }
    return _("%(score)s, rank %(rank)s") % {"score": words, "rank": record["rank"]} if record.get("rank") else words


def _differing(unit: Unit, user: User, run: Run) -> Iterator[Fact]:
    tables = _records(unit, user, run, "contrasts", "units")
    high = {str(record["item"]): _majority(record) for record in tables.get("contrasts", [])}
    form_id = str(run.parameters.get("questionnaire"))
    own = [record for record in tables.get("units", []) if record["unit"] == unit.code]
    items = Item.objects.filter(study=unit.study, questionnaire__form_id=form_id) if own else Item.objects.none()
    labels = {each.code: str(each) for each in items}
    for record in own:
        item, ours = str(record["item"]), record.get("majority")
        theirs = high.get(item)
        if ours in ("yes", "no") and theirs and ours != theirs:
            words = _("here: %(ours)s, most of the high group: %(theirs)s")
            yield Fact(
                labels.get(item, item),
                words % {"ours": WORDS[ours], "theirs": WORDS[theirs]},
                reverse("analysis:contrast_item", args=[unit.study.slug, form_id, item]),
            )


def _majority(record: Record) -> str:
    """What most of the high group answers; blank where it is split or hidden."""
    x, n = record.get("high_x"), record.get("high_n")
    if not (_is_number(x) and _is_number(n)) or 2 * x == n:
        return ""
    return "yes" if 2 * x > n else "no"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
