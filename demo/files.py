"""Where the demo's files lie, and how its tables are read and written."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

STUDY = Path(__file__).parent / "akf2006"
PUBLISHED = STUDY / "published"
PLAN = STUDY / "plan"

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """All rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with LF line ends, so that the same rows give the same bytes everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
