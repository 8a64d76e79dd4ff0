"""A list of links as CSV or XLSX, for mailing elsewhere: matched there, so that personal numbers stay out of here."""

import csv
import io
from collections.abc import Iterable, Iterator

import xlsxwriter

from studies.cells import neutralise_listed
from studies.numbers import as_text
from surveys import links, selectors
from surveys.models import Collection, Invitation

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
TYPES = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "csv-da": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
PLAIN = ("reference", "link", "unit", "unit_name", "language", "status")
PERSONAL = ("name", "email", "phone", "address")


def rows_of(collection: Collection, *, names: bool) -> Iterator[list[str]]:
    """The headers, then everybody who has not answered; sample variables only beside names."""
    asked = selectors.unanswered(collection)
    invitations = list(asked.select_related("unit", "identity").order_by("pk"))
    sample = sorted({name for invitation in invitations for name in invitation.sample}) if names else []
    yield [*PLAIN, *(PERSONAL if names else ()), *sample]
    for invitation in invitations:
        yield [*_plain(invitation), *(_personal(invitation) if names else ()), *_sample(invitation, sample)]


def _plain(invitation: Invitation) -> list[str]:
    unit = invitation.unit
    return [
        links.reference_of(invitation.public_id),
        links.link_of(invitation),
        unit.code if unit else "",
        unit.name if unit else "",
        invitation.language or invitation.collection.version.default_language,
        invitation.status,
    ]


def _personal(invitation: Invitation) -> list[str]:
    identity = getattr(invitation, "identity", None)
    return [getattr(identity, name) if identity else "" for name in PERSONAL]


def _sample(invitation: Invitation, names: Iterable[str]) -> list[str]:
    return [as_text(invitation.sample.get(name)) for name in names]


def written(rows: Iterable[list[str]], format_: str) -> bytes:
    return _xlsx(rows) if format_ == "xlsx" else _csv(rows, danish=format_ == "csv-da")


def _csv(rows: Iterable[list[str]], *, danish: bool) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";" if danish else ",")
    table.writerows([neutralise_listed(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if danish else "utf-8")


def _xlsx(rows: Iterable[list[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return out.getvalue()
