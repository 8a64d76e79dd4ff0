"""Checks of the frames that methods are handed."""

from collections.abc import Collection, Iterable, Iterator

import pandas as pd

from analysis.methods.notes import Note

GROUPS = ("high", "low", "middle", "excluded")


def absent(frame: pd.DataFrame, table: str, columns: Iterable[str]) -> list[Note]:
    """Name the columns that a table lacks."""
    return [Note("column_missing", {"table": table, "column": name}) for name in columns if name not in frame.columns]


def repeated_units(units: pd.DataFrame) -> list[Note]:
    """Name the units that stand more than once."""
    codes = units["unit"]
    return [Note("unit_twice", {"unit": str(code)}) for code in sorted(set(codes[codes.duplicated()]))]


def by_name(units: pd.DataFrame) -> "pd.Series[str]":
    """Give what units are sorted by in lists of names: `name_key` where it is given, else the name."""
    return units["name_key"] if "name_key" in units.columns else units["unit_name"]


def wrong_groups(units: pd.DataFrame) -> Iterator[Note]:
    """Name the units whose group is none of the four."""
    named = units[units["group"].notna()]
    for unit, group in zip(named["unit"], named["group"], strict=True):
        if group not in GROUPS:
            yield Note("unknown_group", {"unit": str(unit), "group": str(group)})


def wrong_option(name: str, value: str, allowed: Collection[str]) -> list[Note]:
    """Name an option outside its allowed values."""
    if value in allowed:
        return []
    return [Note("unknown_option", {"name": name, "value": value, "allowed": ", ".join(allowed)})]
