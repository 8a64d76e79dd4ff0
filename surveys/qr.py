"""A link as a QR code: for a telephone's camera."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

BORDER = 4  # the quiet zone that readers need


def _drawn(link: str) -> segno.QRCode:
    return segno.make(link, error="m", micro=False)


def code_of(link: str) -> SafeString:
    """SVG to stand in a page: dark on light in every colour scheme."""
    svg = _drawn(link).svg_inline(
        scale=4, border=BORDER, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 -- drawn from squares alone; nothing of the link stands in it as text


def png_of(link: str) -> bytes:
    """To stand in a document."""
    out = io.BytesIO()
    _drawn(link).save(out, kind="png", scale=8, border=BORDER)
    return out.getvalue()
