"""What is wrong with a file: every problem at once, each with its place and what to do; then nothing is saved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.personal_numbers import masked, personal_number


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. It never repeats a personal number, whatever it was made of."""

    message: str
    remedy: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __post_init__(self) -> None:
        for name in ("message", "remedy", "file", "sheet", "column"):
            object.__setattr__(self, name, masked(getattr(self, name)))

    @property
    def place(self) -> str:
        """Where it is, as far as it is known: `units.csv, row 3, column group`."""
        parts = [
            self.file,
            _("sheet %(sheet)s") % {"sheet": self.sheet} if self.sheet else "",
            _("row %(row)d") % {"row": self.row} if self.row else "",
            _("column %(column)s") % {"column": self.column} if self.column else "",
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        sentence = f"{self.message} {self.remedy}".strip()
        return f"{self.place}: {sentence}" if self.place else sentence


class Refused(Exception):  # noqa: N818 -- one says: the file is refused
    """Input that is not taken, with every reason. Whoever raises it has saved nothing."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class Problems:
    """Collects problems up to a limit, so that a hopeless file neither fills the memory nor the screen."""

    def __init__(self, *, file: str = "", sheet: str = "", limit: int = 500) -> None:
        self.file, self.sheet, self.limit = file, sheet, limit
        self.found: list[Problem] = []
        self.unlisted = 0
        self.hidden: dict[int, frozenset[str]] = {}

    def __bool__(self) -> bool:
        return bool(self.found)

    def hide(self, row: int, columns: frozenset[str]) -> None:
        """What is added later about these cells is not told: they only look blank to whoever checks them."""
        if columns:
            self.hidden[row] = columns

    def add(self, message: str, remedy: str = "", *, row: int | None = None, column: str = "") -> None:
        if column not in self.hidden.get(row or 0, ()):
            self._take(message, remedy, row, column)

    def _take(self, message: str, remedy: str, row: int | None, column: str) -> None:
        if len(self.found) >= self.limit:
            self.unlisted += 1
            return
        self.found.append(Problem(message, remedy, self.file, self.sheet, row, column))

    def check_personal(self, **texts: str | Mapping[str, str]) -> None:
        """Whether one of the texts, called as its column is, holds a personal number."""
        for column, text in texts.items():
            written = [text] if isinstance(text, str) else text.values()
            if any(map(personal_number, written)):
                self.add(personal_found(), _("Take it out."), column=column)

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self._take(problem.message, problem.remedy, problem.row, problem.column)

    def in_order(self) -> tuple[Problem, ...]:
        """By row, as one reads the file; what concerns all of it comes first."""
        listed = sorted(self.found, key=lambda problem: problem.row or 0)
        if self.unlisted:
            more = ngettext(
                "%(count)d more problem is not listed.", "%(count)d more problems are not listed.", self.unlisted
            )
            listed.append(Problem(more % {"count": self.unlisted}, file=self.file, sheet=self.sheet))
        return tuple(listed)

    def refuse_if_any(self) -> None:
        if self.found:
            raise Refused(self.in_order())


def personal_found() -> str:
    return _("This looks like a personal number or a case number.")


def refuse_personal(**texts: str | Mapping[str, str]) -> None:
    """Before anything else is done with a text that somebody typed."""
    problems = Problems()
    problems.check_personal(**texts)
    problems.refuse_if_any()
