"""Imported by each child of a worker: the engine that draws takes a second to come up, and cannot be forked."""

from analysis.figures import style
from analysis.figures.render import as_png, draw

as_png(
    draw(
        style.specification("0", "0", width=10, height=10, layers=[style.text_layer([{"row": 0, "text": "0"}], x=0)])
    )
)
