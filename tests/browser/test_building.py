"""The builder in a real browser: with the keyboard alone, on a desk and on a phone, and what axe finds."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.stored_forms import spec_of
from tests import factories
from tests.browser.conftest import Findings, LogIn
from tests.surveys.building.at_the_desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_a_questionnaire_is_built_with_the_keyboard(
    page: Page, live_server: LiveServer, log_in: LogIn, findings: Findings
) -> None:
    study, user = factories.make_study(title={"en": "Jobs"}, notice={})
    log_in(user)
    page.goto(f"{live_server.url}/studies/{study.slug}/new-questionnaire/")
    page.fill("[name=title_da]", "Skema")
    page.fill("[name=form_id]", "skema")
    page.fill("[name=audience]", "manager")
    page.press("[name=audience]", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Skema")
    for text in ("Bor du her?", "Arbejder du her?"):
        page.get_by_label("Type of question").select_option("yes_no")
        page.get_by_role("button", name="Add a question").press("Enter")
        page.fill("[name=label_da]", text)
        page.press("[name=choice_0_da]", "Enter")  # saves, and moves no row
        expect(page.get_by_role("link", name=text)).to_be_visible()
    page.get_by_role("button", name="Move arbejder_her up").press("Enter")
    expect(page.locator(".build-line a").first).to_have_text("Arbejder du her?")
    desk = Desk(None, study)  # type: ignore[arg-type]  # only read here
    assert [question.name for question in spec_of(desk.version()).questions()] == ["arbejder_her", "bor_her"]
    base = f"{live_server.url}/studies/{study.slug}/questionnaires/skema"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for path in (
            "build/",
            "build/question/bor_her/",
            "build/texts/?lang=en",
            "build/about/",
            "practice/",
            "1/publish/",
        ):
            page.goto(f"{base}/{path}")
            assert findings() == [], path
            assert page.evaluate(OVERFLOW) <= 0, path
