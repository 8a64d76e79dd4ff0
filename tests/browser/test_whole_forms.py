"""The two demo questionnaires from the link to the receipt, on a phone, by keyboard alone and without scripts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import LegalBasis
from surveys import services
from surveys.imports import import_xlsform
from surveys.models import Anonymity, Collection, DisclosureLevel, Invitation, Response
from tests.browser.keyboard import answer_page, press
from tests.factories import make_pairs, make_study
from tests.surveys.fielding import make_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEMO = Path(__file__).parents[2] / "demo"
PHONE: ViewportSize = {"width": 390, "height": 800}
STAYS = {"move": "no", "in_work": "yes", "supported_work": "no", "age": "34", "years_in_denmark": "6"}
Field = Callable[..., Collection]


@pytest.fixture
def field() -> Field:
    """A demo questionnaire, fielded."""

    def make(file: str, audience: str, **fields: Any) -> Collection:
        study, user = make_study(legal_basis=LegalBasis.CONSENT, controller="AKF", contact="Anne, tlf. 12 34 56 78")
        make_pairs(study, pairs=1)
        form = import_xlsform(study=study, file=DEMO / file, by=user, audience=audience, publish=True)
        return services.create_collection(study=study, version=form.version, name="x", by=user, **fields)

    return make


def _serious(page: Page) -> list[str]:
    page.wait_for_load_state()
    violations = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in violations if v["impact"] in {"serious", "critical"}]


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    assert _serious(page) == [], page.url


def _phone(browser: Browser, scheme: str = "light", *, scripts: bool = True) -> BrowserContext:
    return browser.new_context(
        viewport=PHONE, color_scheme="dark" if scheme == "dark" else "light", java_script_enabled=scripts
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_residents_answer_in_arabic_with_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, field: Field, scheme: str
) -> None:
    """A condition opens and closes, an error is put right, one stops and goes on in another browser, and sends."""
    collection = field("ti2002/resident.xlsx", "resident", disclosure=DisclosureLevel.PERSONS)
    _invitation, path = make_link(collection, language="ar")
    context = _phone(browser, scheme)
    page = context.new_page()
    page.goto(live_server.url + path)
    assert page.locator("html").get_attribute("dir") == "rtl"
    _fits(page)
    press(page, "#age")
    press(page, "#consent")
    press(page, "main button[type=submit]")
    page.wait_for_url("**/1/")
    answer_page(page, {"move": "yes"})
    page.wait_for_url("**/2/")
    answer_page(page, {}, press="back")
    page.wait_for_url("**/1/")
    answer_page(page, STAYS)
    page.wait_for_url("**/3/")
    _fits(page)
    answer_page(page, {"why_stay_more": "أسكن هنا مع عائلتي"})
    page.wait_for_url("**/4/")
    expect(page.locator("[data-question=supported_work]")).to_be_hidden()
    answer_page(page, STAYS, press="stop", awaited=("in_work",))
    expect(page.locator(".own-link")).to_be_visible()
    assert "supported_work" in Response.objects.get().answers
    _fits(page)
    context.close()
    _go_on_in_another_browser(_phone(browser, scheme), live_server.url + path)


def _go_on_in_another_browser(context: BrowserContext, link: str) -> None:
    page = context.new_page()
    page.goto(link)
    press(page, "main button[type=submit]")
    page.wait_for_url("**/4/")
    answer_page(page, {"in_work": "no"}, awaited=("in_work",))
    page.wait_for_url("**/5/")
    answer_page(page, STAYS | {"age": "7"})
    alert = page.locator("[role=alert]")
    expect(alert).to_be_focused()
    _fits(page)
    press(page, "[role=alert] a")
    expect(page.locator("#q_age")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    answer_page(page, STAYS)
    page.wait_for_url("**/check/*")
    expect(page.locator("main")).to_contain_text("أسكن هنا مع عائلتي")
    _fits(page)
    press(page, "main button[type=submit]")
    page.wait_for_url("**/receipt/*")
    _fits(page)
    response = Response.objects.get()
    assert (response.status, response.language) == ("complete", "ar")
    assert {name: response.answers.get(name) for name in ("move", "in_work", "age", "mv01")} == {
        "move": "no",
        "in_work": "no",
        "age": 34,
        "mv01": None,
    }
    assert "supported_work" not in response.answers
    assert response.answers["why_stay_more"] == "أسكن هنا مع عائلتي"
    assert response.paradata["consent"]["language"] == "ar"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_managers_answer_in_danish_with_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, field: Field, scheme: str
) -> None:
    """All five sections; stopped after the second, gone on with elsewhere; kept as a file and taken back."""
    collection = field("akf2006/manager.xlsx", "manager", disclosure=DisclosureLevel.ORGANISATION)
    _invitation, path = make_link(collection, unit=collection.study.units.get(code="H01"))
    context = _phone(browser, scheme)
    page = context.new_page()
    page.goto(live_server.url + path)
    _fits(page)
    press(page, "#consent")
    press(page, "main button[type=submit]")
    page.wait_for_url("**/1/")
    met = answer_page(page, {})
    page.wait_for_url("**/2/")
    met |= answer_page(page, {}, press="stop")
    expect(page.locator(".own-link")).to_be_visible()
    context.close()
    context = _phone(browser, scheme)
    page = context.new_page()
    page.goto(live_server.url + path)
    press(page, "main button[type=submit]")
    page.wait_for_url("**/2/")
    for number in (2, 3, 4, 5):
        _fits(page)
        met |= answer_page(page, {})
        page.wait_for_url(f"**/{number + 1}/" if number < 5 else "**/check/")
    press(page, "main button[type=submit]")
    page.wait_for_url("**/receipt/")
    assert set(Response.objects.get().answers) == met
    assert len(met) == 20
    press(page, "a[href$='/withdraw/']")
    page.wait_for_url("**/withdraw/")
    _fits(page)
    press(page, "main button[type=submit]")
    expect(page.locator("h1")).to_be_visible()
    assert not Response.objects.exists()
    context.close()


def test_an_open_anonymous_questionnaire_is_answered_without_scripts(
    browser: Browser, live_server: LiveServer, field: Field
) -> None:
    """In Arabic, from the open link to the receipt; nothing of a person is stored."""
    collection = field(
        "ti2002/resident.xlsx", "resident", disclosure=DisclosureLevel.PERSONS, anonymity=Anonymity.ANONYMOUS
    )
    token = services.make_open_link(collection=collection, by=None)
    context = _phone(browser, scripts=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/s/open/{token}/?lang=ar")
    page.click("main button[type=submit]")
    expect(page.locator("[role=alert] li")).to_have_count(2)
    page.check("#age")
    page.check("#consent")
    page.click("main button[type=submit]")
    page.wait_for_url("**/link/")
    expect(page.locator(".own-link svg")).to_have_count(1)
    page.click("main button[type=submit]")
    page.check("[name=q_move][value=no]")
    page.click("button[name=next]")
    page.wait_for_url("**/3/")
    page.click("button[name=next]")
    page.check("[name=q_in_work][value=yes]")
    page.click("button[name=next]")
    page.wait_for_url("**/4/?opened=1")
    page.check("[name=q_supported_work][value=no]")
    page.click("button[name=next]")
    page.fill("#q_age", "7")
    page.click("button[name=next]")
    expect(page.locator("[role=alert]")).to_be_visible()
    page.fill("#q_age", "70")
    page.click("button[name=stop]")
    expect(page.locator(".own-link")).to_be_visible()
    page.click(".buttons a.button")
    page.click("main button[type=submit]")
    page.click("button[name=next]")
    page.wait_for_url("**/check/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/receipt/")
    response = Response.objects.get()
    assert (response.status, response.answers["age"], response.invitation) == ("complete", 70, None)
    assert not Invitation.objects.exists()
    context.close()


def test_a_connection_cut_on_every_page_loses_nothing(page: Page, live_server: LiveServer, field: Field) -> None:
    """On each of the five pages the line is cut while one answers, and *Go on* is pressed without it."""
    collection = field("akf2006/manager.xlsx", "manager")
    _invitation, path = make_link(collection)
    page.goto(live_server.url + path)
    page.check("#consent")
    page.click("main button[type=submit]")
    for number in range(1, 6):
        page.wait_for_url(f"**/{number}/")
        page.wait_for_load_state()
        first = page.locator("[data-question]").first
        page.context.set_offline(True)
        first.locator("input").first.check()
        expect(first.locator("[data-saved]")).to_contain_text("...")
        page.context.set_offline(False)
        expect(first.locator("[data-saved]")).not_to_contain_text("...", timeout=15_000)
        page.click("button[name=next]")
    page.wait_for_url("**/check/")
    page.context.set_offline(True)
    page.click("main button[type=submit]", no_wait_after=True)
    page.wait_for_timeout(300)
    assert Response.objects.get().status == "started"
    page.context.set_offline(False)
    page.goto(f"{live_server.url}{path}check/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/receipt/")
    assert len(Response.objects.get().answers) == 5
