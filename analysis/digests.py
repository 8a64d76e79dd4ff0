"""Digests of what a run read: the same for the same content, whatever the order of rows or the database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def canonical(content: object) -> str:
    """SHA-256 of canonical JSON: keys in order, no spaces, texts as they are."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def frame(table: "pd.DataFrame", columns: Iterable[str]) -> str:
    """SHA-256 of the rows' hashes in order: a million rows of answers take a second, and their order is no matter."""
    from pandas.util import hash_pandas_object  # noqa: PLC0415 -- pandas takes half a second to import

    names = sorted(columns)
    rows = sorted_bytes(hash_pandas_object(table[names], index=False))
    return hashlib.sha256(json.dumps(names).encode() + rows).hexdigest()


def sorted_bytes(hashes: "pd.Series[int]") -> bytes:
    return hashes.sort_values().to_numpy(dtype="<u8").tobytes()


def run(*, procedure: str, version: int, parameters: Mapping[str, object], inputs: Mapping[str, str]) -> str:
    """The digest of a run: what was asked, by which version, of which content."""
    return canonical(
        {"procedure": procedure, "version": version, "parameters": dict(parameters), "inputs": dict(inputs)}
    )
