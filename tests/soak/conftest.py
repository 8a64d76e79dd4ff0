import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where PostgreSQL's own account may come too."""
    with tempfile.TemporaryDirectory(prefix="kontrast-soak-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
