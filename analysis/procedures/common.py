"""Parameters that several procedures have."""

from django.utils.translation import gettext_lazy as _

from analysis.procedures import Kind, Parameter

ACTIVE_GROUPING = _("the active grouping")
QUESTIONNAIRE = Parameter(
    "questionnaire",
    Kind.QUESTIONNAIRE,
    _("Questionnaire"),
    help=_("Which answers are counted."),
    blank=_("the study's only questionnaire"),
    required=True,
)
GROUPING = Parameter(
    "grouping",
    Kind.GROUPING,
    _("Grouping"),
    help=_("Which units are high and low. With the active grouping, later runs follow when another becomes active."),
    blank=ACTIVE_GROUPING,
)
SEED = Parameter(
    "seed",
    Kind.INT,
    _("Seed"),
    help=_("Where chance is used, the same seed gives the same numbers."),
    default=1,
    minimum=0,
    maximum=2**32 - 1,
)
