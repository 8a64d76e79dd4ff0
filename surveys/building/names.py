"""Names that the builder proposes: a question's from its text, a choice's from its number."""

import re
import unicodedata
from collections.abc import Collection as Names
from itertools import count

from surveys.imports.question_rows import RESERVED

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "đ": "d", "ł": "l"})
WORDS_BETWEEN = """
    a an and are at de den der det did do does du en er et for had har have how hvad hvilke hvilken hvor hvordan i
    if in is it jeg med mon of og om on or på så that the there til to ved was were what which who you your
"""
SHORT = frozenset(WORDS_BETWEEN.translate(LETTERS).split())
LONGEST = 30
WORDS = 4


def suggested(text: str, names: Names[str], *, otherwise: str = "question") -> str:
    """Two to four telling words of the text, in plain letters, that nothing else is called."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    telling = [word for word in words if word not in SHORT] or words
    name = "_".join(telling[:WORDS])[:LONGEST].strip("_")
    if not name or not name[0].isalpha() or name in RESERVED:
        name = f"{otherwise}_{name}".strip("_")
    return free_name(name, names) if name in names else name


def free_name(name: str, names: Names[str]) -> str:
    """The name with the first number behind it that is free."""
    base = re.sub(r"_\d+$", "", name)[:90] or name[:90]
    return next(made for number in count(2) if (made := f"{base}_{number}") not in names)


def free_code(codes: Names[str]) -> str:
    return next(str(number) for number in count(1) if str(number) not in codes)
