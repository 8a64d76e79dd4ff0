"""Spares the engine most of its measuring: only the longest lines of a layer say how wide the picture must be.

Measuring a line takes longer than drawing a mark. All other lines are drawn as one short mark, measured once, and
put back in the finished SVG in their order; where a line stands depends on its anchor, not on its width.
"""

import re
from typing import Any
from xml.sax.saxutils import escape

MEASURED = 2  # lines of a layer
MARK = "~"
PLACE = re.compile(f">{MARK}<")


def without_long_texts(specification: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The chart to draw in its place, and the lines to put back."""
    lines: list[str] = []
    layers = [_marked(layer, lines) for layer in specification["layer"]]
    return {**specification, "layer": layers}, lines


def put_back(svg: str, lines: list[str]) -> str | None:
    """The finished picture; nothing where it has not one mark per line, as when a text is that mark itself."""
    parts = PLACE.split(svg)
    if len(parts) != len(lines) + 1:
        return None
    said = [f">{escape(line)}<" for line in lines]
    return "".join(part for pair in zip(parts, [*said, ""], strict=True) for part in pair)


def _marked(layer: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    if layer["mark"]["type"] != "text":
        return layer
    rows = layer["data"]["values"]
    # of lines of one length always the same are measured: a set has another order in every process
    longest = sorted({line for row in rows for line in _lines(row)}, key=lambda line: (-len(line), line))
    measured = set(longest[:MEASURED])
    marked = [{**row, "text": "\n".join(_mark(line, measured, lines) for line in _lines(row))} for row in rows]
    # the text is there to be read; a label beside it would say the mark
    return {**layer, "mark": {**layer["mark"], "aria": False}, "data": {"values": marked}}


def _lines(row: dict[str, Any]) -> list[str]:
    return str(row["text"]).split("\n")


def _mark(line: str, measured: set[str], lines: list[str]) -> str:
    if not line.strip() or line in measured:
        return line
    lines.append(line)
    return MARK
