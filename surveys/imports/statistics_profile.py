"""What occurs in each variable of a file: it decides which kind of question the variable becomes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from studies.personal_numbers import SHORTEST, personal_number, without_zeros
from studies.problems import Problems, personal_found
from surveys.imports.statistics_file import StatisticsFile, Variable, text_of

REMEMBERED = 1_000
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass
class Profile:
    """`values`: texts that occur, the declared missing ones apart; None where there are too many to tell."""

    variable: Variable
    values: set[str] | None = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    whole: bool = True
    days: bool = False
    moments: bool = False
    suspect: bool = True

    def add(self, column: Sequence[Any]) -> None:
        """A piece of the column; each value that occurs in it is looked at once."""
        for value in set(column):
            text = text_of(value)
            if not text:
                continue
            if self._is_letter(value):
                self.letters.add(text)
            elif self.variable.is_missing(text):
                self.missing.add(text)
            else:
                self._valid(value, text)

    def _is_letter(self, value: object) -> bool:
        """Stata's .a to .z come as letters, days and times as longer texts."""
        return isinstance(value, str) and len(value) == 1 and not self.variable.is_text

    def _valid(self, value: object, text: str) -> None:
        if isinstance(value, str) and not self.variable.is_text:
            is_day = DAY.fullmatch(text) is not None
            self.days |= is_day
            self.moments |= not is_day
        self.whole &= "." not in text and "e" not in text
        self.suspect &= without_zeros(text)
        if self.values is not None:
            self.values.add(text)
            if len(self.values) > REMEMBERED:
                self.values = None


def profiles_of(file: StatisticsFile, left_out: Iterable[str], problems: Problems) -> dict[str, Profile]:
    """One pass over the file. Personal numbers are problems, wherever they stand."""
    gone = set(left_out)
    profiles = {variable.name: Profile(variable) for variable in file.variables if variable.name not in gone}
    for profile in profiles.values():
        _check_words(profile.variable, problems)
    for first, piece in file.pieces():
        for name, profile in profiles.items():
            profile.add(piece[name])
            _check_values(name, first, piece[name], problems)
    for name, profile in profiles.items():
        if profile.suspect and (profile.values is None or len(profile.values) > 1):
            lost = _("The column looks like personal numbers that lost their leading zeros.")
            problems.add(lost, _remedy(), column=name)
    return profiles


def _check_words(variable: Variable, problems: Problems) -> None:
    if any(map(personal_number, [variable.label, *variable.labels.values(), *variable.labels])):
        problems.add(personal_found(), _("Take it out of the labels."), column=variable.name)


def _check_values(name: str, first: int, column: Sequence[Any], problems: Problems) -> None:
    found = {value for value in set(column) if len(text := text_of(value)) >= SHORTEST and personal_number(text)}
    for place, value in enumerate(column) if found else ():
        if value in found:
            problems.add(personal_found(), _remedy(), row=first + place, column=name)


def _remedy() -> str:
    return _("Take it out of the file, or leave the variable out.")
