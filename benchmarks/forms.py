"""Questionnaires in: 600 rows with 427 conditions, and a sheet that claims 4,417 x 16,384 cells.

The reference reader, pyxform, converting the same form is what the first is compared with; the second shows the
greatest memory of a process that does nothing else, Django included. Nothing that is written stays.
"""

import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from django.core.management import call_command
from django.db import transaction
from pyxform.xls2xform import convert

from benchmarks import Row
from studies.models import Study
from surveys.imports import import_xlsform
from surveys.xlsform import xlsform

QUESTIONS, CONDITIONS = 600, 427
CLAIMED_ROWS, LAST_COLUMN = 4_417, "XFD"
READ = """
import sys, time
import django
django.setup()
from surveys.imports.sheets import read_sheets
from pathlib import Path
began = time.perf_counter()
sheets = read_sheets(Path(sys.argv[1]), "claims.xlsx")
assert len(sheets["survey"].rows) == 600
seconds = time.perf_counter() - began
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(seconds, peak.split()[1])
"""


def run() -> list[Row]:
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        study = Study.objects.create(slug=f"benchmark-{time.time_ns()}", title={"en": "Benchmark"})
        form = _form(Path(folder) / "form.xlsx")
        alone = _seconds(lambda: convert(xlsform=form, validate=False))
        seconds = _seconds(lambda: import_xlsform(study=study, file=form, by=None))
        version = study.questionnaires.get().versions.get()
        written = _seconds(lambda: xlsform(version))
        claims, megabytes = _claims(form, Path(folder) / "claims.xlsx")
        transaction.set_rollback(True)
    name = f"{QUESTIONS} rows, {CONDITIONS} conditions"
    return [
        Row(f"questionnaire in: {name} (at most 2 s)", seconds, seconds / alone, "pyxform alone"),
        Row(f"questionnaire out: {name}", written, written / alone, "pyxform alone"),
        Row(f"a sheet that claims {CLAIMED_ROWS:,} x 16,384 cells (2 s)", claims, megabytes / 200, "200 MB"),
    ]


def _form(path: Path) -> Path:
    survey = [["type", "name", "label", "relevant"], ["select_one yn", "q0", "Question 0", ""]]
    for number in range(1, QUESTIONS):
        rule = f"${{q{number - 1}}} = 'yes' or selected(${{q0}}, 'no')" if number <= CONDITIONS else ""
        survey.append(["select_one yn", f"q{number}", f"Question {number}", rule])
    choices = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("survey", survey), ("choices", choices)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def _claims(form: Path, path: Path) -> tuple[float, float]:
    """Seconds and MB to read a copy whose sheet is filled with formatted, empty cells to its last row and column."""
    filler = "".join(
        f'<row r="{number}"><c r="A{number}" s="0"/><c r="{LAST_COLUMN}{number}" s="0"/></row>'
        for number in range(QUESTIONS + 2, CLAIMED_ROWS + 1)
    )
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", filler.encode() + b"</sheetData>")
                content = content.replace(b'ref="A1:D601"', f'ref="A1:{LAST_COLUMN}{CLAIMED_ROWS}"'.encode())
            new.writestr(member, content)
    ran = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    seconds, kilobytes = map(float, ran.stdout.split())
    return seconds, kilobytes / 1024


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
