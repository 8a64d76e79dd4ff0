"""What the team fills in about what respondents are told."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from studies.forms.texts import TextsForm
from surveys import anonymity
from surveys.models import Anonymity, Collection


class TellingForm(TextsForm):
    """The promise cannot be changed once somebody may have read it."""

    def __init__(self, *args: object, collection: Collection, **kwargs: object) -> None:
        super().__init__(*args, study=collection.study, **kwargs)
        self.fields["anonymity"] = forms.ChoiceField(
            label=_("How answers are treated"),
            choices=_choices(),
            initial=collection.anonymity,
            widget=forms.RadioSelect,
            disabled=anonymity.is_fixed(collection),
            help_text=_("Fixed from the first link or opened page on."),
        )
        self.fields["minimum_age"] = forms.IntegerField(
            label=_("Minimum age"),
            required=False,
            min_value=0,
            max_value=120,
            initial=collection.minimum_age,
            help_text=_("Blank: the study's, asked where answers are about persons. 0: not asked."),
        )
        words = _("Shown first, before who asks and what happens with the answers.")
        self.ask_text("welcome", _("Text on the first page"), now=collection.welcome, lines=5, help_text=words)

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("anonymity", "minimum_age")}
        return plain | {"welcome": self.text("welcome")}


def _choices() -> list[tuple[str, str]]:
    return [
        (Anonymity.IDENTIFIED.value, _("identified: the team knows who answers what, and the first page says so")),
        (Anonymity.CONFIDENTIAL.value, _("confidential: the team knows the unit, nobody else sees it")),
        (
            Anonymity.ANONYMOUS.value,
            _("anonymous: nothing stored says whose an answer is; it cannot be taken back, and reminders go to all"),
        ),
    ]


class FindForm(forms.Form):
    said = forms.CharField(max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["said"].label = _("Reference, e-mail address, telephone number or name")
        self.fields["said"].help_text = _("All of it, as it stands on the receipt or in the list of people.")
