"""Two surveys that differ in nothing but hidden counts look the same in every output outside the team.

What is the same for both tells nothing of which of them it is: no hidden count can be computed.
"""

import difflib
import io
import re
from collections.abc import Mapping
from typing import Any

import docx
import openpyxl
import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import Client

from analysis.models import Figure, Run
from studies.models import Job, Role, Study
from surveys.models import Collection, DisclosureLevel, Response
from tests.analysis.printed import printed
from tests.analysis.samples import make_run
from tests.analysis.surveys import answer, make_collection, make_item, make_questionnaire, make_set
from tests.factories import MembershipFactory, UserFactory, make_pairs, make_study

pytestmark = pytest.mark.django_db
UNITS = 8
Counts = Mapping[str, tuple[int, int]]  # question: how many of the high and of the low units say yes
# Of 8 each. One clear, then two; the high group evenly divided on another item; the low group alike on another.
TWINS: tuple[Counts, Counts] = (
    {"q1": (4, 1), "q2": (5, 4), "q3": (6, 6)},
    {"q1": (5, 5), "q2": (4, 1), "q3": (6, 1)},
)
WHEN = "2026-01-01T12:00:00Z"
FIRST_RUN = 70_000  # the runs' numbers are then unlike all other numbers
RUNS = ("contrast", "agreement_score")
TABLES = {"contrast": "contrasts", "agreement_score": "reference"}


@pytest.fixture
def collection() -> Collection:
    study, _user = make_study()
    make_pairs(study, pairs=UNITS)
    questionnaire = make_questionnaire(study, choices={name: tuple("12345") for name in TWINS[0]})
    _count_runs_from(FIRST_RUN, study)
    make_set(questionnaire, "all", [make_item(questionnaire, name.upper(), name) for name in TWINS[0]])
    return make_collection(questionnaire, disclosure=DisclosureLevel.PERSONS)


def _count_runs_from(number: int, study: Study) -> None:
    """PostgreSQL counts on from what it gave out itself, unless it is told."""
    first = make_run(study, pk=number)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Run]):
            cursor.execute(statement)
    first.delete()


def answered(collection: Collection, counts: Counts) -> None:
    Response.objects.filter(collection=collection).delete()
    for side, group in enumerate("HL"):
        for number in range(UNITS):
            said = {name: "5" if number < yes[side] else "1" for name, yes in counts.items()}
            answer(collection, f"{group}{number + 1:02}", said)


def counted(study: Study) -> dict[str, Run]:
    """The runs by procedure, but for what tells one run from another: when it ended, and its data's digest."""
    for procedure in RUNS:
        printed(study.slug, procedure)
    found = {run.procedure: run for run in Run.objects.filter(study=study, pk__in=_newest(study))}
    Run.objects.filter(study=study).update(digest="d" * 64, created_at=WHEN, finished_at=WHEN, published_at=WHEN)
    Job.objects.update(created_at=WHEN, started_at=WHEN, finished_at=WHEN)
    return found


def _newest(study: Study) -> list[int]:
    return [Run.objects.filter(study=study, procedure=name).latest("pk").pk for name in RUNS]


def words(kind: str, content: bytes) -> str:
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(str([cell.value for cell in line]) for sheet in book for line in sheet)
    if kind == "docx":
        paper = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in paper.tables for line in table.rows for cell in line.cells]
        return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])
    return content.decode("utf-8-sig")


def outputs(client: Client, runs: Mapping[str, Run]) -> dict[str, str]:
    study = runs["contrast"].study
    start = f"/studies/{study.slug}/"
    addresses = {
        "study page": start,
        "contrasts": f"{start}contrasts/manager/",
        "contrasts and tests": f"{start}contrasts/manager/?tests=1",
        **{f"item {name}": f"{start}contrasts/manager/{name.upper()}/" for name in TWINS[0]},
    }
    for procedure, run in runs.items():
        addresses[f"run of {procedure}"] = f"{start}runs/{run.pk}/?tests=1"
        addresses[f"api of {procedure}"] = f"/api/v1/studies/{study.slug}/runs/{run.pk}/results/"
        addresses[f"api, the run of {procedure}"] = f"/api/v1/studies/{study.slug}/runs/{run.pk}/"
        table = f"{start}runs/{run.pk}/tables/{TABLES[procedure]}"
        addresses |= {
            f"{kind} of {procedure}": f"{table}.{kind}" for kind in ("csv", "csv-da", "json", "xlsx", "docx")
        }
        addresses |= {
            f"all {kind} of {procedure}": f"{start}runs/{run.pk}/all.{kind}" for kind in ("json", "xlsx", "docx")
        }
    addresses["figure"] = f"{start}runs/{runs['contrast'].pk}/figures/contrasts.svg"
    return {name: _said(client, address, list(runs.values())) for name, address in addresses.items()}


def _said(client: Client, address: str, runs: list[Run]) -> str:
    response: Any = client.get(address)
    assert response.status_code == 200, address
    kind = address.rpartition(".")[2]
    text = words(kind, response.content)
    for run in runs:
        text = re.sub(rf"\b{run.pk}\b", run.procedure, text)
    return re.sub(r"\b\w{64}\b", "", text)  # forgery tokens


def differing(one: str, other: str) -> list[str]:
    return [line for line in difflib.ndiff(one.splitlines(), other.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER])
def test_twins_look_the_same_outside_the_team(client: Client, collection: Collection, role: str) -> None:
    MembershipFactory(study=collection.study, user=(user := UserFactory()), role=role)
    client.force_login(user)
    seen, pictures = [], []
    for counts in TWINS:
        answered(collection, counts)
        runs = counted(collection.study)
        seen.append(outputs(client, runs))
        public = Figure.objects.filter(run__in=runs.values(), public=True).order_by("run", "order", "language")
        pictures.append([(each.title, each.alternative, each.specification, bytes(each.png)) for each in public])
        Run.objects.filter(study=collection.study).delete()
    assert {name: differing(seen[0][name], seen[1][name]) for name in seen[0] if seen[0][name] != seen[1][name]} == {}
    assert pictures[0] == pictures[1]
    assert pictures[0] != []


def test_the_team_sees_the_twins_apart(client: Client, collection: Collection) -> None:
    MembershipFactory(study=collection.study, user=(user := UserFactory()), role=Role.OWNER)
    client.force_login(user)
    seen = []
    for counts in TWINS:
        answered(collection, counts)
        seen.append(outputs(client, counted(collection.study)))
        Run.objects.filter(study=collection.study).delete()
    assert [name for name in seen[0] if seen[0][name] == seen[1][name] and "the run" not in name] == []


def test_no_claim_is_made_of_classes_that_are_hidden(client: Client, collection: Collection) -> None:
    MembershipFactory(study=collection.study, user=(user := UserFactory()), role=Role.READER)
    client.force_login(user)
    answered(collection, TWINS[0])
    seen = outputs(client, counted(collection.study))
    assert "The classes of all 3 items are hidden" in seen["contrasts"]
    for name in ("figure", "all docx of contrast", "api of contrast", "run of contrast"):
        assert "How the groups differ is hidden" in " ".join(seen[name].split()), name
    assert "clear" not in seen["study page"].replace("clearly", "")
