"""Answering a page with the keyboard alone: Tab goes on, and what has the focus is answered."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

FOCUS = """() => {
  const field = document.activeElement;
  const question = field.closest("[data-question]");
  return {tag: field.tagName, type: field.type ?? "", name: field.name ?? "", value: field.value ?? "",
          checked: Boolean(field.checked), question: question ? question.dataset.question : ""};
}"""
MOST = 250
Answers = Mapping[str, str | list[str]]


def answer_page(page: Page, answers: Answers, press: str = "next", awaited: tuple[str, ...] = ()) -> set[str]:
    """Answers what is asked, with the first choice where nothing is said, and presses a button. Says what was met."""
    met: set[str] = set()
    for _step in range(MOST):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["tag"] == "BUTTON" and focus["name"] == press:
            page.keyboard.press("Enter")
            return met
        name = focus["question"]
        if name and (name not in met or focus["type"] == "checkbox"):
            met.add(name)
            _give(page, focus, answers.get(name))
            if name in awaited:
                expect(page.locator(f"[data-question={name}] [data-saved]")).not_to_be_empty()
    raise AssertionError(f"no button {press} within {MOST} steps; met {sorted(met)}")


def _give(page: Page, focus: dict[str, Any], answer: str | list[str] | None) -> None:
    if focus["type"] == "radio":
        _choose(page, answer)
    elif focus["type"] == "checkbox":
        if answer is not None and focus["value"] in answer and not focus["checked"]:
            page.keyboard.press("Space")
    elif focus["tag"] == "SELECT":
        page.keyboard.press("ArrowDown")
    elif answer is not None:
        page.keyboard.press("Control+A")
        page.keyboard.type(str(answer))


def _choose(page: Page, code: str | list[str] | None) -> None:
    """Space takes the one that has the focus; the arrows go on to the next."""
    page.keyboard.press("Space")
    for _step in range(30):
        if code is None or page.evaluate(FOCUS)["value"] == code:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no choice {code}")


def press(page: Page, selector: str) -> None:
    """Tab to it, then Enter, or Space on what is ticked."""
    wanted = page.locator(selector).first
    for _step in range(MOST):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            ticked = wanted.get_attribute("type") == "checkbox"
            page.keyboard.press("Space" if ticked else "Enter")
            return
    raise AssertionError(f"{selector} is not reached by Tab")
