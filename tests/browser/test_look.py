"""The look in a real browser: nothing serious for axe, nothing wider than the screen, focus where it belongs."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import User
from tests.browser.conftest import Findings, LogIn
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
STYLEGUIDES = ["/styleguide/", "/styleguide/?language=ar", "/styleguide/?as=respondent&language=ar"]
PUBLIC = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/nothing-here/"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def make_user(*, staff: bool = False) -> User:
    return User.objects.create_user("someone@example.org", PASSWORD, is_staff=staff)


def show(page: Page, address: str, *, width: int, scheme: str) -> list[str]:
    """Opens the page; gives back what the browser complained of (the policy, above all)."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address)
    return complaints


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_public_pages_are_accessible(
    page: Page, live_server: LiveServer, findings: Findings, width: int, scheme: str
) -> None:
    for path in PUBLIC:
        complaints = show(page, live_server.url + path, width=width, scheme=scheme)

        assert (path, findings(), complaints, page.evaluate(OVERFLOW)) == (path, [], [], 0)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_component_is_accessible(
    page: Page, live_server: LiveServer, log_in: LogIn, findings: Findings, width: int, scheme: str
) -> None:
    log_in(make_user(staff=True))
    for path in STYLEGUIDES:
        complaints = show(page, live_server.url + path, width=width, scheme=scheme)

        assert (path, findings(), complaints, page.evaluate(OVERFLOW)) == (path, [], [], 0)


def test_account_pages_are_accessible(page: Page, live_server: LiveServer, log_in: LogIn, findings: Findings) -> None:
    log_in(make_user())
    for path in ("/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/", "/accounts/logout/"):
        complaints = show(page, live_server.url + path, width=390, scheme="light")

        assert (path, findings(), complaints, page.evaluate(OVERFLOW)) == (path, [], [], 0)


def test_a_wrong_password_is_said_and_takes_the_focus(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", "nobody@example.org")
    page.fill("[name=password]", "wrong horse")
    page.click("main button[type=submit]")

    expect(page.locator(".problems")).to_be_visible()
    expect(page.locator(".problems")).to_be_focused()


def test_keyboard_reaches_the_content_first(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/password/reset/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_function("['main', 'id_email'].includes(document.activeElement.id)")


def test_rows_become_cards_on_a_phone(page: Page, live_server: LiveServer, log_in: LogIn) -> None:
    log_in(make_user(staff=True))
    cell = "document.querySelector('#tables td[data-label]')"

    show(page, f"{live_server.url}/styleguide/", width=1280, scheme="light")
    wide = page.evaluate(f"[getComputedStyle({cell}).display, getComputedStyle({cell}, '::before').content]")
    show(page, f"{live_server.url}/styleguide/", width=390, scheme="light")
    narrow = page.evaluate(f"[getComputedStyle({cell}).display, getComputedStyle({cell}, '::before').content]")

    assert wide == ["table-cell", "none"]
    assert narrow == ["flow-root", '"High"']


def test_header_of_a_long_table_stays_in_sight(page: Page, live_server: LiveServer, log_in: LogIn) -> None:
    log_in(make_user(staff=True))
    show(page, f"{live_server.url}/styleguide/", width=1280, scheme="light")

    position = page.evaluate("getComputedStyle(document.querySelector('#tables thead th')).position")

    assert position == "sticky"
