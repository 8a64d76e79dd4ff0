"""Rows of a CSV file: its encoding and its separator are found, not asked for."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from studies.problems import Problem, Refused
from studies.tabular.shape import Limits

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CHUNK = 1 << 20


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 or UTF-16 by its mark; UTF-8 where all of it is; else what Danish Windows writes."""
    file.seek(0)
    start = file.read(4)
    for bom, encoding in BOMS:
        if start.startswith(bom):
            return encoding
    return "utf-8" if _all_utf8(file) else "cp1252"


def _all_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(line: str) -> str:
    """The separator that the headers have most of, outside quotation marks."""
    outside = "".join(line.split('"')[::2])
    return max(";,\t", key=outside.count) if any(mark in outside for mark in ";,\t") else ","


def first_line(file: BinaryIO, encoding: str) -> str:
    """The first line that holds something."""
    file.seek(0)
    text = file.read(CHUNK).decode(encoding, errors="ignore")
    return next((line for line in text.splitlines() if line.strip()), "")


def records(file: BinaryIO, *, name: str, encoding: str, separator: str, limits: Limits) -> Iterator[list[str]]:
    """Every record, blank ones too, so that counting them gives the row."""
    csv.field_size_limit(limits.cell_characters)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):  # noqa: B007 -- read when it fails
            yield record
    except csv.Error as error:
        raise Refused(_unreadable(name, number + 1, error)) from error
    except UnicodeDecodeError as error:
        raise Refused(_no_text(name)) from error
    finally:
        if not file.closed:
            text.detach()


def _unreadable(name: str, row: int, error: csv.Error) -> Problem:
    return Problem(
        _("This row cannot be read as CSV (%(error)s).") % {"error": error},
        _("Look for a quotation mark that is not closed, or save the file again as CSV UTF-8."),
        file=name,
        row=row,
    )


def _no_text(name: str) -> Problem:
    return Problem(
        _("The file is not text in UTF-8, UTF-16 or Windows-1252."), _("Save it again as CSV UTF-8."), file=name
    )
