"""A new study, and all that is said about one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.forms.texts import TextsForm
from studies.models import LegalBasis, Study
from studies.models.study import RetentionAction

LANGUAGES_HELP = _("Codes with commas between, such as da, en. The first is the main one.")


def _languages(text: str) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))


class NewStudyForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    slug = forms.CharField(
        label=_("Short name"), max_length=50, help_text=_("In addresses and on the command line: akf2006.")
    )
    languages = forms.CharField(label=_("Languages"), initial="da, en", max_length=200, help_text=LANGUAGES_HELP)
    description = forms.CharField(
        label=_("Description"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_languages(self) -> list[str]:
        return _languages(self.cleaned_data["languages"])

    def values(self) -> dict[str, Any]:
        main = next(iter(self.cleaned_data["languages"]), "en")
        description = self.cleaned_data["description"]
        return {
            "slug": self.cleaned_data["slug"],
            "languages": self.cleaned_data["languages"],
            "title": {main: self.cleaned_data["title"]},
            "description": {main: description} if description else {},
        }


class SettingsForm(TextsForm):
    TEXTS = ("title", "description", "notice", "provenance")

    def __init__(self, *args: object, study: Study, **kwargs: object) -> None:
        kwargs.setdefault(
            "initial",
            {name: getattr(study, name) for name in self.base_fields} | {"languages": ", ".join(study.languages)},
        )
        super().__init__(*args, study=study, **kwargs)
        self.ask_text("title", str(_("Title")), now=study.title, required=True)
        self.ask_text("description", str(_("Description")), now=study.description, lines=3)
        notice = str(_("Shown on every page that shows this study's data."))
        self.ask_text("notice", str(_("Notice")), now=study.notice, lines=3, help_text=notice)
        self.ask_text("provenance", str(_("Where the data come from")), now=study.provenance, lines=4)
        self.order_fields([name for name in self.fields if name.startswith("title")])

    languages = forms.CharField(label=_("Languages"), max_length=200, help_text=LANGUAGES_HELP)
    contact = forms.CharField(
        label=_("Contact"), max_length=300, required=False, help_text=_("Shown to respondents.")
    )
    legal_basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalBasis.choices)
    controller = forms.CharField(label=_("Data controller"), max_length=200, required=False)
    processors = forms.CharField(
        label=_("Data processors"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    minimum_age = forms.IntegerField(label=_("Minimum age"), min_value=0, max_value=120)
    retention_date = forms.DateField(
        label=_("Data are kept until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    retention_action = forms.ChoiceField(label=_("What happens then"), choices=RetentionAction.choices)
    minimum_n = forms.IntegerField(
        label=_("Minimum n"),
        min_value=1,
        max_value=10_000,
        help_text=_("Below it nothing is printed as a percentage."),
    )
    minimum_cell = forms.IntegerField(
        label=_("Minimum cell size"),
        min_value=3,
        max_value=1000,
        help_text=_("Below it no cell about persons is shown outside the team."),
    )
    figures_published = forms.BooleanField(
        label=_("The figures were printed in a public report"),
        required=False,
        help_text=_("Then small numbers are shown to everyone, and every page says so."),
    )

    def clean_languages(self) -> list[str]:
        return _languages(self.cleaned_data["languages"])

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in self.base_fields}
        return plain | {name: self.text(name) for name in self.TEXTS}
