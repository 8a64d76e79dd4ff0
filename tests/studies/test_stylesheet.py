"""Templates hold nothing inline; the stylesheet turns with the direction and keeps its contrast."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
LOOK = Path(settings.BASE_DIR, "static/look")
LINKED = re.findall(r"look/(\w+\.css)", Path(settings.BASE_DIR, "templates/components/look.html").read_text("utf-8"))
STYLES = "\n".join((LOOK / name).read_text("utf-8") for name in LINKED)
DARK = "@media screen and (prefers-color-scheme: dark)"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_template_compiles_and_holds_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    engines["django"].from_string(source)

    assert re.findall(r"\sstyle=", source) == []
    assert re.findall(r"\son[a-z]+=", source) == []
    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", source) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", source) == []


def test_every_stylesheet_is_linked_once_and_what_changes_the_others_is_last() -> None:
    assert sorted(LINKED) == sorted(path.name for path in LOOK.iterdir())
    assert LINKED[-1] == "media.css"


def test_stylesheet_uses_logical_properties_only() -> None:
    css = re.sub(r"/\*.*?\*/", "", STYLES, flags=re.DOTALL)

    physical = (
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-\w])(?:left|right|top|bottom|width|height)\s*:"
    )

    assert [hit for hit in re.findall(physical, css) if not hit.startswith(("max-width", "min-width"))] == []
    assert re.findall(r"text-align:\s*(?:left|right)|float:\s*(?:left|right)", css) == []
    assert re.findall(r"url\(|@import", css) == []


def _colours(scheme: str) -> dict[str, str]:
    light, dark = STYLES.split(DARK, maxsplit=1)
    block = light if scheme == "light" else dark.split("\n}\n", maxsplit=1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_published_formula() -> None:
    """WCAG 2.2: black on white is 21 to 1; #767676 on white is the lightest grey that passes 4.5."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert 4.5 < contrast("#767676", "#ffffff") < 4.6
    assert contrast("#777777", "#ffffff") < 4.5


PAIRS = [
    *[(text, ground) for text in ("ink", "muted", "accent", "failed") for ground in ("paper", "surface", "wash")],
    *[(text, "paper") for text in ("high", "low", "middle", "excluded", "stale", "accent-strong")],
    *[(text, f"{text}-wash") for text in ("high", "low", "middle", "stale", "failed", "accent")],
    ("ink", "stale-wash"),
    ("ink", "failed-wash"),
    ("ink", "accent-wash"),
    ("ink", "hatch"),
    ("accent-strong", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_colours_have_enough_contrast(scheme: str, text: str, ground: str) -> None:
    colours = _colours(scheme)

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_can_be_seen(scheme: str) -> None:
    colours = _colours(scheme)

    assert contrast(colours["rule"], colours["surface"]) >= 3


def test_a_long_word_in_a_heading_breaks_rather_than_widens_the_page() -> None:
    (rule,) = re.findall(r"^h1 \{([^}]*)\}", STYLES, re.MULTILINE)

    assert "hyphens: auto; overflow-wrap: anywhere;" in rule
