"""Finds what identifies a person: CPR numbers by their date (no checksum: newer ones have none), and case numbers."""

import re
from collections.abc import Iterable

DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
REPLACEMENT_DAYS = 60  # the day of a replacement number is the day of birth + 60

# DDMMYY-XXXX and DDMMYY XXXX; a replacement number may have letters in its last four
SEPARATED = re.compile(r"(?<!\d)(\d\d) ?(\d\d) ?\d\d ?[-‐‑–— ] ?(?=[A-Z]{0,3}\d)[0-9A-Z]{4}(?![0-9A-Za-z])")
# DDMMYYXXXX, unless it is part of a decimal number
JOINED = re.compile(r"(?<!\d)(?<!\d[.,])(\d\d)(\d\d)\d{6}(?!\d)(?![.,]\d{1,8}(?!\d))")
# What a machine made: long runs of digits and a-f hold dates by chance
IDENTIFIER = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[0-9]*[a-f])[0-9a-f]{24,}\b", re.IGNORECASE
)
SHORTEST = len("jnr123")
DIGIT = re.compile(r"\d")
HIDDEN = "•••"
CASE_NUMBER = re.compile(
    r"\b\d\d\.\d\d\.\d\d-[A-ZÆØÅ]\d\d-\d+-\d\d\b"  # a municipal journal number: 27.36.04-G01-12-05
    r"|\b(?:sags?(?:nr|nummer)|journal(?:nr|nummer)|j\.? ?nr|udl\.? ?nr|case (?:no|number))\b"
    r"[.:#]?\s*[A-Z]{0,3}\d[\d/.-]{2,}",
    re.IGNORECASE,
)


def _is_date(day: str, month: str) -> bool:
    number, of_month = int(day), int(month)
    if number > REPLACEMENT_DAYS:
        number -= REPLACEMENT_DAYS
    return 1 <= of_month <= 12 and 1 <= number <= DAYS_IN_MONTH[of_month]


def personal_number(text: str) -> bool:
    """Whether the text holds a CPR number, a replacement number or a case number."""
    if len(text) < SHORTEST or DIGIT.search(text) is None:
        return False
    plain = IDENTIFIER.sub(" ", text)
    found = (match for pattern in (SEPARATED, JOINED) for match in pattern.finditer(plain))
    return any(_is_date(*match.groups()) for match in found) or CASE_NUMBER.search(plain) is not None


def masked(text: str) -> str:
    """The text without what identifies a person, for messages: they are printed, mailed and kept in logs."""
    if not personal_number(text):
        return text
    for pattern in (CASE_NUMBER, SEPARATED, JOINED):
        text = pattern.sub(HIDDEN, text)
    return HIDDEN if personal_number(text) else text


def without_zeros(value: str) -> bool:
    """Whether this can be a CPR number whose leading zero a spreadsheet ate: 9 or 10 digits, a date."""
    return len(value) in {9, 10} and value.isascii() and value.isdigit() and personal_number(value.zfill(10))


def personal_column(values: Iterable[str]) -> bool:
    """Whether a column is one of CPR numbers that lost their leading zeros: all of it, and more than one."""
    filled = [value for value in values if value]
    return len(filled) > 1 and all(map(without_zeros, filled))
