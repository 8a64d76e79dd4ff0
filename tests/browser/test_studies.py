"""The study's own pages in a real browser, in Danish, on a desk and on a phone; people joining; logging in safely."""

import base64
import hashlib
import hmac
import itertools
import re
import struct
import time
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import Membership, Role, Study, User
from tests import factories
from tests.browser.conftest import Findings, LogIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NEW_PASSWORD = "en hel anden hest"
# As Danish Excel saves it: semicolons, decimal commas, Windows-1252
GOOD = """code;name;region;group;pair;indkomst
U1;Ærø;Syd;high;P1;12,5
U2;Tønder;Syd;low;P1;1.234,5
U3;Århus;;middle;;
"""
BAD = "code;name;group;pair\nU1;Ærø;high;P1\nU1;Tønder;tall;P1\n;Århus;;\nU4;010190-1234;low;P2\n"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without motion, for axe would measure colours half way from one scheme to the other."""
    return {**browser_context_args, "locale": "da-DK", "reduced_motion": "reduce"}


@pytest.fixture
def owned(log_in: LogIn) -> tuple[Study, User]:
    """A study whose owner is logged in."""
    study, user = factories.make_study(title={"da": "Job i kommunerne"}, notice={})
    log_in(user)
    return study, user


def seen(page: Page, findings: Findings) -> None:
    """In both colour schemes nothing serious, and nothing wider than the screen."""
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "da"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert (page.url, width, page.evaluate(OVERFLOW)) == (page.url, width, 0)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert (page.url, width, scheme, findings()) == (page.url, width, scheme, [])


def give(page: Page, tmp_path: Path, text: str) -> None:
    file = tmp_path / "kommuner.csv"
    file.write_bytes(text.encode("cp1252"))
    page.set_input_files("[name=file]", file)
    page.click("main form button[type=submit]")


def test_units_come_from_a_danish_file_after_one_with_problems(
    page: Page, live_server: LiveServer, owned: tuple[Study, User], findings: Findings, tmp_path: Path
) -> None:
    study, _user = owned
    page.goto(live_server.url + study.get_absolute_url())
    seen(page, findings)
    page.click(".begin a.button")
    seen(page, findings)
    give(page, tmp_path, BAD)
    problems = page.locator(".problems")
    expect(problems).to_be_visible()
    for told in ("tall", "U1", "række 5"):
        expect(problems).to_contain_text(told)
    expect(problems).not_to_contain_text("010190")  # nobody's number is repeated
    assert problems.locator("tbody tr").count() >= 4
    seen(page, findings)
    assert not study.units.exists()

    give(page, tmp_path, GOOD)
    expect(page.locator("main")).to_contain_text("Tønder")
    seen(page, findings)
    page.click("button[name=confirm]")
    page.wait_for_url("**/units/")
    expect(page.get_by_role("row", name="Tønder")).to_contain_text(re.compile(r"1[.]?234,5"))
    assert set(study.units.values_list("name", flat=True)) == {"Tønder", "Ærø", "Århus"}
    seen(page, findings)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.click(".studybar-steps a[href$='/groupings/']")
    page.click("main tbody a")
    expect(page.locator("h1")).to_contain_text(study.groupings.get().name)
    seen(page, findings)
    for path in (
        "members/",
        "variables/",
        "variables/new/",
        "units/new/",
        "units/U1/",
        "audit/?check=1",
        "settings/",
    ):
        page.goto(f"{live_server.url}{study.get_absolute_url()}{path}")
        seen(page, findings)


def test_the_chain_and_the_steps_fit_a_desk(page: Page, live_server: LiveServer, owned: tuple[Study, User]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + owned[0].get_absolute_url())
    last = page.locator(".studybar-steps li:last-child").bounding_box()
    frame = page.locator(".studybar-steps").bounding_box()
    assert last
    assert frame
    assert last["x"] + last["width"] <= frame["x"] + frame["width"]
    names = page.locator(".chain-name")
    boxes = [names.nth(number).bounding_box() for number in range(names.count())]
    edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
    assert len(edges) == 9
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(edges))
    assert page.eval_on_selector_all(".chain-name", "all => all.every(e => e.scrollWidth <= e.clientWidth)")


def test_the_table_of_units_needs_no_sideways_scrolling_on_a_phone(
    page: Page, live_server: LiveServer, owned: tuple[Study, User]
) -> None:
    study = owned[0]
    factories.make_pairs(study, pairs=1)
    for number in range(6):
        study.variables.create(name=f"variable_{number}", label={"da": f"Et langt navn {number}"})
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{live_server.url}{study.get_absolute_url()}units/")
    assert page.eval_on_selector(".scroll", "region => region.scrollWidth - region.clientWidth") == 0
    expect(page.locator("td.variable").first).to_be_hidden()
    expect(page.locator(".on-phone")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("td.variable").first).to_be_visible()
    expect(page.locator(".on-phone")).to_be_hidden()


def test_account_menu_opens_by_keyboard_and_its_links_work(
    page: Page, live_server: LiveServer, owned: tuple[Study, User], findings: Findings
) -> None:
    page.goto(live_server.url)
    summary = page.locator(".masthead summary")
    summary.focus()
    page.keyboard.press("Enter")
    links = page.locator(".masthead .menu a")
    addresses = [links.nth(number).get_attribute("href") for number in range(links.count())]
    for path in ("/me/", "/me/token/", "/api/docs/", "/accounts/2fa/", "/accounts/password/change/"):
        assert path in addresses
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    assert findings() == []
    for address in addresses:
        response = page.goto(f"{live_server.url}{address}")
        assert response
        assert (address, response.status) == (address, 200)
    for path in ("/me/", "/api/docs/"):
        page.goto(live_server.url + path)
        seen(page, findings)


def link_in_mail(part: str) -> str:
    found = re.search(rf"https?://\S+?(/{part}\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found.group(1)


def test_member_is_invited_joins_is_given_a_role_and_removed(
    page: Page, browser: Browser, live_server: LiveServer, owned: tuple[Study, User], findings: Findings
) -> None:
    study, _user = owned
    members = f"{live_server.url}{study.get_absolute_url()}members/"
    page.goto(members)
    page.fill("[name=email]", "ny@example.org")
    page.locator("main form:has([name=email]) [name=role][value=reader]").check()
    page.click("main form:has([name=email]) button")
    expect(page.locator("main")).to_contain_text("ny@example.org")
    seen(page, findings)

    other = browser.new_context(locale="da-DK").new_page()
    other.goto(live_server.url + link_in_mail("join"))
    other.fill("[name=name]", "Ny Person")
    other.fill("[name=password]", NEW_PASSWORD)
    other.click("main form button[type=submit]")
    other.wait_for_url("**" + study.get_absolute_url())
    expect(other.locator("h1")).to_contain_text("Job i kommunerne")

    page.goto(members)
    row = page.get_by_role("row", name="Ny Person")
    row.get_by_role("combobox").select_option("analyst")
    row.get_by_role("button").click()
    assert Membership.objects.get(user__email="ny@example.org").role == Role.ANALYST
    page.get_by_role("row", name="Ny Person").get_by_role("link").click()
    seen(page, findings)
    page.click("main form button[type=submit]")
    page.wait_for_url(members)
    expect(page.locator("main")).not_to_contain_text("Ny Person")
    gone = other.goto(live_server.url + study.get_absolute_url())
    assert gone
    assert gone.status == 404


def code_of(secret: str) -> str:
    """RFC 6238: six digits of the half minute; never one that is about to end."""
    if time.time() % 30 > 25:
        time.sleep(6)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def type_login(page: Page, live_server: LiveServer, user: User, password: str) -> None:
    page.goto(f"{live_server.url}/accounts/login/?next=/me/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")


def test_second_factor_is_set_up_and_asked_for(
    page: Page, browser: Browser, live_server: LiveServer, owned: tuple[Study, User], findings: Findings
) -> None:
    _study, user = owned
    page.goto(live_server.url + "/accounts/2fa/totp/activate/")
    if page.locator("[name=password]").count():  # a change of this kind asks for the password once more
        page.fill("[name=password]", factories.PASSWORD)
        page.click("main form button[type=submit]")
    secret = page.locator("#authenticator_secret").input_value()
    seen(page, findings)
    page.fill("[name=code]", code_of(secret))
    page.click("main form:has([name=code]) button[type=submit]")
    page.wait_for_url("**/2fa/recovery-codes/**")
    seen(page, findings)

    other = browser.new_context(locale="da-DK").new_page()
    type_login(other, live_server, user, factories.PASSWORD)
    other.wait_for_url("**/2fa/authenticate/**")
    other.fill("[name=code]", "000000")
    other.click("main form:has([name=code]) button[type=submit]")
    expect(other.locator(".field-error, .problems").first).to_be_visible()
    other.fill("[name=code]", code_of(secret))
    other.click("main form:has([name=code]) button[type=submit]")
    other.wait_for_url("**/me/")


def test_forgotten_password_is_set_anew_through_the_mailed_link(
    page: Page, live_server: LiveServer, findings: Findings
) -> None:
    user: User = factories.UserFactory()
    page.goto(live_server.url + "/accounts/login/")
    page.click("main a[href*='password/reset']")
    page.fill("[name=email]", user.email)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/password/reset/done/")
    page.goto(live_server.url + link_in_mail("accounts/password/reset/key/"))
    seen(page, findings)
    page.fill("[name=password1]", NEW_PASSWORD)
    page.fill("[name=password2]", NEW_PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/password/reset/key/done/")
    type_login(page, live_server, user, NEW_PASSWORD)
    page.wait_for_url("**/me/")
