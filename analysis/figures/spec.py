"""What a procedure asks to have drawn, and what the worker drew."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure is drawn from a result table as disclosure leaves it, once for the team and once for everyone else.

    `kind` names the drawing (figures.KINDS), `table` the result table, `options` what the drawing wants to know: at
    its foot stands `notice`, as a picture travels alone.
    """

    name: str
    kind: str
    table: str
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sketch:
    """One figure in one language, before it is drawn: a title that says the finding, the words, a Vega-Lite dict."""

    title: str
    alternative: str
    specification: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The fields of a Figure row, but for its PNG, which is made from the SVG."""

    name: str
    language: str
    public: bool
    title: str
    alternative: str
    specification: dict[str, Any]
    svg: str
    order: int
