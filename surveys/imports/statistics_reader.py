"""Reads an SPSS or Stata file in a process of its own, and tells it as JSON: `python statistics_reader.py FILE`.

The library is C: a file made to hurt can end the process it is read in, so that must be one that does nothing else.
It prints what stands at the head of the file, then its cases in pieces, then how many there were. Exit codes: 0,
or 3 where the file cannot be read.
"""

import datetime as dt
import json
import math
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

CELLS_AT_ONCE, BYTES_AT_ONCE, CASES_AT_ONCE = 1_000_000, 64_000_000, 20_000
MEMORY, PROCESSOR_SECONDS = 3 * 2**30, 900
UNREADABLE = 3
SPSS = (b"$FL2", b"$FL3")


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    try:
        read, meta = _opened(path)
        _tell(_head(meta))
        count = 0
        for piece in _pieces(read, meta):
            _tell(piece)
            count += len(piece[0]) if piece else 0
        _tell({"cases": count, "claimed": meta.number_rows})
    except Exception:  # noqa: BLE001 -- the library raises whatever a broken file makes it stumble over
        sys.exit(UNREADABLE)


def _opened(path: str) -> tuple[Callable[..., Any], Any]:
    """The reading function and the head; as Danish Windows wrote it, where the file is wrong about its encoding."""
    import pyreadstat  # noqa: PLC0415 -- the limits come first

    with open(path, "rb") as file:  # noqa: PTH123 -- no other module is needed
        of_format = pyreadstat.read_sav if file.read(4) in SPSS else pyreadstat.read_dta

    def read(encoding: str | None, **options: Any) -> Any:  # noqa: ANN401 -- the library's own
        return of_format(path, encoding=encoding, output_format="dict", user_missing=True, **options)

    for encoding in (None, "WINDOWS-1252"):
        try:
            meta = read(encoding, metadataonly=True)[1]
            read(encoding, row_limit=1_000)
        except Exception as error:
            if encoding or "encoding" not in str(error).lower():
                raise
        else:
            return lambda **options: read(encoding, **options)[0], meta  # noqa: B023 -- returned at once
    raise AssertionError


def _head(meta: Any) -> dict[str, Any]:  # noqa: ANN401 -- the library's own
    return {
        "title": meta.file_label or "",
        "variables": [
            {
                "name": name,
                "label": meta.column_names_to_labels.get(name) or "",
                "is_text": meta.readstat_variable_types.get(name) in {"string", "string_ref"},
                "format": meta.original_variable_types.get(name) or "",
                "labels": [[_plain(value), text] for value, text in meta.variable_value_labels.get(name, {}).items()],
                "missing": [[_plain(each["lo"]), _plain(each["hi"])] for each in meta.missing_ranges.get(name, [])],
            }
            for name in meta.column_names
        ],
    }


def _pieces(read: Callable[..., Any], meta: Any) -> Iterator[list[list[Any]]]:  # noqa: ANN401 -- the library's own
    width = sum(meta.variable_storage_width.values()) or 1
    at_once = max(1, min(CASES_AT_ONCE, CELLS_AT_ONCE // max(1, len(meta.column_names)), BYTES_AT_ONCE // width))
    done = 0
    while True:
        found = read(row_limit=at_once, row_offset=done)
        columns = [list(map(_plain, found[name])) for name in meta.column_names]
        count = len(columns[0]) if columns else 0
        if count:
            yield columns
        done += count
        if count < at_once:
            return


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a cell of any kind
    """A number, a text, or nothing; a day as 2004-05-31."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, dt.timedelta) else int(value)


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
