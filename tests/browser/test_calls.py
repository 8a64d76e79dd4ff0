"""An interviewer at the keyboard: no mouse from the queue to the end of an interview."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from surveys.models import ContactAttempt, Response
from tests.browser.conftest import Findings, LogIn
from tests.surveys.telephone import person, telephone_collection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_interview_in_arabic_by_keyboard_alone(
    page: Page, live_server: LiveServer, log_in: LogIn, findings: Findings, tmp_path: Path
) -> None:
    collection, user = telephone_collection(tmp_path)
    person(collection, 1, language="ar")
    person(collection, 2, language="da")
    log_in(user)
    page.goto(f"{live_server.url}/studies/{collection.study.slug}/calls/")
    assert findings() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*/")
    assert findings() == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/intro/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/move/")
    expect(page.locator(".turn")).to_have_attribute("dir", "rtl")
    expect(page.locator(".turn-text .beside")).to_have_text("Vil du gerne flytte?")
    assert findings() == []
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/why/")
    page.keyboard.type("1 2 3")
    page.keyboard.press("PageUp")
    page.wait_for_url("**/questions/move/")
    expect(page.locator("#q_move")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/why/")
    expect(page.locator("textarea")).to_have_value("1 2 3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/age/")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_url("**/finish/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/")
    response = Response.objects.get()
    assert (response.status, response.answers) == ("complete", {"move": "yes", "why": "1 2 3"})
    assert response.paradata["unanswered"] == {"age": "dont_know"}

    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*/")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/")
    assert list(ContactAttempt.objects.values_list("disposition", flat=True)) == ["1.1", "3.12"]
