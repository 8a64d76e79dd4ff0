"""What a contact in a unit fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.services.people import MOST_ELIGIBLE


class EligibleForm(forms.Form):
    eligible = forms.IntegerField(
        label=_("How many in your unit could answer?"),
        min_value=0,
        max_value=MOST_ELIGIBLE,
        help_text=_("All whom the questionnaire is meant for, whether they answer or not."),
    )
