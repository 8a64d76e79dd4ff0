"""Items and sets, what the report says of them, criteria and cases, and the runs to begin with."""

from pathlib import Path
from typing import Any

from analysis import selectors as results
from analysis import services as analyses
from analysis.imports import import_items
from analysis.models import Criterion, Item, Run, RunStatus, StatedCriterion
from demo.files import STUDY, Row, read
from demo.loading.ground import Texts, texts
from demo.loading.questionnaires import AUDIENCES
from studies import services
from studies.models import Case, Study

EXCLUSIONS = {
    "used_before": {"da": "Brugt som case før", "en": "Used as a case before"},
    "no_manager_answers": {"da": "Ingen svar fra chefer", "en": "No answers from managers"},
    "no_caseworker_answers": {"da": "Ingen svar fra sagsbehandlere", "en": "No answers from caseworkers"},
}
Runs = tuple[tuple[str, dict[str, Any]], ...]
RUNS: Runs = (
    ("pairing", {}),
    *((procedure, {"questionnaire": form}) for form in AUDIENCES for procedure in ("contrast", "agreement_score")),
    *(("response_rates", {"questionnaire": form}) for form in AUDIENCES),
    ("case_selection", {}),
)


def load_analyses(study: Study) -> None:
    if not study.items.exists():
        for audience in AUDIENCES:
            import_items(study=study, file=STUDY / f"items_{audience}.csv", by=None)
        _say_what_items_are(study)
        _report(study)
    load_criteria(study, STUDY)
    _load_exclusions(study)
    if not study.cases.exists():
        _load_cases(study)


def _say_what_items_are(study: Study) -> None:
    for row in read(STUDY / "notes.csv"):
        Item.objects.filter(study=study, code=row["item"]).update(note=texts(row, "note"))


def _report(study: Study) -> None:
    items = {item.code: item for item in study.items.all()}
    for row in read(STUDY / "reported.csv"):
        if row["reported"] == "yes":
            analyses.report_item(item=items[row["item"]], reported=True, reason=texts(row, "reason"), by=None)


def load_criteria(study: Study, folder: Path) -> None:
    """The criteria of a report, and what it states of each unit."""
    units = {unit.code: unit for unit in study.units.all()}
    for order, row in enumerate(read(folder / "criteria.csv")):
        criterion = _criterion(study, row["criterion"], texts(row, "name"), order, rule=texts(row, "rule"))
        for stated in _rows_of(folder / "selection.csv", "criterion", row["criterion"]):
            _state(criterion, units[stated["unit"]], stated, value=texts(stated, "value"), met=stated["met"])


def _load_exclusions(study: Study) -> None:
    units = {unit.code: unit for unit in study.units.all()}
    for order, (code, label) in enumerate(EXCLUSIONS.items(), start=100):
        criterion = _criterion(study, code, label, order, is_exclusion=True)
        for stated in _rows_of(STUDY / "exclusions.csv", "exclusion", code):
            _state(criterion, units[stated["unit"]], stated, value=texts(stated, "detail"), met=stated["applies"])


def _rows_of(file: Path, column: str, code: str) -> list[Row]:
    return [row for row in read(file) if row[column] == code]


def _criterion(study: Study, code: str, label: dict[str, str], order: int, **fields: Any) -> Criterion:  # noqa: ANN401 -- a model's fields
    found, _ = Criterion.objects.get_or_create(
        study=study, code=code, defaults={"label": label, "order": order, **fields}
    )
    return found


def _state(criterion: Criterion, unit: Any, row: Row, *, value: Texts, met: str) -> None:  # noqa: ANN401 -- a unit
    StatedCriterion.objects.get_or_create(
        criterion=criterion, unit=unit, defaults={"value": value, "met": met, "source": texts(row, "source")}
    )


def _load_cases(study: Study) -> None:
    """The report's own choice: three units with their partners, and a reason for each that was not taken."""
    units = {unit.code: unit for unit in study.units.all()}
    for row in read(STUDY / "cases.csv"):
        reason = texts(row, "reason")
        if row["selected"] == "yes":
            services.choose_case(
                study=study, unit=units[row["unit"]], partner=units[row["partner"]], reason=reason, by=None
            )
        else:
            services.exclude_case(study=study, unit=units[row["unit"]], reason=reason, by=None)
    accept_cases(study)


def accept_cases(study: Study) -> None:
    """Who was chosen was asked, and took part."""
    for case in Case.objects.filter(study=study, status="chosen"):
        services.change_case_status(case=case, status="asked", by=None)
        services.change_case_status(case=case, status="accepted", by=None)


def request_runs(study: Study, runs: Runs) -> list[Run]:
    """Ask for each analysis of which there is no run that still stands; the worker does the rest."""
    wanted = []
    for procedure, parameters in runs:
        plan = analyses.create_plan(study=study, procedure=procedure, parameters=parameters, by=None)
        if not _stands(plan.runs.exclude(status__in=[RunStatus.FAILED, RunStatus.CANCELLED]).first()):
            wanted.append(analyses.request_run(plan=plan, by=None))
    return wanted


def _stands(run: Run | None) -> bool:
    return run is not None and not results.is_stale(run)


def publish_new_runs(study: Study) -> None:
    """Show readers the newest run of each plan, unless somebody took one back before."""
    for plan in study.plans.all():
        newest = plan.runs.filter(status=RunStatus.DONE).first()
        if newest and not plan.runs.filter(published_at__isnull=False).exists():
            analyses.publish_run(run=newest, by=None)
