"""A whole questionnaire in a real browser: answered, stopped, gone on with, sent; with scripts and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import Study
from surveys import services
from surveys.imports import import_xlsform
from surveys.models import Response
from tests.browser.conftest import Findings, LogIn
from tests.factories import make_study
from tests.surveys.fielding import make_collection, make_link
from tests.surveys.files import Rows, write_xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def link(live_server: LiveServer, tmp_path: Path) -> str:
    collection, _user = make_collection(tmp_path)
    unit = collection.study.units.get(code="H01")
    return live_server.url + make_link(collection, unit=unit)[1]


def _stored() -> dict[str, object]:
    return dict(Response.objects.get().answers)


def test_questionnaire_is_answered_in_danish_stopped_gone_on_with_and_sent(
    page: Page, browser: Browser, link: str, findings: Findings
) -> None:
    page.goto(link)
    assert page.locator("html").get_attribute("lang") == "da"
    assert findings() == []
    page.click("button[type=submit]")
    page.get_by_label("I høj grad").check()
    expect(page.locator("[data-question=attention] [data-saved]")).not_to_be_empty()
    assert _stored() == {"attention": "high"}
    page.get_by_label("Kursus").check()
    assert findings() == []
    page.click("button[name=next]")
    why = page.locator("[data-question=why]")
    expect(why).to_be_hidden()
    page.fill("#q_contracts", "60")
    expect(why).to_be_visible()
    page.fill("#q_why", "Mange sager på øen")
    page.click("button[name=stop]")
    expect(page.locator("h1")).to_be_visible()
    assert _stored() == {"attention": "high", "means": ["course"], "contracts": 60, "why": "Mange sager på øen"}

    other = browser.new_context().new_page()
    other.goto(link)
    other.click("button[type=submit]")
    assert other.input_value("#q_why") == "Mange sager på øen"
    other.fill("#q_since", "2003-12-24")
    other.click("button[name=next]")
    expect(other.locator("main")).to_contain_text("I høj grad")
    other.locator("main button[type=submit]").dblclick()
    other.wait_for_url("**/receipt/")
    response = Response.objects.get()
    assert (response.status, response.answers["since"]) == ("complete", "2003-12-24")
    with other.expect_download() as download:
        other.get_by_role("link", name="CSV").click()
    assert "Mange sager på øen" in Path(download.value.path()).read_text("utf-8-sig")
    other.context.close()


def test_whole_questionnaire_works_without_scripts(browser: Browser, link: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(link)
    page.click("button[type=submit]")
    page.click("button[name=next]")
    expect(page.locator("[role=alert]")).to_be_visible()
    page.get_by_label("I ringe grad").check()
    page.click("button[name=next]")
    page.fill("#q_contracts", "60")
    page.click("button[name=next]")
    expect(page.locator("#q_why")).to_be_visible()
    page.fill("#q_why", "Fordi")
    page.click("button[name=next]")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/receipt/")
    assert _stored() == {"attention": "low", "means": [], "contracts": 60, "why": "Fordi"}
    context.close()


def test_questionnaire_is_answered_with_the_keyboard_alone(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main button[type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/1/")
    page.locator("#q_attention").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-question=means] [data-saved]")).not_to_be_empty()
    page.locator("button[name=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    assert _stored() == {"attention": "high", "means": ["plan"]}


def test_question_that_opens_behind_a_fast_typist_comes_back(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    page.get_by_label("I ringe grad").check()
    page.click("button[name=next]")
    page.fill("#q_contracts", "60")
    page.locator("button[name=next]").focus()
    expect(page.locator("[data-question=why]")).to_be_visible()
    expect(page.locator("[data-opened]")).not_to_be_empty()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/?opened=1")
    expect(page.locator("#q_why")).to_be_visible()
    page.click("button[name=next]")
    page.wait_for_url("**/check/")


def test_question_that_was_met_does_not_bring_the_page_back(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    page.get_by_label("I ringe grad").check()
    page.click("button[name=next]")
    page.fill("#q_contracts", "60")
    page.locator("button[name=next]").focus()
    expect(page.locator("#q_why")).to_be_visible()
    page.locator("#q_why").focus()
    page.locator("button[name=next]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")


def test_lost_connection_is_said_and_the_answer_is_stored_when_it_is_back(page: Page, link: str) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    saved = page.locator("[data-question=attention] [data-saved]")
    page.wait_for_load_state()
    page.context.set_offline(True)
    page.get_by_label("I høj grad").check()
    expect(saved).to_contain_text("...")
    page.context.set_offline(False)
    expect(saved).not_to_contain_text("...", timeout=10_000)
    assert _stored() == {"attention": "high"}


def test_answer_given_before_the_script_has_arrived_is_stored_too(page: Page, link: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/respondent*.js", hold)
    page.goto(link)
    page.click("button[type=submit]")
    page.get_by_label("I høj grad").check()
    assert _stored() == {}
    held[-1].continue_()
    expect(page.locator("[data-question=attention] [data-saved]")).not_to_be_empty()
    assert _stored() == {"attention": "high"}


def test_errors_take_the_focus(page: Page, link: str, findings: Findings) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    page.click("button[name=next]")
    expect(page.locator("[role=alert]")).to_be_focused()
    assert findings() == []
    page.click("[role=alert] a")
    expect(page.locator("#q_attention")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_a_phone(page: Page, link: str, findings: Findings, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(link)
    page.click("button[type=submit]")
    page.get_by_label("I høj grad").check()
    page.click("button[name=next]")
    page.click("button[name=next]")
    for path in ("", "questionnaire/", "1/", "2/", "check/"):
        page.goto(link + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert findings() == [], path


def test_what_was_wrong_and_no_longer_is_does_not_stay_red(page: Page, link: str, findings: Findings) -> None:
    page.goto(link)
    page.click("button[type=submit]")
    page.click("button[name=next]")
    question = page.locator("[data-question=attention]")
    expect(question).to_have_class("question invalid")
    page.get_by_label("I høj grad").check()
    expect(question).to_have_class("question")
    expect(page.locator("[role=alert]")).to_have_count(0)
    expect(page.locator("[aria-invalid]")).to_have_count(0)
    assert findings() == []
    page.click("button[name=next]")
    page.fill("#q_contracts", "900")
    contracts = page.locator("[data-question=contracts]")
    expect(contracts).to_have_class("question invalid")
    page.fill("#q_contracts", "90")
    expect(contracts).to_have_class("question")


@pytest.fixture
def arabic(live_server: LiveServer, tmp_path: Path) -> str:
    """A form in Arabic, one question of which has no Arabic text."""
    study, user = make_study(languages=["da"])
    survey: Rows = [
        ["type", "name", "label::Dansk (da)", "label::Arabic (ar)", "required"],
        ["select_one degree", "help", "Fik du hjælp?", "هل حصلت على المساعدة؟", "yes"],
        ["integer", "months", "Hvor mange måneder?", "كم شهرًا؟", ""],
        ["text", "why", "Hvorfor?", "", ""],
    ]
    choices: Rows = [
        ["list_name", "name", "label::Dansk (da)", "label::Arabic (ar)"],
        ["degree", "high", "I høj grad", "إلى درجة كبيرة"],
        ["degree", "low", "I ringe grad", "إلى درجة قليلة"],
    ]
    settings: Rows = [["form_id", "form_title (ar)", "default_language"], ["citizens", "استبيان", "Dansk (da)"]]
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    form = import_xlsform(study=study, file=write_xlsx(tmp_path / "ar.xlsx", sheets), by=user, publish=True)
    collection = services.create_collection(study=study, version=form.version, name="2004", by=user)
    return live_server.url + make_link(collection, language="ar")[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_in_arabic_reads_from_the_right(page: Page, arabic: str, findings: Findings, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(arabic)
    assert page.locator("html").get_attribute("dir") == "rtl"
    places = (page.locator(".sheet-languages a").nth(number).bounding_box() for number in (0, 1))
    left, right = sorted((place for place in places if place), key=lambda place: place["x"])
    apart = right["x"] - left["x"] - left["width"]
    assert apart >= 8
    page.click("button[type=submit]")
    page.click("button[name=next]")
    assert findings() == []
    page.get_by_label("إلى درجة كبيرة").check()
    assert page.locator("[data-question=why] label [lang=da]").get_attribute("dir") == "ltr"
    page.click("button[name=next]")
    page.wait_for_url("**/check/")
    for path in ("", "questionnaire/", "1/", "check/"):
        page.goto(arabic + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert findings() == [], path
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/receipt/")
    assert findings() == []


def test_the_preview_is_in_the_language_asked_for(page: Page, arabic: str, log_in: LogIn, findings: Findings) -> None:
    study = Study.objects.get()
    log_in(study.memberships.get().user)
    base = arabic.partition("/s/")[0]
    page.goto(f"{base}/studies/{study.slug}/questionnaires/citizens/preview/?lang=ar")
    sheet = page.locator(".respondent")
    assert (sheet.get_attribute("lang"), sheet.get_attribute("dir")) == ("ar", "rtl")
    expect(page.locator(".tabs [aria-current]")).to_have_text("العربيّة")
    expect(page.locator(".studybar [aria-current]")).to_have_count(1)
    assert findings() == []
