"""Text on its way into a CSV file and back: what a spreadsheet would take for a formula never runs."""

import re

TELEPHONE = re.compile(r"\+\d[\d ]{4,}")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _is_dangerous(text: str) -> bool:
    return text.lstrip("'").startswith(DANGEROUS)


def neutralise(text: str) -> str:
    """An apostrophe before what begins like a formula, or like one that has its apostrophe already."""
    return f"'{text}" if _is_dangerous(text) else text


def neutralise_listed(text: str) -> str:
    """The same in a list of people, where +45 12 34 56 78 is a telephone number: as a formula it would do nothing."""
    return text if TELEPHONE.fullmatch(text) else neutralise(text)


def restore(text: str) -> str:
    """What was there before `neutralise`: every import of a CSV file takes the apostrophe off again."""
    return text[1:] if text.startswith("'") and _is_dangerous(text) else text
