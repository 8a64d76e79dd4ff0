"""Names that SPSS and Stata take, each once, as like the question's own name as they can be."""

import re
from collections.abc import Callable, Iterable

SPSS_WORDS = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
STATA_WORDS = frozenset({
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_pi", "_pred",
    "_rc", "_skip", "str", "strl", "using", "with",
})  # fmt: skip
NOT_SPSS = re.compile(r"[^\w.]")
NOT_STATA = re.compile(r"[^A-Za-z0-9_]")
SPSS_BYTES, STATA_CHARACTERS = 64, 32
DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def spss_names(names: Iterable[str]) -> dict[str, str]:
    return _unique(names, _spss)


def stata_names(names: Iterable[str]) -> dict[str, str]:
    return _unique(names, _stata)


def _unique(names: Iterable[str], made: Callable[[str, str], str]) -> dict[str, str]:
    """Neither program tells *Age* from *age* in every place, so neither do we."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        own, number = made(name, ""), 1
        while own.casefold() in taken:
            number += 1
            own = made(name, f"_{number}")
        taken.add(own.casefold())
        found[name] = own
    return found


def _spss(name: str, ending: str) -> str:
    own = NOT_SPSS.sub("_", name)
    own = own if own[:1].isalpha() and own.lower() not in SPSS_WORDS else f"v_{own}"
    kept = own.encode()[: SPSS_BYTES - len(ending)].decode(errors="ignore")
    return kept.rstrip("._") + ending if kept.endswith((".", "_")) else kept + ending


def _stata(name: str, ending: str) -> str:
    own = NOT_STATA.sub("_", name.translate(DANISH))
    own = own if own[:1].isalpha() and own.lower() not in STATA_WORDS else f"v_{own}"
    return own[: STATA_CHARACTERS - len(ending)] + ending
