"""A figure as a page shows it: an image from our own address, its words, its files."""

from dataclasses import dataclass

from django.urls import reverse

from analysis.exports.pictures import CONTENT_TYPES
from analysis.figures.style import unbroken
from analysis.models import Figure, Run
from analysis.pages.tables import Download


@dataclass(frozen=True, slots=True)
class ShownFigure:
    name: str
    title: str
    src: str
    text: str
    downloads: list[Download]


def shown(run: Run, figures: list[Figure]) -> list[ShownFigure]:
    return [
        ShownFigure(
            name=figure.name,
            title=unbroken(figure.title),
            src=_url(run, figure, "svg"),
            text=unbroken(figure.alternative),
            downloads=[Download(f"{_url(run, figure, code)}?download=1", code.upper()) for code in CONTENT_TYPES],
        )
        for figure in figures
    ]


def _url(run: Run, figure: Figure, format_: str) -> str:
    return reverse("analysis:figure", args=[run.study.slug, run.pk, figure.name, format_])
