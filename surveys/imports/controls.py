"""What the switches of an import are called, where the person is who reads the remedy."""

from typing import Literal

from django.utils.translation import gettext as _

Surface = Literal["page", "command"]


def replacing(surface: Surface) -> str:
    return "--replace" if surface == "command" else _("Replace what the same respondents answered before")


def study_units_only(surface: Surface) -> str:
    return "--study-units-only" if surface == "command" else _("Keep out and count rows of units outside the study")


def counting_also(surface: Surface) -> str:
    return "--also" if surface == "command" else _("Count those who have answered in another collection here too")
