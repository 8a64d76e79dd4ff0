"""Several people answered for a unit where one is expected: the page where it is said whose answers count."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import AuditEntry, User
from surveys.models import Collection, Response, SecondRule
from tests.browser.conftest import Findings, LogIn
from tests.surveys.fielding import answer_all, key_of, make_collection, make_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def answered(tmp_path: Path) -> tuple[Collection, User]:
    """Two have answered for H01, one for L01."""
    collection, user = make_collection(tmp_path, second_rule=SecondRule.NAMED)
    for code in ("H01", "H01", "L01"):
        client, link = Client(), make_link(collection, unit=collection.study.units.get(code=code))[1]
        answer_all(client, link)
        client.post(f"{link}check/", {"key": key_of(client, link)})
    return collection, user


def _address(live_server: LiveServer, collection: Collection) -> str:
    return f"{live_server.url}/studies/{collection.study.slug}/collections/{collection.pk}/"


def _section(page: Page) -> Locator:
    return page.locator("section", has=page.get_by_role("heading", name="Whose answers count"))


def _named() -> list[int]:
    return list(Response.objects.filter(is_named=True).values_list("pk", flat=True))


@pytest.mark.parametrize("width", [1280, 390])
def test_the_respondent_who_counts_is_named_and_named_anew(
    page: Page,
    live_server: LiveServer,
    log_in: LogIn,
    findings: Findings,
    answered: tuple[Collection, User],
    width: int,
) -> None:
    collection, owner = answered
    first, second = Response.objects.filter(unit__code="H01").order_by("completed_at").values_list("pk", flat=True)
    page.set_viewport_size({"width": width, "height": 900})
    log_in(owner)
    page.goto(_address(live_server, collection))
    section = _section(page)
    rows = section.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(section).not_to_contain_text("Unit L01")
    assert findings() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    section.get_by_role("button", name=f"Let this one count (Unit H01, {second})").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The respondent whose answers count is named.")).to_be_visible()
    expect(section.get_by_role("button")).to_have_count(1)
    expect(rows.nth(1).locator("strong")).to_have_text("counts")
    assert _named() == [second]

    section.get_by_role("button", name=f"Let this one count (Unit H01, {first})").click()
    expect(rows.nth(0).locator("strong")).to_have_text("counts")
    expect(section.get_by_role("button")).to_have_count(1)
    assert _named() == [first]
    assert AuditEntry.objects.filter(action="response.named").count() == 2
    assert findings() == []
