"""Items and criteria from a file: every problem with row and column, then all of it or nothing."""

from pathlib import Path
from typing import BinaryIO

from analysis.imports.criteria import Stated, import_criteria
from analysis.imports.reading import read_items
from analysis.imports.rows import Reading
from analysis.imports.saving import Imported, save_items
from studies.models import Study, User

__all__ = ["Imported", "Reading", "Stated", "import_criteria", "import_items", "read_items", "save_items"]


def import_items(*, study: Study, file: Path | BinaryIO, by: User | None, name: str = "") -> Imported:
    """Read, check and save a file of items. The same file again changes nothing."""
    reading = read_items(study=study, file=file, name=name)
    reading.problems.refuse_if_any()
    return save_items(reading, by=by)
