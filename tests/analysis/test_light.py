"""The web process stays light: what a worker needs is loaded in a run, never with the pages."""

import subprocess
import sys

import pytest

HEAVY = ("pandas", "pandera", "statsmodels", "scipy", "vl_convert")
PAGES = """
import config.wsgi, sys
from django.urls import get_resolver
from analysis.procedures import PROCEDURES
def walk(patterns):
    for pattern in patterns:
        walk(pattern.url_patterns) if hasattr(pattern, "url_patterns") else pattern.callback
walk(get_resolver("config.urls").url_patterns)
walk(get_resolver("config.respondent_urls").url_patterns)
assert [procedure.title for procedure in PROCEDURES.values()]
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("library", HEAVY)
def test_pages_load_no_library_of_the_worker(library: str, loaded: frozenset[str]) -> None:
    assert library not in loaded


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """Top-level modules of a fresh interpreter that serves every page and lists every procedure."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        f"import os; os.environ['DJANGO_SETTINGS_MODULE']='config.settings'\n{PAGES}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return frozenset(done.stdout.split())


def test_the_fresh_interpreter_did_load_the_pages(loaded: frozenset[str]) -> None:
    assert {"django", "studies", "surveys", "analysis"} <= loaded
