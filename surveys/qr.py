"""A link as a QR code: for letters on a page (SVG in the page itself) and in a DOCX (PNG)."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe

BORDER = 4  # the quiet zone that readers ask for


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="m", boost_error=False)


def svg(link: str) -> SafeString:
    """Without style or script: the policy of every page holds."""
    drawn = _code(link).svg_inline(border=BORDER, omitsize=True, svgclass="qr", lineclass=None, light="#fff")
    return mark_safe(drawn)  # noqa: S308 -- drawn from a matrix; the link itself does not stand in it


def png(link: str) -> bytes:
    out = io.BytesIO()
    _code(link).save(out, kind="png", scale=8, border=BORDER)
    return out.getvalue()
