"""Whose paper it is: a listed person, or somebody in a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import Unit
from surveys import anonymity, privacy
from surveys.models import Collection, Invitation
from surveys.people_forms import offer, units_of
from surveys.visits import language_name, languages_of


class PaperForm(forms.Form):
    """In an anonymous collection nobody is looked up: the paper says only where it comes from."""

    no_optional_marks = True
    person = forms.CharField(
        label=_("listed person"),
        required=False,
        max_length=300,
        help_text=_("Reference, e-mail address, telephone number or whole name. Blank: nobody on the list."),
    )
    unit = forms.ChoiceField(label=_("unit"), required=False, help_text=_("Where nobody on the list is named."))
    language = forms.ChoiceField(label=_("language of the paper"))
    consent = forms.BooleanField(label=_("The consent is signed on the paper."))

    def __init__(self, *args: Any, collection: Collection, needs_consent: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        self.collection = collection
        languages = [(code, language_name(code)) for code in languages_of(collection)]
        units = [("", str(_("no unit"))), *units_of(collection)[1:]]
        offer(self, {"unit": units, "language": languages})
        if anonymity.is_anonymous(collection):
            del self.fields["person"]
        if not needs_consent:
            del self.fields["consent"]
        first = next(iter(self.fields.values()))
        first.widget.attrs["autofocus"] = True

    def clean_person(self) -> Invitation | None:
        said = self.cleaned_data["person"].strip()
        if not said:
            return None
        every = privacy.find_people(study=self.collection.study, said=said)
        found = [each for each in every if each.collection_id == self.collection.pk]
        if not found:
            raise forms.ValidationError(_("Nobody in this collection is known by that. Check the spelling."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several are known by that: write the reference or the e-mail address."))
        return found[0]

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"]
        return self.collection.study.units.filter(code=code).first() if code else None
