"""A figure as a file, for the one who asks."""

from dataclasses import dataclass

from analysis import disclosure
from analysis.figures.dark import following
from analysis.models import Run

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# A picture opened by itself runs nothing: its own styles are all it may use.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes
    content_type: str
    filename: str


def picture(run: Run, name: str, format_: str, *, team: bool, language: str) -> Picture | None:
    """The figure as disclosure leaves it, or nothing."""
    seen = {figure.name: figure for figure in disclosure.visible_figures(run, team=team, language=language)}
    if name not in seen or format_ not in CONTENT_TYPES:
        return None
    content = seen[name].svg.encode() if format_ == "svg" else bytes(seen[name].png)
    filename = f"{run.study.slug}-{run.procedure.replace('_', '-')}-{run.pk}-{name}.{format_}"
    return Picture(content, CONTENT_TYPES[format_], filename)


def on_screen(picture: Picture) -> bytes:
    """What a page shows: an SVG goes dark with the page."""
    is_svg = picture.content_type == CONTENT_TYPES["svg"]
    return following(picture.content.decode()).encode() if is_svg else picture.content
