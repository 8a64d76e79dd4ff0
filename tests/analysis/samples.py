"""Finished runs with small tables: a contrast with 9 + 8 answering units, and scores by unit."""

from typing import Any

from django.utils import timezone

from analysis.models import Plan, ResultTable, Run, RunStatus
from studies.models import Grouping, Study
from surveys.models import Collection, DisclosureLevel


def column(name: str, kind: str = "text", role: str = "measure", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": {"en": name.replace("_", " "), "da": f"{name} (da)"},
        "kind": kind,
        "role": role,
        **more,
    }


CONTRASTS = [
    column("item", role="key"),
    column("theme", role="group"),
    column("label", "texts", "key"),
    column("level", "choice", "note"),
    column("high_x", "count", "x"),
    column("high_n", "count", "n"),
    column("low_x", "count", "x"),
    column("low_n", "count", "n"),
    column("middle_x", "count", "x"),
    column("middle_n", "count", "n"),
    column("missing", "count"),
    column("difference", "number", decimals=2),
    column("ci_low", "number", decimals=2),
    column("ci_high", "number", decimals=2),
    column("test", "choice", "note"),
    column("p", "p"),
    column("q", "p"),
    column("class", "choice"),
    column("evidence", "choice"),
    column("reported", "bool", "note"),
    column("high_share", "share", "share"),
    column("low_share", "share", "share"),
    column("largest_units", role="units"),
]
ROWS: list[list[Any]] = [
    [
        "M01",
        "T1",
        {"en": "Political attention: to a high degree", "da": "Politisk opmærksomhed: i høj grad"},
        "respondents",
        8,
        9,
        4,
        8,
        10,
        14,
        1,
        0.3888888888888889,
        -0.06,
        0.7,
        "sign_flip",
        0.0004,
        0.21,
        "clear",
        "weak",
        False,
        0.8888888888888888,
        0.5,
        "H01 L01",
    ],
    [
        "M02",
        "T1",
        {"en": "=1+1", "da": "=1+1"},
        "respondents",
        20,
        25,
        18,
        30,
        0,
        0,
        0,
        0.2,
        -0.05,
        0.42,
        "sign_flip",
        0.125,
        0.3,
        "tendency",
        "none",
        True,
        0.8,
        0.6,
        "H02",
    ],
]
SCORES = [
    column("unit", role="unit"),
    column("unit_name", role="unit"),
    column("group", "choice", "group"),
    column("score", "number", decimals=0),
    column("maximum", "count", "note"),
    column("rank", "count"),
    column("note", role="note"),
]
SCORE_ROWS: list[list[Any]] = [
    ["H01", "Ballerup", "high", 14.0, 17, 1, None],
    ["H02", "Sønderborg", "high", 5.5, 17, 2, "The answers of one person."],
    ["H03", "Tårnby", "high", None, 17, None, "Not ranked: nobody answered."],
]


def a_study(**fields: Any) -> Study:
    number = Study.objects.count() + 1
    title = {"en": f"Study {number}", "da": f"Undersøgelse {number}"}
    return Study.objects.create(**{"slug": f"sample-{number}", "title": title, "languages": ["da", "en"], **fields})


def make_run(study: Study, *, procedure: str = "contrast", grouping: Grouping | None = None, **fields: Any) -> Run:
    fields = {"parameters": {"questionnaire": "manager"}, "published_at": timezone.now(), **fields}
    plan = Plan.objects.create(study=study, procedure=procedure, parameters=fields["parameters"])
    return Run.objects.create(
        **{
            "plan": plan,
            "study": study,
            "procedure": procedure,
            "grouping": grouping,
            "status": RunStatus.DONE,
            "finished_at": timezone.now(),
            "digest": "d" * 64,
            "version": "0.1.0",
            "n_used": 17,
            "excluded": {"no unit": 2},
            "notes": ["A note on method.", {"code": "one_respondent", "params": {"count": 3}}],
            **fields,
        }
    )


def protection(level: str = DisclosureLevel.ORGANISATION, *, by_unit: bool = False, **more: Any) -> dict[str, Any]:
    return {"level": str(level), "by_unit": by_unit, "k": 5, "hidden": [], "single_answers": False, **more}


def contrast_run(study: Study, level: str = DisclosureLevel.ORGANISATION, **fields: Any) -> Run:
    """Tables `contrasts` and, by unit, `units`."""
    run = make_run(study, **fields)
    hidden = [[0, 6], [0, 8]] if level == DisclosureLevel.PERSONS else []
    ResultTable.objects.create(
        run=run, name="contrasts", title={"en": "Contrasts", "da": "Sammenligninger"}, columns=CONTRASTS, rows=ROWS,
        protection=protection(level, hidden=hidden),
    )  # fmt: skip
    ResultTable.objects.create(
        run=run,
        name="units",
        title={"en": "The units behind each item"},
        order=1,
        columns=[
            column("item", role="key"),
            column("unit", role="unit"),
            column("unit_name", role="unit"),
            column("group", "choice", "group"),
            column("yes", "count"),
            column("no", "count"),
            column("missing", "count"),
            column("majority", "choice"),
        ],
        rows=[["M01", "H01", "Unit H01", "high", 1, 0, 0, "yes"], ["M01", "L01", "Unit L01", "low", 0, 1, 0, "no"]],
        protection=protection(level, by_unit=True, single_answers=True),
    )
    return run


def score_run(study: Study, level: str = DisclosureLevel.ORGANISATION, **fields: Any) -> Run:
    run = make_run(study, procedure="agreement_score", **fields)
    ResultTable.objects.create(
        run=run, name="scores", title={"en": "Scores", "da": "Surveyscore"}, columns=SCORES, rows=SCORE_ROWS,
        protection=protection(level, by_unit=True),
    )  # fmt: skip
    return run


def collect(study: Study, level: str) -> Collection:
    """A collection of the questionnaire `manager` with this level."""
    from tests.factories import CollectionFactory

    return CollectionFactory(
        version__questionnaire__study=study, version__questionnaire__form_id="manager", study=study, disclosure=level
    )
