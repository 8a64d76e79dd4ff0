"""A figure on a page follows the page into the dark; the file that is downloaded stays dark on white."""

from analysis.figures.style import DARK

RULES = "".join(f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}' for light, dark in DARK.items())
STYLE = f"<style>@media screen and (prefers-color-scheme: dark){{{RULES}}}</style>"


def following(svg: str) -> str:
    """The picture with a style of its own, which counts for more than the colours written on its marks."""
    head, bracket, rest = svg.partition(">")
    return f"{head}{bracket}{STYLE}{rest}"
