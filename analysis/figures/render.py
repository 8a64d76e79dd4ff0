"""Draws a run's figures in the worker: per language, for the team and as disclosure leaves them for everyone else."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from analysis import disclosure
from analysis.figures import dumbbell, measuring, ranking
from analysis.figures.spec import Drawing, FigureSpec, Sketch
from analysis.models import ResultTable
from studies.models import Study
from studies.texts import pick

KINDS = {"dumbbell": dumbbell.draw, "ranking": ranking.draw}
FONTS = Path(__file__).parent / "fonts"
SCALE = 1.5


def render(specs: Sequence[FigureSpec], *, tables: Sequence[ResultTable], study: Study) -> list[Drawing]:
    """The rows of Figure to store. A figure whose table is withheld from others has none for them."""
    by_name = {table.name: table for table in tables}
    pictures: dict[str, str] = {}
    return [
        drawing
        for order, spec in enumerate(specs)
        for language, _name in settings.LANGUAGES
        for drawing in _drawings(
            spec, order, language, _sketches(spec, by_name[spec.table], study, language), pictures
        )
    ]


def _sketches(spec: FigureSpec, table: ResultTable, study: Study, language: str) -> dict[bool, list[Sketch]]:
    """By *public*. The exemption of a public report is given when a figure is shown, not when it is drawn."""
    unexempt = Study(minimum_n=study.minimum_n, minimum_cell=study.minimum_cell, figures_published=False)
    themes = dict(study.themes.values_list("code", "name"))
    sketches: dict[bool, list[Sketch]] = {}
    with translation.override(language):
        options = {"themes": themes, "notice": pick(study.notice), **spec.options}
        for public in (False, True):
            seen = disclosure.visible(table, study=unexempt, team=not public)
            if not seen.withheld and seen.rows:
                sketches[public] = KINDS[spec.kind](seen, options)
    return sketches


def _drawings(
    spec: FigureSpec, order: int, language: str, sketches: dict[bool, list[Sketch]], pictures: dict[str, str]
) -> Iterator[Drawing]:
    """A figure's pictures are `contrasts`, `contrasts-2`, `contrasts-3`."""
    for public, parts in sketches.items():
        for number, sketch in enumerate(parts, start=1):
            yield Drawing(
                name=spec.name if number == 1 else f"{spec.name}-{number}",
                language=language,
                public=public,
                title=sketch.title[:300],
                alternative=sketch.alternative,
                specification=sketch.specification,
                svg=_picture(sketch.specification, pictures),
                order=order,
            )


def _picture(specification: dict[str, Any], pictures: dict[str, str]) -> str:
    """Drawn once where both audiences see the same."""
    key = repr(specification)
    if key not in pictures:
        pictures[key] = draw(specification)
    return pictures[key]


def draw(specification: dict[str, Any]) -> str:
    """An SVG, with the fonts that come with Kontrast: the same on every machine."""
    quick, lines = measuring.without_long_texts(specification)
    svg = measuring.put_back(_engine().vegalite_to_svg(quick), lines)
    return svg if svg is not None else str(_engine().vegalite_to_svg(specification))


def as_png(svg: str) -> bytes:
    png: bytes = _engine().svg_to_png(svg, scale=SCALE)
    return png


@cache
def _engine() -> Any:  # noqa: ANN401 -- a module without types
    import vl_convert  # noqa: PLC0415 -- a JavaScript engine, in the worker only

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
