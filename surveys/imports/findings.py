"""What an XLSForm's reader has to say: problems, and parts that Kontrast does not support."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from studies.problems import Problem, Refused


@dataclass
class Findings:
    """An unsupported part is a problem, unless parts may be left out: then it is reported as left out."""

    file: str
    leave_out: bool = False
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def problem(
        self, message: str, remedy: str = "", *, sheet: str = "survey", row: int | None = None, column: str = ""
    ) -> None:
        self.problems.append(Problem(message, remedy, self.file, sheet, row, column))

    def unsupported(self, message: str, *, sheet: str = "survey", row: int | None = None, column: str = "") -> None:
        if self.leave_out:
            self.left_out.append(Problem(message, "", self.file, sheet, row, column))
        else:
            remedy = _("Take it out, or import with “leave out what is not supported”.")
            self.problems.append(Problem(message, remedy, self.file, sheet, row, column))

    def place(self, row: int) -> str:
        """Where something else stands, inside a sentence."""
        return _("row %(row)d") % {"row": row}

    def lost(self, names: Iterable[str]) -> None:
        """Names that stood in the file and are left out: conditions that read them go too."""
        self.gone.update(names)

    def refuse_if_any(self) -> None:
        if self.problems:
            order = {"settings": 0, "survey": 1, "choices": 2}
            raise Refused(sorted(self.problems, key=lambda p: (order.get(p.sheet, 3), p.row or 0)))
