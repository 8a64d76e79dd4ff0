"""The look of every figure: the colours of the stylesheet on white paper, told apart in grey by shape as well."""

import re
from typing import Any

INK, MUTED, HAIRLINE = "#1d2327", "#585f66", "#dfdad0"
COLOUR = {"high": "#0b5d63", "low": "#a8440c", "middle": "#8a8073"}
TEXT_COLOUR = {**COLOUR, "middle": "#665d53"}
SHAPE = {"high": "triangle-up", "low": "triangle-down", "middle": "circle"}
FONT = "Noto Sans"
FONTS = f"{FONT}, Noto Sans Arabic"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

CONFIG: dict[str, Any] = {
    "font": FONTS,
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelColor": MUTED, "titleColor": MUTED, "domain": False, "tickColor": HAIRLINE, "gridColor": HAIRLINE},
    "text": {"color": INK, "fontSize": 12},
}


# What the colours become on a page that is dark: those of the stylesheet. Files stay as they are drawn, on white.
DARK = {
    "white": "#1b2024",
    INK: "#e6e3dc",
    MUTED: "#a9adaf",
    HAIRLINE: "#343a3f",
    COLOUR["high"]: "#63c6c4",
    COLOUR["low"]: "#f0985f",
    COLOUR["middle"]: "#bdb3a6",
    TEXT_COLOUR["middle"]: "#bdb3a6",
}
TITLE_LETTER, SUBTITLE_LETTER = 9, 6.8  # pixels of a broad letter of the title, in bold, and of the subtitle
OF = re.compile(r"(?<=\d) (\w+) (?=\d)")


def specification(
    title: str, subtitle: str, *, width: int, height: int, layers: list[dict[str, Any]], room: int = 660
) -> dict[str, Any]:
    """A Vega-Lite chart of layers under a title that says the finding, in lines of at most `room` pixels."""
    return {
        "$schema": SCHEMA,
        "title": {
            "text": wrapped(title, int(room / TITLE_LETTER)),
            "subtitle": wrapped(subtitle, int(room / SUBTITLE_LETTER)),
            "anchor": "start",
            "frame": "bounds",
            "fontSize": 15,
            "color": INK,
            "subtitleColor": MUTED,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
            "offset": 14,
        },
        "padding": 16,
        "width": width,
        "height": height,
        "config": CONFIG,
        "layer": layers,
    }


def unbroken(text: str) -> str:
    """*14 of 17*, in any language, held together by spaces that do not break."""
    return OF.sub("\u00a0\\1\u00a0", text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, for a text that a figure cannot wrap by itself."""
    lines: list[str] = []
    for word in filter(None, re.split(r"[ \n]+", unbroken(text))):
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def shortened(text: str, width: int, most: int) -> str:
    """At most so many lines; what does not fit is said to be missing. The text alternative has all of it."""
    lines = wrapped(text, width)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return "\n".join(lines)


def foot(words: list[str], *, x: int, below: int, letters: int) -> dict[str, Any]:
    """Small print under a chart that is `below` pixels high, in lines of at most so many letters, from `x` on."""
    lines = [{"text": "\n".join(line for each in words if each for line in wrapped(each, letters))}]
    return {
        "data": {"values": lines},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "clip": False,
            "lineBreak": "\n",
            "color": MUTED,
        },
        "encoding": {"x": {"value": x}, "y": {"value": below + 14}, "text": {"field": "text"}},
    }


def text_layer(
    rows: list[dict[str, Any]], *, x: int, y: str = "row", align: str = "left", **mark: object
) -> dict[str, Any]:
    """Words at a fixed distance from the plot's start, beside the row they belong to."""
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": align, "baseline": "middle", "clip": False, "lineBreak": "\n", **mark},
        "encoding": {"x": {"value": x}, "y": position(y), "text": {"field": "text", "type": "nominal"}},
    }


def position(field: str, last: int | None = None) -> dict[str, Any]:
    """Rows from the top, a heading above the first. `last`, given by one layer, sets where they end for all."""
    scale: dict[str, Any] = {"reverse": True, "zero": False, "nice": False}
    if last is not None:
        scale["domain"] = [-1.5, last + 0.5]
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def points(rows: list[dict[str, Any]], *, group: str, x: dict[str, Any], size: int = 110) -> dict[str, Any]:
    """One group's marks: the high group filled, the low and the middle group hollow, each of its own shape."""
    filled = group == "high"
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "shape": SHAPE[group],
            "size": size if group != "middle" else size // 2,
            "filled": filled,
            "fill": COLOUR[group] if filled else "white",
            "stroke": COLOUR[group],
            "strokeWidth": 1.8,
            "opacity": 1,
        },
        "encoding": {"x": x, "y": position("row")},
    }
