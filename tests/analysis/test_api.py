"""The API: who gets in, what each role is given, and that no answer of its own description is a 5xx."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient
from schemathesis.core import NotSet

from analysis import services
from analysis.models import Figure, RunStatus
from analysis.selectors import picture_key
from config.api_docs import parts
from config.api_words import METHODS, PARAMETERS, PARTS
from studies.models import Job, Role, Study, User
from studies.models.jobs import JobStatus
from studies.models.units import Sensitivity, Variable, VariableValue
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, collect, contrast_run, make_run, score_run
from tests.factories import ItemFactory, MembershipFactory, UserFactory, make_pairs

pytestmark = pytest.mark.django_db


def caller(study: Study | None = None, role: str = Role.OWNER) -> APIClient:
    """A client that shows the token of a new member."""
    user: User = UserFactory()
    if study:
        MembershipFactory(study=study, user=user, role=role)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    return client


def url(study: Study, rest: str = "") -> str:
    return f"/api/v1/studies/{study.slug}/{rest}"


def test_withheld_cells_are_told_apart_from_missing_ones() -> None:
    study = a_study()
    run = contrast_run(study, DisclosureLevel.PERSONS)
    table = run.tables.get(name="contrasts")
    missing = next(place for place, column in enumerate(table.columns) if column["name"] == "label")
    for row in table.rows:
        row[missing] = None
    table.save()
    services.publish_run(run=run, by=None)
    seen = {}
    for role in (Role.OWNER, Role.ANALYST, Role.READER):
        rows = caller(study, role).get(url(study, f"runs/{run.pk}/results/")).json()["tables"]["contrasts"]["rows"]
        seen[role] = [cell for row in rows for cell in row if isinstance(cell, dict)]
        assert [row[missing] for row in rows] == [None] * len(rows)
    assert seen[Role.OWNER] == []
    assert seen[Role.ANALYST] == seen[Role.READER]
    assert {"withheld": "hidden (protects a number below 5)"} in seen[Role.READER]


def test_nobody_gets_in_without_a_token() -> None:
    study = a_study()
    for address in ("/api/v1/studies/", url(study), url(study, "runs/"), "/api/schema/"):
        assert APIClient().get(address).status_code == 401
    assert APIClient().get("/api/docs/").headers["Location"].startswith("/accounts/login/")


def test_only_ones_own_studies_are_listed() -> None:
    mine, _other = a_study(), a_study()
    content = caller(mine, Role.READER).get("/api/v1/studies/").json()
    assert [study["slug"] for study in content["results"]] == [mine.slug]
    assert content["results"][0]["role"] == "reader"


def test_a_strangers_study_is_not_found() -> None:
    study = a_study()
    for rest in ("", "units/", "items/", "runs/"):
        assert caller().get(url(study, rest)).status_code == 404


def test_units_come_with_group_pair_and_open_values() -> None:
    study = a_study()
    make_pairs(study, pairs=1, middle=1)
    unit = study.units.get(code="H01")
    for name, sensitivity in (("indicator", Sensitivity.OPEN), ("secret", Sensitivity.INTERNAL)):
        variable = Variable.objects.create(study=study, name=name, sensitivity=sensitivity)
        VariableValue.objects.create(variable=variable, unit=unit, number=-1.5)
    units = caller(study, Role.ANALYST).get(url(study, "units/")).json()["results"]
    assert [unit["code"] for unit in units] == ["H01", "L01", "M01"]
    assert units[0] == {
        "code": "H01",
        "name": "Unit H01",
        "region": "north",
        "group": "high",
        "pair": "P01",
        "values": {"indicator": -1.5},
    }
    filtered = caller(study, Role.ANALYST).get(url(study, "units/"), {"group": "low"}).json()["results"]
    assert [unit["code"] for unit in filtered] == ["L01"]


def test_a_coder_is_given_no_groups() -> None:
    study = a_study()
    assert caller(study, Role.CODER).get(url(study, "units/")).status_code == 403


def test_items_are_filtered_by_questionnaire() -> None:
    study = a_study()
    ItemFactory(study=study, questionnaire__study=study, questionnaire__form_id="manager", code="M01")
    ItemFactory(study=study, questionnaire__study=study, questionnaire__form_id="caseworker", code="C01")
    items = caller(study).get(url(study, "items/"), {"questionnaire": "manager"}).json()["results"]
    assert [item["code"] for item in items] == ["M01"]
    assert items[0]["theme"] is None


@pytest.mark.parametrize(("role", "status"), [(Role.ANALYST, 200), (Role.READER, 403)])
def test_which_answers_count_is_for_those_who_see_the_questionnaires(role: str, status: int) -> None:
    study = a_study()
    assert caller(study, role).get(url(study, "items/")).status_code == status


@pytest.mark.parametrize(("role", "count"), [(Role.OWNER, 2), (Role.ANALYST, 2), (Role.READER, 1)])
def test_runs_are_those_the_role_may_see(role: str, count: int) -> None:
    study = a_study()
    make_run(study)
    make_run(study, published_at=None)
    assert caller(study, role).get(url(study, "runs/")).json()["count"] == count


def test_a_run_says_whether_what_it_rests_on_has_changed_since(django_assert_num_queries: Any) -> None:
    study = a_study()
    for _ in range(3):
        make_run(study, tokens={"units": "as they were"})
    make_run(study, tokens={})
    client = caller(study)
    with CaptureQueriesContext(connection) as few:
        runs = client.get(url(study, "runs/")).json()["results"]
    budget = len(few)
    assert [run["stale"] for run in runs] == [False, True, True, True]
    assert client.get(url(study, f"runs/{runs[1]['id']}/")).json()["stale"] is True
    assert client.get(url(study, f"runs/{runs[0]['id']}/")).json()["stale"] is False
    for _ in range(5):
        make_run(study, tokens={"units": "as they were"})
    with django_assert_num_queries(budget):
        client.get(url(study, "runs/"))
    shape = client.get("/api/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()["components"]["schemas"]
    assert shape["Run"]["properties"]["stale"]["type"] == "boolean"


def test_a_table_that_is_withheld_says_why() -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    table = caller(run.study, Role.READER).get(url(run.study, f"runs/{run.pk}/results/")).json()["tables"]["scores"]
    assert table["rows"] == []
    assert table["withheld"].startswith("Shown to the team only")


def test_a_png_that_could_not_be_drawn_is_a_conflict_and_one_that_comes_is_asked_for_again() -> None:
    run = contrast_run(a_study())
    words = {"title": "T", "alternative": "A", "specification": {}, "svg": "<svg/>", "png": b""}
    Figure.objects.create(run=run, name="f", language="en", public=False, **words)
    job = Job.objects.create(name="analysis.draw_pictures", key=picture_key(run))
    address = url(run.study, f"runs/{run.pk}/figures/f.png")
    assert caller(run.study).get(address).status_code == 503
    job.status = JobStatus.FAILED
    job.save()
    assert caller(run.study).get(address).status_code == 409


def test_a_run_is_asked_for_by_procedure_and_parameters() -> None:
    study = a_study()
    make_pairs(study, pairs=2)
    form = collect(study, DisclosureLevel.STAFF).version.questionnaire
    ItemFactory(study=study, questionnaire=form, code="M01")
    data = {"procedure": "contrast", "parameters": {"questionnaire": "manager"}}
    response = caller(study, Role.ANALYST).post(url(study, "runs/"), data, format="json")
    assert response.status_code == 201, response.content
    assert response.json()["status"] == RunStatus.QUEUED
    assert study.runs.get().parameters["questionnaire"] == "manager"


def test_a_run_with_unknown_parameters_is_refused_with_every_problem() -> None:
    study = a_study()
    make_pairs(study, pairs=2)
    data = {"procedure": "contrast", "parameters": {"questionnaire": "nothing", "colour": "red"}}
    response = caller(study).post(url(study, "runs/"), data, format="json")
    assert response.status_code == 400
    assert len(response.json()["problems"]) >= 2
    assert not study.runs.exists()


def test_a_reader_starts_no_run() -> None:
    study = a_study()
    response = caller(study, Role.READER).post(url(study, "runs/"), {"procedure": "contrast"}, format="json")
    assert response.status_code == 403


def test_a_run_is_cancelled_once() -> None:
    study = a_study()
    done = make_run(study)
    assert caller(study).post(url(study, f"runs/{done.pk}/cancel/")).status_code == 409


def test_results_have_the_shape_of_the_command_line() -> None:
    run = contrast_run(a_study(notice={"en": "Reconstructed answers."}))
    words = {"title": "T", "alternative": "A", "specification": {}, "svg": "<svg/>", "png": b"x"}
    Figure.objects.create(run=run, name="f", language="en", public=False, **words)
    content = caller(run.study).get(url(run.study, f"runs/{run.pk}/results/")).json()
    table = content["tables"]["contrasts"]
    assert dict(zip(table["columns"], table["rows"][0], strict=True))["high_x"] == 8
    assert content["notice"] == "Reconstructed answers."
    assert content["digest"] == "d" * 64
    figure = content["figures"][0]
    assert caller(run.study).get(figure["svg"]).content == b"<svg/>"
    assert caller(run.study, Role.READER).get(figure["svg"]).status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.READER])
def test_results_for_others_are_protected(role: str) -> None:
    run = score_run(a_study(), DisclosureLevel.STAFF)
    response = caller(run.study, role).get(url(run.study, f"runs/{run.pk}/results/"))
    assert b"Ballerup" not in response.content
    assert "team only" in response.json()["tables"]["scores"]["withheld"]


def test_an_unpublished_run_gives_a_reader_nothing() -> None:
    run = contrast_run(a_study(), published_at=None)
    for rest in ("", "results/", "figures/f.svg"):
        assert caller(run.study, Role.READER).get(url(run.study, f"runs/{run.pk}/{rest}")).status_code == 404


def test_the_page_of_the_api_holds_every_operation_of_the_schema(client: Client) -> None:
    client.force_login(UserFactory())
    page = client.get("/api/docs/").content.decode()
    schema = client.get("/api/schema/", {"format": "json"}).json()
    operations = [(path, method) for path, methods in schema["paths"].items() for method in methods]
    assert len(operations) == 10
    for path, method in operations:
        assert f"<code>{method.upper()} {path}</code>" in page
    assert 'curl -H "Authorization: Token YOUR-TOKEN" http://testserver/api/v1/studies/' in page
    assert "openapi: 3.0" in client.get("/api/schema/", {"format": "yaml"}).content.decode()


def test_every_operation_and_parameter_of_the_api_has_its_own_words() -> None:
    found = [operation for operations in parts("en").values() for operation in operations]
    assert {(operation.path, operation.method.lower()) for operation in found} == set(METHODS)
    assert {field.name for operation in found for field in operation.fields} == set(PARAMETERS)
    assert set(parts("en")) == {str(words) for words in PARTS.values()}


def test_what_an_operation_takes_and_answers_is_told() -> None:
    start = next(each for each in parts("en")["Runs and results"] if each.method == "POST")
    taken = {field.name: (field.where, field.required) for field in start.fields}
    assert taken == {"slug": ("path", True), "procedure": ("body", True), "parameters": ("body", False)}
    assert "contrast" in next(field for field in start.fields if field.name == "procedure").values
    (made,) = start.answers
    assert made.status == "201"
    assert {"id", "status", "stale"} <= set(made.fields)
    (listed,) = parts("en")["Units"][0].answers
    assert listed.paged
    assert listed.fields == ("code", "name", "region", "group", "pair", "values")


def test_a_token_is_shown_once_and_can_be_revoked(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    page = client.post("/me/token/", {"action": "make"}).content.decode()
    key = Token.objects.get(user=user).key
    assert key in page
    assert key not in client.get("/me/token/").content.decode()
    client.post("/me/token/", {"action": "revoke"})
    assert not Token.objects.filter(user=user).exists()


def called(client: APIClient, case: Any, known: dict[str, Any]) -> int:
    """The status of a generated call; addresses of the study and the run are those that exist."""
    parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
    path = case.path.format(**{name: quote(str(value), safe="") for name, value in parameters.items()})
    body = "" if isinstance(case.body, NotSet) else json.dumps(case.body, default=str)
    query = urlencode({name: str(value) for name, value in (case.query or {}).items()})
    response = client.generic(case.method, f"{path}?{query}", data=body, content_type="application/json")
    return response.status_code


def test_nothing_that_the_schema_allows_is_answered_with_a_5xx() -> None:
    """Generated calls against our own description, as an owner (QUALITY 3)."""
    run = contrast_run(a_study())
    client = caller(run.study)
    description = client.get("/api/schema/", {"format": "json"}).json()
    schema = schemathesis.openapi.from_dict(description)
    operations: list[Any] = list(schema.get_all_operations())
    for operation in operations:

        @given(case=operation.ok().as_strategy())
        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def check(case: Any) -> None:
            assert called(client, case, {"slug": run.study.slug, "id": run.pk}) < 500

        check()
