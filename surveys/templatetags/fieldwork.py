"""How rates are said on the pages of the fieldwork."""

import math

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def rate(x: int | None, n: int | None, minimum: int) -> str:
    """A percentage where n allows, else the counts; a dash without a base."""
    if x is None or not n:
        return "–"
    if n < minimum:
        return _("%(x)s of %(n)s") % {"x": number_format(x), "n": number_format(n)}
    return f"{number_format(math.floor(100 * x / n + 0.5))}\u00a0%"


@register.filter
def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    number = round(100 * difference)
    sign = "−" if number < 0 else "+" if number else ""
    return f"{sign}{number_format(abs(number))}"
