"""Contrasts as dumbbells: the share of the high group beside that of the low group, item by item, theme by theme."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.disclosure import Hidden, VisibleTable
from analysis.exports.merged import of
from analysis.figures import style
from analysis.figures.spec import Sketch
from analysis.formatting import BLANK, word
from analysis.headlines import finding
from studies.models import Group
from studies.texts import pick

WIDTH, LINE, LABEL = 300, 28, 46
LETTERS = 13  # the height of a line of a label
HEAD, MOST = -1, 60
LEFT = -14 - 6 * LABEL
LINES = 20  # of one picture: more would be small print on a sheet of A4
COLUMNS = (("high", WIDTH + 40), ("low", WIDTH + 140), ("middle", WIDTH + 240))
Record = dict[str, Any]


def draw(table: VisibleTable, options: dict[str, Any]) -> list[Sketch]:
    """`options["themes"]` are names of themes by code. Many items become several pictures, cut between themes."""
    themes = options.get("themes", {})
    records = _by_theme(table.records(), list(themes))
    parts = _parts(_drawn(records))
    return [
        _picture(part, options, _subtitle(records, number, len(parts)), _told(records, parts, number))
        for number, part in enumerate(parts, start=1)
    ]


def _picture(part: list[Record], options: dict[str, Any], subtitle: str, told: list[Record]) -> Sketch:
    themes = options.get("themes", {})
    lines = list(_lines(part, themes))
    title = finding(part)
    return Sketch(
        title=title,
        alternative=_alternative(title, told, themes),
        specification=style.specification(
            title,
            subtitle,
            width=WIDTH,
            height=LINE * (len(lines) + 1),
            layers=[*_layers(lines), _foot(part, options.get("notice", ""), LINE * (len(lines) + 1))],
        ),
    )


def _foot(part: list[Record], notice: str, height: int) -> dict[str, Any]:
    """What the marks of hidden counts stand for, said once, and the study's notice."""
    hidden = next((x for record in part for x in _counted(record) if isinstance(x, Hidden)), None)
    marks = f"{BLANK} {hidden}" if hidden else ""
    return style.foot([marks, notice], x=LEFT, below=height, letters=105)


def _counted(record: Record) -> list[Any]:
    return [record.get(f"{group}_{part}") for group, _place in COLUMNS for part in ("x", "n")]


def _subtitle(records: list[Record], number: int, pictures: int) -> str:
    said = [_("How many of those who answered gave the answer named, by group.")]
    if pictures > 1:
        place = {"number": number, "count": pictures, "finding": finding(records)}
        said.append(_("Picture %(number)d of %(count)d. In all: %(finding)s.") % place)
    if len(records) > MOST:
        told = {"most": MOST, "count": len(records)}
        said.append(_("The %(most)d largest differences; the table has all %(count)d.") % told)
    return " ".join(said)


def _parts(records: list[Record]) -> list[list[Record]]:
    """The records of each picture, evenly filled: a theme stays together where it fits on one."""
    parts: list[list[Record]] = [[]]
    room = LINES
    for _theme, group in groupby(records, key=lambda record: record.get("theme") or ""):
        for piece in _pieces(list(group)):
            if parts[-1] and len(piece) + 1 > room:
                parts.append([])
                room = LINES
            parts[-1] += piece
            room -= len(piece) + 1
    return parts


def _pieces(theme: list[Record]) -> list[list[Record]]:
    """A theme too long for one picture, in pieces of about one length."""
    count = -(-len(theme) // (LINES - 1))
    size = -(-len(theme) // count)
    return [theme[start : start + size] for start in range(0, len(theme), size)]


def _told(records: list[Record], parts: list[list[Record]], number: int) -> list[Record]:
    """What a picture's words say: its own items, and on the last one those that no picture shows."""
    if number < len(parts):
        return parts[number - 1]
    elsewhere = {id(record) for part in parts[:-1] for record in part}
    return [record for record in records if id(record) not in elsewhere]


def _by_theme(records: list[Record], themes: list[str]) -> list[Record]:
    """In the study's order of themes, as on the page; what has no theme comes last."""
    found = [record["theme"] for record in records if record.get("theme")]
    order = {theme: place for place, theme in enumerate(dict.fromkeys([*themes, *found]))}
    return sorted(records, key=lambda record: order.get(record.get("theme") or "", len(order)))


def _drawn(records: list[Record]) -> list[Record]:
    """Those with the largest differences where there are too many for a page."""
    largest = sorted(records, key=lambda record: -_size(record))[:MOST]
    kept = {id(record) for record in largest}
    return [record for record in records if id(record) in kept]


def _size(record: Record) -> float:
    high, low = share(record, "high"), share(record, "low")
    return -1.0 if high is None or low is None or is_too_few(record) else abs(high - low)


def is_too_few(record: Mapping[str, Any]) -> bool:
    """Whether the rule found too few answers to compare the groups."""
    return record.get("class") == "too_few"


def label(record: Record) -> str:
    words = record["label"]
    return (pick(words) if isinstance(words, dict) else str(words or "")) or str(record["item"])


def share(record: Record, group: str) -> float | None:
    """A proportion, where both counts are shown and somebody answered."""
    x, n = record.get(f"{group}_x"), record.get(f"{group}_n")
    if isinstance(x, Hidden) or isinstance(n, Hidden) or x is None or not n:
        return None
    return float(x) / float(n)


def _lines(records: list[Record], themes: dict[str, Any]) -> Iterator[Record]:
    """Rows from the top: the name of a theme, then its items."""
    theme, row = None, 0
    for record in records:
        if record.get("theme") and record["theme"] != theme:
            theme = record["theme"]
            yield {"row": row, "theme": _theme(themes, theme)}
            row += 1
        yield {"row": row, "record": record}
        row += 1


def _theme(themes: dict[str, Any], code: object) -> str:
    return pick(themes.get(str(code))) or str(code)


def _layers(lines: list[Record]) -> list[dict[str, Any]]:
    items = [line for line in lines if "record" in line]
    headings = [{"row": line["row"], "text": line["theme"]} for line in lines if "theme" in line]
    x = _scale("share")
    rows = {group: _points(items, group) for group in ("middle", "low", "high")}
    return [
        {"data": {"values": _joins(items)}, "mark": {"type": "rule", "color": style.MUTED, "strokeWidth": 1.5},
         "encoding": {"x": _scale("low"), "x2": {"field": "high"}, "y": style.position("row", len(lines) - 1)}},
        *(style.points(rows[group], group=group, x=x) for group in rows),
        *_labels(items),
        style.text_layer(headings, x=LEFT, fontWeight="bold"),
        *(layer for group, place in COLUMNS for layer in (_counts(items, group, place), *_head(group, place))),
    ]  # fmt: skip


def _labels(items: list[Record]) -> list[dict[str, Any]]:
    """A label of two lines begins half a line higher: lines are set downwards from the first."""
    labels = [{"row": i["row"], "text": style.shortened(label(i["record"]), LABEL, 2)} for i in items]
    single = [each for each in labels if "\n" not in each["text"]]
    double = [each for each in labels if "\n" in each["text"]]
    return [
        style.text_layer(rows, x=-14, align="right", fontSize=11.5, lineHeight=LETTERS, dy=dy)
        for rows, dy in ((single, 0), (double, -LETTERS / 2))
        if rows
    ]


def _head(group: str, place: int) -> list[dict[str, Any]]:
    """The group's name and shape above its counts: the legend stands where it is read."""
    name = style.text_layer(
        [{"row": HEAD, "text": str(Group(group).label)}], x=place, fontWeight="bold", color=style.TEXT_COLOUR[group]
    )
    shape = style.points([{"row": HEAD}], group=group, x={"value": place - 12})
    return [name, shape]


def _scale(field: str) -> dict[str, Any]:
    nobody, half, everybody = _("nobody"), _("half"), _("all")
    words = f"datum.value == 0 ? '{nobody}' : datum.value == 1 ? '{everybody}' : '{half}'"
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": {"values": [0, 0.5, 1], "labelExpr": words, "title": None, "orient": "top", "zindex": 0},
    }


def _points(items: list[Record], group: str) -> list[Record]:
    found = [{"row": item["row"], "share": share(item["record"], group)} for item in items]
    return [point for point in found if point["share"] is not None]


def _joins(items: list[Record]) -> list[Record]:
    """The line between two shares that are compared."""
    compared = [i for i in items if not is_too_few(i["record"])]
    ends = [{"row": i["row"], "high": share(i["record"], "high"), "low": share(i["record"], "low")} for i in compared]
    return [end for end in ends if end["high"] is not None and end["low"] is not None]


def _counts(items: list[Record], group: str, place: int) -> dict[str, Any]:
    rows = [{"row": item["row"], "text": _mark(item["record"], group)} for item in items]
    return style.text_layer(rows, x=place, color=style.TEXT_COLOUR[group], fontSize=12)


def _mark(record: Record, group: str) -> str:
    """*8 of 9*; a mark where that is hidden."""
    is_hidden = any(isinstance(record.get(f"{group}_{part}"), Hidden) for part in ("x", "n"))
    return BLANK if is_hidden else said(record, group)


def said(record: Record, group: str) -> str:
    """*8 of 9*; or hidden, or no answers."""
    n = record.get(f"{group}_n")
    return str(n) if isinstance(n, Hidden) else of(record.get(f"{group}_x"), n)


def _alternative(title: str, records: list[Record], themes: dict[str, Any]) -> str:
    """All the numbers in words, theme by theme."""
    paragraphs: dict[str, list[str]] = {}
    for record in records:
        name = _theme(themes, record["theme"]) if record.get("theme") else pgettext("theme", "Without a theme")
        paragraphs.setdefault(name, []).append(_words(record))
    return "\n".join([f"{title}.", *(f"{name}: {' '.join(words)}" for name, words in paragraphs.items())])


def _words(record: Record) -> str:
    numbers = {"item": label(record), "high": said(record, "high"), "low": said(record, "low")}
    words = _("%(item)s: high score %(high)s, low score %(low)s") % numbers
    if share(record, "middle") is not None:
        words += _(", middle group %(middle)s") % {"middle": said(record, "middle")}
    klass = record["class"]
    return f"{words} ({klass if isinstance(klass, Hidden) else word({}, klass)})." if klass else f"{words}."
