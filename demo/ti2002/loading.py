"""Puts the residents' survey of 2002 into the database, by the imports that everybody uses."""

from datetime import date
from typing import Any

from demo.files import read
from demo.headline import table
from demo.loading.analyses import Runs, accept_cases, load_criteria
from demo.loading.ground import (
    describe_variables,
    described,
    find_or_create,
    load_events,
    load_themes,
    texts,
)
from demo.loading.questionnaires import load_practice
from demo.ti2002.calls import load_calls
from demo.ti2002.form import FORM_ID
from demo.ti2002.survey import STUDY
from studies import imports, services
from studies.models import Study
from surveys.imports import import_responses, import_xlsform
from surveys.models import Anonymity, DisclosureLevel, Mode, Questionnaire, QuestionnaireVersion, SecondRule
from surveys.services import create_collection

SOURCE = "Teknologisk Institut 2002"
RUNS: Runs = (
    ("crosstab", {}),
    ("crosstab", {"by": "in_work"}),
    ("case_selection", {"units": ["all"]}),
)
SHOWN = {"move": "yes", "mv01": "yes", "st09": "yes", "barriers": "br01"}


def load() -> Study:
    """Units without groups, questionnaire and answers, criteria and the three cases."""
    study = find_or_create(described(STUDY))
    if not study.units.exists():
        options = imports.Options(source=SOURCE)
        imports.import_units(study=study, file=STUDY / "units.csv", by=None, options=options)
        describe_variables(study, STUDY)
    load_themes(study, STUDY)
    load_events(study, STUDY)
    _load_survey(study)
    load_criteria(study, STUDY)
    if not study.cases.exists():
        _load_cases(study)
    return study


def _load_survey(study: Study) -> None:
    if not Questionnaire.objects.filter(study=study, form_id=FORM_ID).exists():
        import_xlsform(study=study, file=STUDY / "resident.xlsx", audience=FORM_ID, publish=True, by=None)
    version = QuestionnaireVersion.objects.get(questionnaire__study=study, questionnaire__form_id=FORM_ID, number=1)
    told = described(STUDY)["collection"]
    if not study.collections.filter(name=told["name"]["da"]).exists():
        _load_answers(study, version, told)
    load_practice(study, version, told["practice"])
    load_calls(study, version)


def _load_answers(study: Study, version: QuestionnaireVersion, told: dict[str, Any]) -> None:
    create_collection(
        study=study,
        version=version,
        name=told["name"]["da"],
        label=told["name"],
        by=None,
        mode=Mode.TELEPHONE,
        refers_from=date.fromisoformat(told["refers_from"]),
        refers_to=date.fromisoformat(told["refers_to"]),
        anonymity=Anonymity.CONFIDENTIAL,
        disclosure=DisclosureLevel.PERSONS,
        second_rule=SecondRule.MANY,
        is_demo=True,
    )
    import_responses(
        study=study,
        form_id=FORM_ID,
        file=STUDY / "responses_resident.csv",
        collection=told["name"]["da"],
        mode=Mode.TELEPHONE,
        by=None,
    )


def _load_cases(study: Study) -> None:
    units = {unit.code: unit for unit in study.units.all()}
    for row in read(STUDY / "cases.csv"):
        services.choose_case(study=study, unit=units[row["unit"]], reason=texts(row, "reason"), by=None)
    accept_cases(study)


def headline(study: Study) -> list[str]:
    """A few of the printed percentages, as they come out."""
    rows = {(row["question"], row["choice"]): row for row in table(study, "crosstab", FORM_ID, "answers")}
    return [
        f"Residents, {question} {choice}: {row['all_x']} of {row['all_n']}"
        for question, choice in SHOWN.items()
        if (row := rows.get((question, choice)))
    ]
