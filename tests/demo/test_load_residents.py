"""ti2002 loaded: its printed percentages through the command line, its cases, and what readers see of persons."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from analysis.models import Run
from studies.models import Case, Study, Unit, User
from surveys.models import Collection, Invitation, Response
from tests.demo import residents

Row = dict[str, Any]


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", "ti2002", "--here", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What `load_demo` prints. Loaded once for the module, and gone after it."""
    with django_db_blocker.unblock():
        yield load()
        call_command("flush", "--no-input", verbosity=0)


def analyse(procedure: str, table: str, **parameters: str) -> list[Row]:
    out = io.StringIO()
    settings = [f"--set={name}={value}" for name, value in parameters.items()]
    call_command("analyse", "ti2002", procedure, *settings, "--format", "json", stdout=out)
    found = json.loads(out.getvalue())["tables"][table]
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


@pytest.fixture(scope="module")
def shown(told: str, django_db_blocker: DjangoDbBlocker) -> dict[tuple[str, str, str], float | None]:
    """Percent by question, code and work status."""
    with django_db_blocker.unblock():
        rows = analyse("crosstab", "answers")
        split = analyse("crosstab", "answers", by="in_work")
    found = {(row["question"], row["choice"], ""): row["all_percent"] for row in rows}
    for place, work in ((1, "employed"), (2, "unemployed")):
        found |= {(row["question"], row["choice"], work): row[f"g{place}_percent"] for row in split}
    return found


FIGURES = residents.figures()
MISFITS = {row["figure"] for row in residents.table("not_holding")}


def test_the_crosstab_prints_every_percentage_that_holds(shown: dict[tuple[str, str, str], float | None]) -> None:
    wrong = []
    for id_, name, code, work, printed in FIGURES:
        share = shown[name, code, work]
        if share is None or (residents.percent(round(share * 10**9), 10**9) == printed) == (id_ in MISFITS):
            wrong.append((id_, share, printed))
    assert wrong == []


def test_bases_are_the_two_quota_groups(told: str, db: None) -> None:
    rows = {row["question"]: row for row in analyse("crosstab", "answers") if row["base"]}

    assert rows["mv02"]["base"] == (
        "base: respondents who answered “Yes” to “Would moving to a larger town be something for you?”, n=37"
    )
    assert rows["mv01"]["base"].endswith("n=35 of 37 asked")
    assert (rows["st02"]["all_n"], rows["move"]["all_n"], rows["supported_work"]["all_n"]) == (44, 81, 37)


def test_several_choices_add_to_more_than_a_hundred_and_say_so(told: str, db: None) -> None:
    out = io.StringIO()
    call_command("analyse", "ti2002", "crosstab", "--set=questions=work_reasons", stdout=out)

    assert "Percentages add to more than 100" in out.getvalue()


def test_case_selection_works_without_groups(told: str, db: None) -> None:
    rows = {row["unit_name"]: row for row in analyse("case_selection", "candidates", units="all")}

    assert len(rows) == 18
    assert {name for name, row in rows.items() if row["status"] == "accepted"} == {
        *("Frederikssund", "Lemvig", "Ringkøbing"),
    }
    assert (rows["Ringkøbing"]["stayed_stated"], rows["Nibe"]["stayed_stated"]) == ("yes", "no")
    assert not Study.objects.get(slug="ti2002").groupings.exists()


def test_answers_are_telephone_interviews_about_persons(told: str, db: None) -> None:
    collection = Collection.objects.get(study__slug="ti2002", is_practice=False)

    assert (collection.mode, collection.disclosure, collection.is_demo) == ("telephone", "persons", True)
    assert collection.responses.count() == 81
    assert not collection.responses.exclude(mode="telephone", unit=None).exists()


def test_load_demo_prints_links_in_three_languages(told: str) -> None:
    assert told.count("/s/") == 4  # one in each language, and the open one
    assert "resident (Arabic)" in told
    assert "Residents, move yes: 37 of 81" in told
    assert "reconstructed" in told


def test_load_demo_again_changes_nothing(told: str, db: None) -> None:
    kinds = (Case, Collection, Invitation, Response, Run, Study, Unit, User)
    before = [kind.objects.count() for kind in kinds]

    assert load() == told
    assert [kind.objects.count() for kind in kinds] == before


def test_the_respondents_page_is_arabic_and_says_what_it_is(told: str, db: None, client: Client) -> None:
    link = next(line.split()[-1] for line in told.splitlines() if "(Arabic)" in line)

    page = client.get(link.partition("8000")[2], follow=True).content.decode()

    assert 'dir="rtl"' in page
    assert "أعيد تركيبها" in page


def test_readers_see_the_printed_figures_and_the_notice(told: str, db: None, client: Client) -> None:
    client.force_login(User.objects.get(email="reader@kontrast.example"))
    run = Run.objects.filter(study__slug="ti2002", procedure="crosstab", published_at__isnull=False)[0]

    page = client.get(run.get_absolute_url()).content.decode()

    assert "21 of 35" in page
    assert "reconstructed" in page
    assert "hidden (protects" not in page


def test_were_the_figures_not_printed_small_cells_of_persons_were_hidden(told: str, db: None, client: Client) -> None:
    Study.objects.filter(slug="ti2002").update(figures_published=False)
    client.force_login(User.objects.get(email="reader@kontrast.example"))
    run = Run.objects.filter(study__slug="ti2002", procedure="crosstab", published_at__isnull=False)[0]

    page = client.get(run.get_absolute_url()).content.decode()

    assert "hidden (protects a number below 5)" in page
    assert "21 of 35" not in page


def test_the_page_of_the_crosstab_makes_fewer_than_15_queries(
    told: str, db: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    run = Run.objects.filter(procedure="crosstab").first()
    assert run is not None
    client.force_login(User.objects.get(email="owner@kontrast.example"))
    client.get(run.get_absolute_url())  # what is kept for the next page is not counted
    with django_assert_max_num_queries(14):
        assert client.get(run.get_absolute_url()).status_code == 200
