"""The catalogues: nothing untranslated, every placeholder kept, what is compiled is what is written."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}")
SOURCES = ("analysis", "config", "demo", "interviews", "studies", "surveys", "templates")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def forms(entry: polib.POEntry) -> Iterator[str]:
    yield from entry.msgstr_plural.values() if entry.msgid_plural else (entry.msgstr,)


def test_danish_is_complete() -> None:
    assert [entry.msgid for entry in catalogue("da") if not entry.translated() or entry.fuzzy] == []


@pytest.mark.parametrize("language", ["da", "ar"])
def test_translations_keep_every_placeholder(language: str) -> None:
    for entry in catalogue(language):
        known = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for form in forms(entry):
            used = set(PLACEHOLDER.findall(form))
            assert used <= known, entry.msgid
            assert entry.msgid_plural or used == known, entry.msgid


@pytest.mark.parametrize("language", ["da", "ar"])
def test_compiled_catalogue_is_the_written_one(language: str) -> None:
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    written = {(entry.msgctxt, entry.msgid): list(forms(entry)) for entry in catalogue(language)}
    assert {(entry.msgctxt, entry.msgid): list(forms(entry)) for entry in compiled} == written


@pytest.mark.skipif(shutil.which("xgettext") is None, reason="no xgettext on this machine")
def test_danish_has_every_text_of_the_program(tmp_path: Path) -> None:
    for source in SOURCES:
        shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("*.pyc", "akf2006"))
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "da", "--no-location"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    found = polib.pofile(str(tmp_path / "locale" / "da" / "LC_MESSAGES" / "django.po"))
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue("da")}
    assert sorted(entry.msgid for entry in found if (entry.msgctxt, entry.msgid) not in known) == []
    assert sorted(msgid for _, msgid in known - {(entry.msgctxt, entry.msgid) for entry in found}) == []
