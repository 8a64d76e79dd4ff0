"""Scores as a ranking: a dot per unit with *14 of 17* beside it; who could not be ranked is named below."""

from typing import Any

from django.utils.translation import gettext as _

from analysis.disclosure import VisibleTable
from analysis.figures import style
from analysis.figures.spec import Sketch
from analysis.formatting import number, sentence

WIDTH, LINE = 340, 26
Record = dict[str, Any]


def draw(table: VisibleTable, options: dict[str, Any]) -> list[Sketch]:
    records = table.records()
    ranked = sorted((r for r in records if r["rank"] is not None), key=lambda r: r["rank"])
    groups = {record.get("group") for record in ranked}
    unranked = [record for record in records if record["rank"] is None and record.get("group") in groups | {None}]
    title = finding(ranked)
    lines = [title + ".", *(_("%(unit)s %(score)s.") % _said(record) for record in ranked), *_unranked(unranked)]
    subtitle = _("On how many items a unit answers like the majority of the high group.")
    sketch = Sketch(
        title=title,
        alternative="\n".join(lines),
        specification=style.specification(
            title,
            subtitle,
            width=WIDTH,
            height=LINE * (len(ranked) + 1),
            room=_room(ranked),
            layers=_layers(ranked, [*_unranked(unranked), options.get("notice", "")]),
        ),
    )
    return [sketch]


def finding(ranked: list[Record]) -> str:
    """*Ballerup and Gentofte agree most with the high group: 14 of 17*."""
    best = [record for record in ranked if record["rank"] == 1]
    if not best:
        return _("No unit could be ranked")
    names = [str(record["unit_name"]) for record in best]
    several = ", ".join(names[:-1])
    who = _("%(several)s and %(last)s") % {"several": several, "last": names[-1]} if several else names[0]
    words = _("%(unit)s agrees most with the high group: %(score)s")
    if several:
        words = _("%(unit)s agree most with the high group: %(score)s")
    return words % {"unit": who, "score": score(best[0])}


def score(record: Record) -> str:
    """*14 of 17*: rounded half up, as it is shown everywhere."""
    return _("%(x)s of %(n)s") % {"x": number(record["score"], 0), "n": record["maximum"]}


def _said(record: Record) -> Record:
    return {"unit": record["unit_name"], "score": score(record)}


def _unranked(records: list[Record]) -> list[str]:
    return [f"{record['unit_name']}: {sentence(record.get('note') or {}) or _('not ranked.')}" for record in records]


def _room(ranked: list[Record]) -> int:
    """Roughly how wide the picture becomes: names, plot, scores."""
    return WIDTH + 80 + 7 * max((len(str(record["unit_name"])) for record in ranked), default=0)


def _layers(ranked: list[Record], below: list[str]) -> list[dict[str, Any]]:
    rows = [
        {"row": row, "start": 0, "score": record["score"], "name": str(record["unit_name"]), "text": score(record)}
        for row, record in enumerate(ranked)
    ]
    x = {
        "field": "score",
        "type": "quantitative",
        "scale": {"domain": [0, max((record["maximum"] or 1 for record in ranked), default=1)], "nice": False},
        "axis": {"title": None, "tickMinStep": 1, "orient": "top"},
    }
    lines = {"x": {**x, "field": "start"}, "x2": {"field": "score"}, "y": style.position("row", len(rows) - 1)}
    names = [{"row": row["row"], "text": row["name"]} for row in rows]
    return [
        {"data": {"values": rows}, "mark": {"type": "rule", "color": style.HAIRLINE}, "encoding": lines},
        style.points(rows, group="high", x=x),
        style.text_layer(names, x=-14, align="right"),
        style.text_layer(rows, x=WIDTH + 18, fontWeight="bold", color=style.COLOUR["high"]),
        style.foot(below, x=-90, below=LINE * (len(rows) + 1), letters=80),
    ]  # fmt: skip
