"""An SPSS or Stata file: its variables with what is said of them, and its cases as texts, read in pieces."""

import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from studies.problems import Problem, Refused
from studies.tabular import LIMITS
from studies.tabular.opening import refuse_personal_name
from surveys.imports import statistics_reader

SAMPLE, LAST_LINE = 200, 200
SPSS, STATA, OLD_STATA = (b"$FL2", b"$FL3"), b"<sta", frozenset({104, 105, 108, 110, 111, *range(113, 116)})


@dataclass(frozen=True, slots=True)
class Variable:
    """`labels`: text of a value -> its words. `missing`: from and to; `letters`: Stata's .a to .z with words."""

    name: str
    label: str
    is_text: bool
    is_date: bool
    labels: dict[str, str]
    missing: tuple[tuple[Any, Any], ...]
    letters: tuple[str, ...]

    def is_missing(self, text: str) -> bool:
        if self.is_text:
            return any(low == text for low, _high in self.missing)
        try:
            return any(low <= float(text) <= high for low, high in self.missing)
        except ValueError:
            return False


class StatisticsFile:
    """What a process of its own has read from the file. Raises Refused where it is not what it claims.

    `pieces` goes through it as often as it is asked, in pieces that fit in the memory. Get one by `opened`.
    """

    def __init__(self, name: str, told: IO[bytes]) -> None:
        self.name, self._told = name, told
        head, self.cases = self._head(), self._cases()
        self.title = clean(head["title"]) or Path(name).stem
        self.variables = [_variable(each) for each in head["variables"]]
        if not self.variables:
            raise Refused(Problem(_("The file has no variables."), file=name))
        if len(self.variables) > LIMITS.columns or self.cases > LIMITS.rows:
            raise Refused(_too_large(name))

    def _head(self) -> dict[str, Any]:
        self._told.seek(0)
        head: dict[str, Any] = json.loads(self._told.readline())
        return head

    def _cases(self) -> int:
        """The last line says how many there were, and how many the file claims."""
        self._told.seek(0, os.SEEK_END)
        self._told.seek(max(0, self._told.tell() - LAST_LINE))
        last = json.loads(self._told.read().splitlines()[-1])
        claimed = last["claimed"]
        if claimed and claimed > 0 and claimed != last["cases"]:
            raise Refused(_damaged(self.name))
        return int(last["cases"])

    def pieces(self) -> Iterator[tuple[int, dict[str, Sequence[Any]]]]:
        """The number of the first case, and a column of values per variable."""
        self._told.seek(0)
        self._told.readline()
        first, names = 1, [variable.name for variable in self.variables]
        for line in self._told:
            piece = json.loads(line)
            if isinstance(piece, list):
                yield first, dict(zip(names, piece, strict=True))
                first += len(piece[0])

    def sample(self) -> dict[str, Sequence[Any]]:
        """Its first cases."""
        _first, piece = next(self.pieces(), (1, {variable.name: [] for variable in self.variables}))
        return {name: values[:SAMPLE] for name, values in piece.items()}


@contextlib.contextmanager
def opened(path: Path, name: str) -> Iterator[StatisticsFile]:
    refuse_personal_name(name)
    _check_start(path, name)
    with tempfile.TemporaryFile() as told:
        _read(path, name, told)
        yield StatisticsFile(name, told)


def _check_start(path: Path, name: str) -> None:
    """By the file's first bytes, whatever it is called."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        message = _("There is no file %(file)s, or it cannot be read.") % {"file": path}
        raise Refused(Problem(message, _("Correct its name."))) from error
    if start in SPSS or start == STATA or (len(start) == 4 and start[0] in OLD_STATA and start[1] in {1, 2}):
        return
    raise Refused(
        Problem(
            _("%(file)s is neither an SPSS file (.sav) nor a Stata file (.dta), whatever it is called.")
            % {"file": name},
            _("Save it as .sav or .dta; answers in a table are imported on the collection's page."),
            file=name,
        )
    )


def _read(path: Path, name: str, told: IO[bytes]) -> None:
    command = [sys.executable, "-I", str(Path(statistics_reader.__file__)), str(path)]
    done = subprocess.run(command, stdout=told, stderr=subprocess.DEVNULL, check=False)  # noqa: S603 -- our own file
    if done.returncode:
        raise Refused(_damaged(name))


def _variable(told: dict[str, Any]) -> Variable:
    return Variable(
        name=told["name"],
        label=clean(told["label"]),
        is_text=told["is_text"],
        is_date=_is_date(told["format"]),
        labels={text_of(value): clean(label) for value, label in told["labels"]},
        missing=tuple((_edge(low), _edge(high)) for low, high in told["missing"]),
        letters=() if told["is_text"] else tuple(code for code, _label in told["labels"] if isinstance(code, str)),
    )


def text_of(value: object) -> str:
    """As one would type it: whole numbers without decimals, dates as 2004-05-31."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return clean(value) if isinstance(value, str) else str(value)


def clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\0", "")).strip()


def _edge(value: Any) -> Any:  # noqa: ANN401 -- a number or a text
    return clean(value) if isinstance(value, str) else float(value)


def _is_date(format_: str) -> bool:
    return format_.upper().startswith(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "%TD", "%D")) and not (
        format_.upper().startswith("DATETIME")
    )


def _damaged(name: str) -> Problem:
    return Problem(
        _("The file is damaged or not complete: it cannot be read to its end."),
        _("Save it again in the program that made it."),
        file=name,
    )


def _too_large(name: str) -> Problem:
    return Problem(
        _("The file has more than %(rows)d cases or %(columns)d variables.")
        % {"rows": LIMITS.rows, "columns": LIMITS.columns},
        _("Keep the variables that are needed, or divide it."),
        file=name,
    )
