"""What the team fills in to take answers out."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from studies.forms.blanks import ModelChoice
from surveys import exports, selectors
from surveys.models import Collection, Questionnaire
from surveys.visits import language_name


class DataExportForm(forms.Form):
    format = forms.ChoiceField(label=_("format"), choices=())
    collection = ModelChoice(
        Collection.objects.none(), label=_("collection"), required=False, empty_label=_("all that count")
    )
    language = forms.ChoiceField(label=_("language of the labels"), choices=())
    labels = forms.BooleanField(
        label=_("Words instead of codes"), required=False, help_text=_("In CSV and XLSX; other formats hold both.")
    )
    recipient = forms.CharField(
        label=_("for whom or what"),
        max_length=300,
        help_text=_("It stands in the audit log beside your name: who gets these answers, or what they are for."),
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        versions = selectors.fielded_versions(questionnaire)
        languages = dict.fromkeys(code for version in versions for code in version.languages) or {"en": None}
        self._offer("format", [(format_.code, capfirst(str(format_.name))) for format_ in exports.FORMATS.values()])
        self._offer("language", [(code, language_name(code)) for code in languages])
        collection = self.fields["collection"]
        if isinstance(collection, forms.ModelChoiceField):
            collection.queryset = Collection.objects.filter(version__questionnaire=questionnaire)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def options(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"format_": given.pop("format"), **given}
