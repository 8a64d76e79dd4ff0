"""What a demo study has to show, in a few lines: read from the stored result tables."""

from analysis.models import ResultTable, Run, RunStatus
from demo.loading.questionnaires import AUDIENCES
from studies.models import Study

FIRST = {"manager": "M01", "caseworker": "C12"}


def headline(study: Study) -> list[str]:
    """The first contrast and the scores of each questionnaire."""
    return [line for form in AUDIENCES for line in (_contrast(study, form), _scores(study, form)) if line]


def table(study: Study, procedure: str, form: str, name: str) -> list[dict[str, object]]:
    run = (
        Run.objects.filter(study=study, procedure=procedure, status=RunStatus.DONE, parameters__questionnaire=form)
        .order_by("-pk")
        .first()
    )
    table = ResultTable.objects.filter(run=run, name=name).first() if run else None
    if table is None:
        return []
    names = [column["name"] for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _contrast(study: Study, form: str) -> str:
    row = next((row for row in table(study, "contrast", form, "contrasts") if row["item"] == FIRST[form]), None)
    if row is None:
        return ""
    high, low = (f"{row[f'{group}_x']} of {row[f'{group}_n']}" for group in ("high", "low"))
    return f"{form.capitalize()}s, {row['item']}: {high} against {low}"


def _scores(study: Study, form: str) -> str:
    ranked = [row for row in table(study, "agreement_score", form, "scores") if row["rank"] is not None]
    told = (f"{row['unit_name']} {_rounded(row['score'])} of {row['maximum']}" for row in ranked)
    return f"{form.capitalize()}s, scores: " + ", ".join(told) if ranked else ""


def _rounded(score: object) -> int:
    return int(float(str(score)) + 0.5)
