"""Opens a file that somebody named: what it is called, that it is a file, and that it is what its name says."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from studies.personal_numbers import personal_number
from studies.problems import Problem, Refused

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOKS = frozenset({".xlsx", ".xlsm"})


@contextlib.contextmanager
def opened(source: Path | BinaryIO, *, name: str = "") -> Iterator[tuple[BinaryIO, str, bytes]]:
    """The file, its name and its first bytes. Raises Refused."""
    name = name or (source.name if isinstance(source, Path) else Path(str(getattr(source, "name", ""))).name)
    refuse_personal_name(name)
    with _file(source) if isinstance(source, Path) else contextlib.nullcontext(source) as file:
        file.seek(0)
        start = file.read(len(ZIP))
        if start and Path(name).suffix.lower() in WORKBOOKS and start not in {ZIP, OLD_EXCEL}:
            raise Refused(
                Problem(
                    _("%(file)s is not an XLSX file, whatever it is called.") % {"file": name},
                    _("Save it as .xlsx, or give it the ending that it is: .csv."),
                    file=name,
                )
            )
        yield file, name, start


def _file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise Refused(Problem(_("There is no file %(file)s.") % {"file": path}, _("Correct its name."))) from error
    except IsADirectoryError as error:
        raise Refused(
            Problem(_("%(file)s is a folder.") % {"file": path}, _("Name the file that lies in it."))
        ) from error
    except OSError as error:
        message = _("%(file)s cannot be read: %(why)s.") % {"file": path, "why": error.strerror or error}
        raise Refused(Problem(message, _("Check who may read it."))) from error


def refuse_personal_name(name: str) -> None:
    """A file's name is shown, and kept in the audit log."""
    if personal_number(name):
        said = _("The file's name looks like a personal number or a case number.")
        raise Refused(Problem(said, _("Rename it."), file=name))
