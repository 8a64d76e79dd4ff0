"""A link as a QR code: for a telephone's camera."""

import segno
from django.utils.safestring import SafeString, mark_safe


def code_of(link: str) -> SafeString:
    """SVG to stand in a page: dark on light in every colour scheme, with the quiet zone that readers need."""
    drawn = segno.make(link, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(svg)  # noqa: S308 -- drawn from squares alone; nothing of the link stands in it as text
