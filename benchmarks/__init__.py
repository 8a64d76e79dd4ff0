"""Benchmarks: each module's `run()` gives rows for the table that `make bench` prints."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured piece of work, and how it compares in the same run."""

    name: str
    seconds: float
    ratio: float | None = None
    to_what: str = ""
