"""Debian's chromium for every browser test; logging in through the page; what axe finds."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from studies.models import User
from tests.conftest import CHROMIUM
from tests.factories import PASSWORD

expect.set_options(timeout=15_000)  # a busy machine is no finding

LogIn = Callable[[User], None]
Findings = Callable[[], list[str]]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def log_in(page: Page, live_server: LiveServer) -> LogIn:
    """`log_in(user)`: by e-mail and password, as a person does; lands where the page leads."""

    def go(user: User) -> None:
        page.goto(f"{live_server.url}/accounts/login/?next=/accounts/2fa/")
        page.fill("[name=login]", user.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/accounts/2fa/")

    return go


@pytest.fixture
def findings(page: Page) -> Findings:
    """`findings()`: what axe finds on the page, serious or critical, each with the first place."""

    def look() -> list[str]:
        page.wait_for_load_state()
        violations = Axe().run(page).response["violations"]
        serious = [v for v in violations if v["impact"] in {"serious", "critical"}]
        return [f"{v['id']}: {v['nodes'][0]['html']}" for v in serious]

    return look
