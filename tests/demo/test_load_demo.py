"""The loaded study against the tables printed in AKF 2006 (demo/akf2006/published), through the command line."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from analysis.models import Item, Run
from analysis.procedures import PROCEDURES
from studies import imports
from studies.models import Case, Grouping, GroupMember, Pair, Study, Unit, User
from surveys.models import Invitation, Response

DEMO = Path(__file__).parents[2] / "demo" / "akf2006"
PUBLISHED = DEMO / "published"
Row = dict[str, Any]


def published(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", "akf2006", "--here", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def printed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What `load_demo` prints. Loaded once for the module, and gone after it."""
    with django_db_blocker.unblock():
        yield load()
        call_command("flush", "--no-input", verbosity=0)


@pytest.fixture
def analyse(printed: str, db: None) -> Any:
    def call(procedure: str, table: str, **parameters: str) -> list[Row]:
        out = io.StringIO()
        settings = [f"--set={name}={value}" for name, value in parameters.items()]
        call_command("analyse", "akf2006", procedure, *settings, "--format", "json", stdout=out)
        found = json.loads(out.getvalue())["tables"][table]
        return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]

    return call


def exact(row: dict[str, str], group: str) -> tuple[int, int] | None:
    return (int(row[f"{group}_x"]), int(row[f"{group}_n"])) if row[f"{group}_n"] else None


@pytest.mark.parametrize(("form", "sides"), [("manager", 21), ("caseworker", 62)])
def test_contrasts_equal_every_printed_count(analyse: Any, form: str, sides: int) -> None:
    rows = {row["item"]: row for row in analyse("contrast", "contrasts", questionnaire=form)}
    checked = 0
    for printed_row in published("contrast_items"):
        if printed_row["survey"] != form:
            continue
        opposite = printed_row["same_answer_both_groups"] == "no"
        for group in ("high", "low"):
            item = printed_row["id"] + ("_opposite" if opposite and group == "low" else "")
            if count := exact(printed_row, group):
                assert (rows[item][f"{group}_x"], rows[item][f"{group}_n"]) == count, item
                checked += 1
    assert checked == sides


def test_contrasts_report_what_the_report_reports(analyse: Any) -> None:
    rows = [row for form in ("manager", "caseworker") for row in analyse("contrast", "contrasts", questionnaire=form)]
    reported = {row["item"].removesuffix("_opposite") for row in rows if row["reported"]}
    assert reported == {row["id"] for row in published("contrast_items") if row["reported_different"] == "yes"}
    assert len(reported) == 55
    undiffering = {row["item"] for row in rows if row["item"].startswith("N")}
    assert len(undiffering) == 17


@pytest.mark.parametrize(("form", "maximum"), [("manager", 17), ("caseworker", 38)])
def test_scores_equal_the_printed_scores(analyse: Any, form: str, maximum: int) -> None:
    rows = {row["unit_name"]: row for row in analyse("agreement_score", "scores", questionnaire=form)}
    for printed_row in published("scores"):
        row = rows[printed_row["municipality"]]
        if printed_row[f"{form}_score"]:
            assert int(row["score"] + 0.5) == int(printed_row[f"{form}_score"])
            assert row["maximum"] == maximum
            assert row["rank"] == int(printed_row[f"{form}_rank_with_ties"])
        else:
            assert row["score"] is None
            assert row["rank"] is None
            assert "nobody answered" in row["note"]


def test_case_selection_has_the_published_criteria_and_partners(analyse: Any) -> None:
    rows = {row["unit_name"]: row for row in analyse("case_selection", "candidates")}
    stated = {"indicator_p": "indicator_significant_per_report", "continuous_exit": "continuous_exit"}
    words = {"yes": "yes", "no": "no", "limited": "partly", "not_stated": "unknown"}
    for printed_row in published("selection"):
        row = rows[printed_row["municipality"]]
        assert row["partner_name"] == printed_row["matched_low_partner"]
        for criterion, column in stated.items():
            assert row[f"{criterion}_stated"] == words[printed_row[column]], (row["unit_name"], criterion)
    chosen = {case.unit.name: case.partner.name for case in _chosen()}
    assert chosen == {"Gentofte": "Gladsaxe", "Helsingør": "Hillerød", "Nykøbing F": "Næstved"}


def _chosen() -> list[Any]:
    high = {row["municipality"] for row in published("selection")}
    return [
        case
        for case in Case.objects.filter(status="accepted").select_related("unit", "partner")
        if case.unit.name in high
    ]


def test_pairing_finds_units_of_the_published_groups(analyse: Any) -> None:
    members = {row["unit"]: row["group"] for row in analyse("pairing", "members")}
    assert len(members) == 48
    for printed_row in published("units"):
        if printed_row["group"] in {"high", "low"}:
            assert members[printed_row["unit_id"]] == printed_row["group"]


def test_response_rates_equal_the_printed_fieldwork(analyse: Any) -> None:
    for row in published("survey_fieldwork"):
        if row["group"] == "all_denmark":
            continue
        groups = {x["group"]: x for x in analyse("response_rates", "groups", questionnaire=row["survey"])}
        found = groups[row["group"]]
        assert found["units_asked"] == int(row["municipalities_in_group"])
        if row["municipalities_answering"]:
            assert found["units_answering"] == int(row["municipalities_answering"])
        if row["respondents"]:
            assert found["respondents"] == int(row["respondents"])


def test_load_demo_prints_the_headline_accounts_and_links(printed: str) -> None:
    assert "M01: 8 of 9 against 4 of 8" in printed
    assert "Ballerup 14 of 17, Gentofte 14 of 17, Vejle 14 of 17" in printed
    assert "owner@kontrast.example" in printed
    assert (printed.count("/s/"), printed.count("/s/open/")) == (6, 2)
    assert "reconstructed" in printed


def test_load_demo_again_changes_nothing(printed: str, db: None) -> None:
    kinds = (Case, Grouping, Invitation, Item, Response, Run, Study, Unit, User)
    before = [kind.objects.count() for kind in kinds]
    assert load().splitlines()[-20:] == printed.splitlines()[-20:]
    assert [kind.objects.count() for kind in kinds] == before


def test_units_imported_by_hand_change_nothing(printed: str, db: None) -> None:
    study = Study.objects.get(slug="akf2006")
    plan = imports.preview_units(study=study, file=DEMO / "units.csv")
    assert (plan.changes_anything, plan.unchanged, plan.notes) == (False, 48, [])


def test_groups_and_pairs_have_their_reasons_in_both_languages(printed: str, db: None) -> None:
    reasons = [member.reason for member in GroupMember.objects.filter(group="excluded")]
    reasons += [pair.reason for pair in Pair.objects.all()]
    assert [set(reason) for reason in reasons] == [{"da", "en"}] * 18


def test_load_demo_keeps_what_people_changed(printed: str, db: None) -> None:
    Item.objects.filter(code="M01").update(reported=False)
    load()
    assert not Item.objects.get(code="M01").reported


def test_load_demo_opens_a_link_again_that_was_answered(printed: str, db: None) -> None:
    invitation = Invitation.objects.filter(collection__is_practice=True).first()
    assert invitation is not None
    Invitation.objects.filter(pk=invitation.pk).update(status="complete")
    Response.objects.create(collection=invitation.collection, invitation=invitation, audience="manager")
    load()
    invitation.refresh_from_db()
    assert invitation.status == "created"
    assert not Response.objects.filter(invitation=invitation).exists()


def test_load_demo_refuses_in_production(settings: Any, db: None) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not loaded in production"):
        load()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "contrasts/manager/",
        "contrasts/caseworker/",
        "contrasts/manager/M01/",
        "items/",
        "selection/",
        "cases/",
        "analyses/",
    ],
)
def test_pages_of_the_whole_study_make_fewer_than_15_queries(
    printed: str, db: None, client: Client, django_assert_max_num_queries: Any, address: str
) -> None:
    _few_queries(client, f"/studies/akf2006/{address}", django_assert_max_num_queries)


@pytest.mark.parametrize("procedure", sorted(set(PROCEDURES) - {"crosstab"}))
def test_pages_of_results_make_fewer_than_15_queries(
    printed: str, db: None, client: Client, django_assert_max_num_queries: Any, procedure: str
) -> None:
    run = Run.objects.filter(procedure=procedure).first()
    assert run is not None
    _few_queries(client, run.get_absolute_url(), django_assert_max_num_queries)


def _few_queries(client: Client, address: str, at_most: Any) -> None:
    client.force_login(User.objects.get(email="owner@kontrast.example"))
    client.get(address)  # what is kept for the next page is not counted
    with at_most(14):
        assert client.get(address).status_code == 200
