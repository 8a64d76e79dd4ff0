"""Which column of a list of people is what; what is neither who they are nor where they belong describes them."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from studies.problems import Problems

UNIT, NAME, EMAIL, PHONE, ADDRESS = "unit", "name", "email", "phone", "address"
LANGUAGE, AUDIENCE = "language", "audience"
OF_CONTACTS = (UNIT, NAME, EMAIL, PHONE, LANGUAGE)
OF_PEOPLE = (*OF_CONTACTS, ADDRESS, AUDIENCE)
REACHED_BY = (NAME, EMAIL, PHONE, ADDRESS)
DANISH = {
    "enhed": UNIT,
    "enhedskode": UNIT,
    "kommune": UNIT,
    "kommunekode": UNIT,
    "navn": NAME,
    "mail": EMAIL,
    "epost": EMAIL,
    "mailadresse": EMAIL,
    "emailadresse": EMAIL,
    "emailaddress": EMAIL,
    "telefon": PHONE,
    "telefonnummer": PHONE,
    "telephone": PHONE,
    "tlf": PHONE,
    "mobil": PHONE,
    "adresse": ADDRESS,
    "postadresse": ADDRESS,
    "sprog": LANGUAGE,
    "respondentgruppe": AUDIENCE,
    "målgruppe": AUDIENCE,
}
SAMPLE_NAME = re.compile(r"[^\W\d]\w{0,59}")


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """`named`: field -> header as the file writes it. `sample`: headers of sample variables."""

    named: dict[str, str] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)

    def header(self, name: str) -> str:
        return self.named.get(name, name)


def read_columns(
    headers: list[str], *, contacts: bool, questions: frozenset[str], problems: Problems
) -> PeopleColumns:
    found = PeopleColumns()
    for header in filter(None, headers):
        name = _field_of(header, contacts=contacts)
        if name is None and contacts:
            problems.add(
                _("A list of contacts has no column “%(column)s”.") % {"column": header},
                _("Its columns are unit, name, email, phone and language. Take the column out."),
                row=1,
                column=header,
            )
        elif name is None:
            _check_sample(header, questions, problems)
            found.sample.append(header)
        elif name in found.named:
            problems.add(
                _("“%(first)s” and “%(second)s” mean the same.") % {"first": found.named[name], "second": header},
                _("Keep one of the two columns."),
                row=1,
                column=header,
            )
        else:
            found.named[name] = header
    _check_needed(found, problems, contacts=contacts)
    return found


def _field_of(header: str, *, contacts: bool) -> str | None:
    plain = header.casefold().replace("-", "").replace(" ", "").replace("_", "").rstrip(".")
    name = DANISH.get(plain, plain)
    return name if name in (OF_CONTACTS if contacts else OF_PEOPLE) else None


def _check_sample(header: str, questions: frozenset[str], problems: Problems) -> None:
    if SAMPLE_NAME.fullmatch(header) is None:
        problems.add(
            _("“%(column)s” cannot be the name of a sample variable.") % {"column": header},
            _("Use letters, digits and _, beginning with a letter, 60 at most; or take the column out."),
            row=1,
            column=header,
        )
    elif header in questions:
        problems.add(
            _("The questionnaire has a question called “%(column)s”.") % {"column": header},
            _("Give the column another name: quotas read both."),
            row=1,
            column=header,
        )


def _check_needed(found: PeopleColumns, problems: Problems, *, contacts: bool) -> None:
    if contacts and UNIT not in found.named:
        problems.add(
            _("The file has no column “%(column)s”.") % {"column": UNIT},
            _("A contact belongs to a unit: add the unit's code or name."),
            column=UNIT,
        )
    if not found.named.keys() & set(REACHED_BY):
        problems.add(
            _("The file has no column that says who the people are."),
            _("Add at least one of: name, email, phone, address."),
            row=1,
        )
