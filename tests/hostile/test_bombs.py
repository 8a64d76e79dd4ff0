"""Files that are made to hurt are refused with a sentence by every reader, before they take time or memory."""

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studies import tabular
from studies.problems import Refused
from surveys.imports.sheets import read_sheets
from surveys.imports.statistics_file import opened
from tests.hostile.bombs import BOMBS, SOUND, bomb, changed, workbook

Reader = Callable[[bytes, str], object]
READERS: dict[str, Reader] = {
    "table": lambda content, name: tabular.read(io.BytesIO(content), name=name),
    "form": lambda content, name: read_sheets(io.BytesIO(content), name),
}


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("name", list(BOMBS))
def test_bomb_is_refused_in_one_sentence_that_names_the_file(name: str, reader: str) -> None:
    with pytest.raises(Refused) as caught:
        READERS[reader](bomb(name), name)
    assert 1 <= len(caught.value.problems) <= 3
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize("name", [*BOMBS, "zip.sav"])
def test_bomb_is_no_statistics_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(workbook() if name == "zip.sav" else bomb(name))
    with pytest.raises(Refused) as caught, opened(path, name):
        pass
    assert str(caught.value).startswith(name)


@pytest.mark.parametrize("reader", list(READERS))
@pytest.mark.parametrize("name", list(SOUND))
def test_what_a_sheet_claims_costs_nothing(name: str, reader: str) -> None:
    """A row number of a hundred milliards, or texts without end: read or refused, and soon."""
    content, began = bomb(name), time.process_time()
    try:
        found = str(READERS[reader](content, name))
    except Refused as refused:
        found = str(refused)
    assert "Why?" in found or found.startswith(name)
    assert time.process_time() - began < 10  # it was minutes, or for ever; the promise of 2 s is the soak's


def test_cells_far_to_the_right_are_refused_before_they_fill_the_memory() -> None:
    row = b'<row><c r="ZZZ%d"><v>1</v></c></row>'
    rows = b"".join(row % number for number in range(3, 12_000))
    wide = changed(sheet=lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    with pytest.raises(Refused, match="too large to be read"):
        tabular.read(io.BytesIO(wide), name="wide.xlsx")
