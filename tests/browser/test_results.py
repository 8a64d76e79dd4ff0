"""The way of a result in a real browser: a contrast, the units behind it, a report, a case, two files."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from analysis.models import Figure, Item
from studies.models import Case, Role, Study, User
from surveys.models import DisclosureLevel
from tests.analysis.samples import a_study, collect, contrast_run
from tests.analysis.test_selection_page import selection_run
from tests.browser.conftest import Findings, LogIn
from tests.factories import ItemFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="200"><rect width="700" height="200"/></svg>'


def member(study: Study, role: str) -> User:
    user: User = UserFactory()
    MembershipFactory(study=study, user=user, role=role)
    return user


@pytest.fixture
def study() -> Study:
    study = a_study(slug="sample")
    run = selection_run(study)
    contrast_run(study, grouping=run.grouping)
    form = collect(study, DisclosureLevel.ORGANISATION).version.questionnaire
    theme = study.themes.create(code="T1", name={"en": "Ranking of the work", "da": "Prioritering"})
    for code, label in (("M01", "Political attention"), ("M02", "Written policy")):
        ItemFactory(study=study, questionnaire=form, code=code, label={"en": label}, theme=theme)
    return study


def test_from_a_contrast_to_its_units_a_report_a_case_and_two_files(
    page: Page, live_server: LiveServer, log_in: LogIn, study: Study
) -> None:
    log_in(member(study, Role.RESEARCHER))
    page.goto(f"{live_server.url}/studies/sample/contrasts/")
    expect(page.get_by_role("row", name=re.compile("Political attention")).get_by_text("8 of 9")).to_be_visible()
    page.get_by_role("link", name="Political attention").click()
    expect(page.get_by_role("row", name=re.compile("Unit H01"))).to_be_visible()
    page.get_by_label("Why").fill("Eight of nine against four of eight.")
    page.get_by_role("button", name="Report as a difference").click()
    expect(page.get_by_text("Marked as reported.")).to_be_visible()
    assert Item.objects.get(code="M01").reported

    page.goto(f"{live_server.url}/studies/sample/selection/")
    expect(page.locator("#reason-H01")).to_be_hidden()
    page.locator("#unit-H01 summary").click()
    page.locator("#reason-H01").fill("Meets every criterion that is known.")
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("Unit H01 is chosen, with Unit L01 as its partner.")).to_be_visible()
    chosen = page.get_by_role("region", name="1 chosen case")
    expect(chosen.get_by_text("Unit L01")).to_be_visible()
    expect(chosen.get_by_role("button", name=re.compile("Has been asked"))).to_be_visible()
    assert Case.objects.get().unit.code == "H01"

    page.goto(f"{live_server.url}/studies/sample/contrasts/manager/")
    row = page.get_by_role("row", name=re.compile("Political attention"))
    expect(row.get_by_text("reported")).to_have_attribute("title", "Eight of nine against four of eight.")
    expect(row.get_by_text("Eight of nine against")).to_have_count(0)
    for name, start in (("XLSX", b"PK"), ("DOCX", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert Path(download.value.path()).read_bytes().startswith(start)
        assert download.value.suggested_filename.endswith(name.lower())


def test_a_reader_is_shown_what_disclosure_leaves(
    page: Page, live_server: LiveServer, log_in: LogIn, study: Study
) -> None:
    study.collections.update(disclosure=DisclosureLevel.STAFF)
    log_in(member(study, Role.READER))
    page.goto(f"{live_server.url}/studies/sample/contrasts/manager/M01/")
    expect(page.get_by_text("Shown to the team only")).to_be_visible()
    expect(page.get_by_text("Unit H01")).to_have_count(0)
    expect(page.get_by_role("button", name="Report as a difference")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_result_pages_are_accessible_and_fit(
    page: Page, live_server: LiveServer, log_in: LogIn, findings: Findings, study: Study, width: int, scheme: str
) -> None:
    run = study.runs.get(procedure="contrast")
    words = {"title": "A finding", "alternative": "In words", "specification": {}, "svg": SVG, "png": b""}
    Figure.objects.create(run=run, name="f", language="en", public=False, **words)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    log_in(member(study, Role.OWNER))
    for path in ("contrasts/manager/?tests=1", "contrasts/manager/M01/", f"runs/{run.pk}/", "selection/", "items/"):
        page.goto(f"{live_server.url}/studies/sample/{path}")
        for summary in page.locator("details.opens summary").all():
            summary.click()
        assert findings() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_run_at_work_is_followed_without_a_click(
    page: Page, live_server: LiveServer, log_in: LogIn, study: Study
) -> None:
    from tests.analysis.test_results_pages import at_work

    run = at_work(study)
    log_in(member(study, Role.OWNER))
    page.goto(f"{live_server.url}/studies/sample/runs/{run.pk}/")
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    run.status, run.error = "failed", "Too few answers."
    run.save()
    expect(page.get_by_text("Too few answers.")).to_be_visible(timeout=5000)
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
