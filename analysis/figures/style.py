"""The look of every figure: the colours of the stylesheet on white paper, told apart in grey by shape as well."""

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


def specification(
    title: str, subtitle: str, *, width: int, height: int, layers: list[dict[str, Any]]
) -> dict[str, Any]:
    """A Vega-Lite chart of layers under a title that says the finding."""
    return {
        "$schema": SCHEMA,
        "title": {
            "text": wrapped(title, 72),
            "subtitle": wrapped(subtitle, 96),
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


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters, for a text that a figure cannot wrap by itself."""
    lines: list[str] = []
    for word in text.split():
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
