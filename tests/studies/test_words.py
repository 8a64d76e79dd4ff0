"""Every code that the audit log may hold has a word, for the log is read by people."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from studies import detail_words, words
from studies.models.cases import CaseStatus

APPS = ("studies", "surveys", "analysis", "interviews")
OWN = {"study", "by", "action", "about"}
WRITTEN = re.compile(r'action="([a-z_]+)\.([a-z_]+)"')


def written() -> set[tuple[str, str]]:
    files = (path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py"))
    found = {pair for path in files for pair in WRITTEN.findall(path.read_text(encoding="utf-8"))}
    return found | {("case", status) for status in CaseStatus.values}


def test_every_action_has_its_words() -> None:
    found = written()
    assert len(found) > 40
    assert {f"{about}.{done}" for about, done in found if about not in words.ABOUT or done not in words.DONE} == set()


@pytest.mark.parametrize(
    ("code", "said"), [("run.published", "run: published"), ("alone", "alone"), ("x.unit_moved", "x: unit moved")]
)
def test_action_is_said_in_words_as_far_as_there_are_any(code: str, said: str) -> None:
    assert words.action(code) == said


def told() -> set[str]:
    """The names under which the code gives details to the audit log."""
    files = (path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py"))
    calls = (node for path in files for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    recorded = (call for call in calls if ast.unparse(call.func) == "audit.record")
    return {keyword.arg for call in recorded for keyword in call.keywords if keyword.arg} - OWN


def test_every_detail_has_its_word() -> None:
    found = told()
    assert len(found) > 20
    assert found - set(detail_words.KEYS) == {"procedure"}  # that one is said further up
