import re
from pathlib import Path

import pytest

from analysis import methods, procedures
from analysis.methods.notes import NOTES, Note, Refused, refuse_if

FOLDERS = (*methods.__path__, *procedures.__path__)
SOURCES = "\n".join(
    path.read_text() for folder in FOLDERS for path in Path(folder).glob("*.py") if path.name != "notes.py"
)


def test_refused_says_all_problems_and_keeps_them() -> None:
    problems = (Note("no_high_units"), Note("unit_twice", {"unit": "7"}))
    refused = Refused(problems)
    assert refused.problems == problems
    assert str(refused).splitlines() == [str(problem) for problem in problems]


def test_refuse_if_nothing_is_wrong_goes_on() -> None:
    refuse_if([])
    with pytest.raises(Refused):
        refuse_if([Note("no_high_units")])


def test_every_sentence_is_used_and_every_code_has_one() -> None:
    used = set(re.findall(r'Note\(\s*"(\w+)"', SOURCES)) | {code for code in NOTES if f'"{code}"' in SOURCES}
    assert used == set(NOTES)


@pytest.mark.parametrize("code", sorted(NOTES))
def test_sentence_ends_like_one_and_names_plain_fields(code: str) -> None:
    assert NOTES[code][-1] in ".:"
    assert all(re.fullmatch(r"[a-z_]+", field) for field in re.findall(r"{(.*?)}", NOTES[code]))
