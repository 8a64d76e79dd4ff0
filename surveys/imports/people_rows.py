"""Rows of a list of people: each checked by itself, against the rows before it, and against who is there already."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from studies.models import Unit
from studies.numbers import read_column
from studies.problems import Problems
from studies.tabular import Row
from surveys.imports.people_columns import (
    ADDRESS,
    AUDIENCE,
    EMAIL,
    LANGUAGE,
    NAME,
    PHONE,
    REACHED_BY,
    UNIT,
    PeopleColumns,
)
from surveys.services.people import NewPerson, SampleValue

LONGEST = {NAME: 200, EMAIL: 254, PHONE: 40, ADDRESS: 1000, AUDIENCE: 50}
Key = tuple[str, ...]


def key_of(*, name: str, email: str, phone: str, unit: int | None, contacts: bool) -> Key:
    """By what a person is known again: the address, else the telephone, else name and unit."""
    where = (str(unit),) if contacts else ()
    if email:
        return ("email", email.casefold(), *where)
    if digits := "".join(filter(str.isdigit, phone)):
        return ("phone", digits, *where)
    return ("name", name.casefold(), str(unit))


@dataclass
class PeopleReader:
    """`known`: keys of those who are in the collection. `skip_known`: they are left out and counted, not refused."""

    columns: PeopleColumns
    units: Mapping[str, Unit]
    languages: list[str]
    known: set[Key]
    problems: Problems
    contacts: bool = False
    skip_known: bool = False
    left_out: int = 0
    first_row: dict[Key, int] = field(default_factory=dict)

    def read(self, row: Row, sample: dict[str, SampleValue]) -> NewPerson | None:
        """None for somebody who is left out; what is wrong goes to the problems."""
        texts = {name: row[header] for name, header in self.columns.named.items()}
        self._check_lengths(row, texts)
        unit = self._unit(row, texts.get(UNIT, ""))
        person = NewPerson(
            unit=unit,
            name=" ".join(texts.get(NAME, "").split()),
            email=self._email(row, texts.get(EMAIL, "")),
            phone=texts.get(PHONE, ""),
            address=texts.get(ADDRESS, ""),
            language=self._language(row, texts.get(LANGUAGE, "")),
            audience=texts.get(AUDIENCE, ""),
            sample=sample,
        )
        if not any(texts.get(name) for name in REACHED_BY):
            self._wrong(row, "", _("The row names nobody."), _("Fill in a name or an address, or take the row out."))
            return None
        return person if self._is_new(row, person) else None

    def _wrong(self, row: Row, name: str, message: str, remedy: str) -> None:
        self.problems.add(message, remedy, row=row.number, column=self.columns.header(name) if name else "")

    def _check_lengths(self, row: Row, texts: dict[str, str]) -> None:
        for name, most in LONGEST.items():
            if len(texts.get(name, "")) > most:
                said = _("The text is longer than %(most)d characters.") % {"most": most}
                self._wrong(row, name, said, _("Shorten it."))

    def _unit(self, row: Row, text: str) -> Unit | None:
        unit = self.units.get(text.casefold())
        if text and unit is None:
            said = _("There is no unit “%(code)s” in the study.") % {"code": text}
            self._wrong(row, UNIT, said, _("Write its code or its name as the study has it."))
        if not text and self.contacts and UNIT in self.columns.named:
            self._wrong(row, UNIT, _("No unit is named."), _("A contact belongs to a unit: write its code."))
        return unit

    def _email(self, row: Row, text: str) -> str:
        if not text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            said = _("“%(text)s” is no e-mail address.") % {"text": text[:100]}
            self._wrong(row, EMAIL, said, _("Correct it, or leave the cell blank."))
            return ""
        name, _at, host = text.rpartition("@")
        return f"{name}@{host.lower()}"

    def _language(self, row: Row, text: str) -> str:
        if text and text.lower() not in self.languages:
            said = _("The questionnaire has no texts in “%(language)s”.") % {"language": text}
            remedy = _("Use one of: %(known)s.") % {"known": ", ".join(self.languages)}
            self._wrong(row, LANGUAGE, said, remedy)
            return ""
        return text.lower()

    def _is_new(self, row: Row, person: NewPerson) -> bool:
        unit = person.unit.pk if person.unit else None
        key = key_of(name=person.name, email=person.email, phone=person.phone, unit=unit, contacts=self.contacts)
        column = key[0]
        if key in self.first_row:
            said = _("The same person stands in row %(first)d.") % {"first": self.first_row[key]}
            self._wrong(row, column, said, _("Keep one of the two rows."))
            return False
        self.first_row[key] = row.number
        if key not in self.known:
            return True
        self.left_out += 1
        if not self.skip_known:
            said = _("The person is in the collection already.")
            self._wrong(row, column, said, _("Take the row out, or leave out those who are in the collection."))
        return False


def read_samples(
    rows: list[Row], headers: list[str], *, decimal_mark: str, problems: Problems
) -> list[dict[str, SampleValue]]:
    """Of each row the sample variables: a column of numbers alone is read as numbers, all others as they stand."""
    found: list[dict[str, SampleValue]] = [{} for _row in rows]
    for header in headers:
        texts = [row[header] for row in rows]
        column = read_column(texts, decimal_mark=decimal_mark)
        as_numbers = not column.not_numbers and not any(map(_is_code, texts))
        for place, text in enumerate(texts):
            number = column.numbers[place]
            if as_numbers and text and place in column.ambiguous:
                problems.add(
                    _("“%(value)s” can be two numbers.") % {"value": text},
                    _("Write it without a mark for thousands."),
                    row=rows[place].number,
                    column=header,
                )
            elif text:
                found[place][header] = _plain(number) if as_numbers and number is not None else text
    return found


def _is_code(text: str) -> bool:
    """A number with a leading zero is a code: 0101 is no 101."""
    return len(text) > 1 and text[0] == "0" and text.isdigit()


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number
