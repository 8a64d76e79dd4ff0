"""QUALITY.md section 3: each bomb is refused or read in less than 2 s and 200 MB more memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import BOMBS, SOUND, bomb

pytestmark = pytest.mark.soak
READ = """
import io, os, resource, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from studies import tabular
from studies.problems import Refused
from surveys.imports.sheets import read_sheets
path, name, reader = sys.argv[1:]
content = open(path, "rb").read()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    read_sheets(io.BytesIO(content), name) if reader == "form" else tabular.read(io.BytesIO(content), name=name)
except Refused:
    pass
print(time.process_time() - began, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.parametrize("reader", ["table", "form"])
@pytest.mark.parametrize("name", [*BOMBS, *SOUND])
def test_bomb_takes_neither_time_nor_memory(name: str, reader: str, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(bomb(name))
    ran = subprocess.run(
        [sys.executable, "-c", READ, str(path), name, reader], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, ran.stdout.split())
    assert seconds < 2
    assert megabytes < 200
