"""What a person says of a statistics file: which variable means what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import Study
from surveys.models import DisclosureLevel
from surveys.visits import language_name


class StatisticsFileForm(forms.Form):
    file = forms.FileField(
        label=_("SPSS or Stata file"),
        help_text=_("A file that ends in .sav, .zsav or .dta."),
        widget=forms.ClearableFileInput(attrs={"accept": ".sav,.zsav,.dta"}),
    )


class MappingForm(forms.Form):
    unit = forms.ChoiceField(
        label=_("variable with the unit"),
        required=False,
        help_text=_("By the unit's code or name, in the values or in their words."),
    )
    respondent = forms.ChoiceField(
        label=_("variable with the respondent's code"),
        required=False,
        help_text=_("None: the cases are numbered as they stand."),
    )
    audience = forms.CharField(
        label=_("audience"), max_length=50, required=False, help_text=_("Who answers: manager, caseworker, ...")
    )
    audience_column = forms.ChoiceField(
        label=_("variable with the audience"),
        required=False,
        help_text=_("Where the file holds several audiences: only cases with the audience above are taken."),
    )
    form_id = forms.SlugField(label=_("form id"), max_length=100)
    collection = forms.CharField(
        label=_("collection"), max_length=200, required=False, help_text=_("Its name; the form id by default.")
    )
    language = forms.ChoiceField(label=_("language of the labels"))
    disclosure = forms.ChoiceField(label=_("disclosure level"), required=False)
    leave_out = forms.MultipleChoiceField(
        label=_("variables to leave out"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Names, addresses and whatever else is no answer."),
    )
    study_units_only = forms.BooleanField(
        label=_("Keep out and count rows of units outside the study"), required=False
    )
    replace = forms.BooleanField(label=_("Replace what the same respondents answered before"), required=False)

    def __init__(self, *args: Any, variables: list[list[str]], study: Study, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        listed = [(name, f"{name}: {label}"[:80] if label else name) for name, label in variables]
        for name in ("unit", "respondent", "audience_column"):
            self._offer(name, [("", _("no variable")), *listed])
        self._offer("leave_out", listed)
        self._offer("language", _languages(study))
        levels = [(level.value, level.label) for level in DisclosureLevel]
        self._offer("disclosure", sorted(levels, key=lambda level: level[0] != DisclosureLevel.STAFF))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def _languages(study: Study) -> list[tuple[str, Any]]:
    return [(code, language_name(code)) for code in dict.fromkeys([*study.languages, "da", "en"])]
