"""Themes and events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.forms.texts import TextsForm
from studies.models import Event, Study, Theme


class ThemeNameForm(TextsForm):
    def __init__(self, *args: object, study: Study, theme: Theme | None = None, **kwargs: object) -> None:
        super().__init__(*args, study=study, **kwargs)
        self.ask_text("name", str(_("Name")), now=theme.name if theme else None, required=True)

    def values(self) -> dict[str, Any]:
        return {"name": self.text("name")}


class ThemeForm(ThemeNameForm):
    code = forms.CharField(label=_("Code"), max_length=50, help_text=_("Short and without spaces: T1."))

    def values(self) -> dict[str, Any]:
        return {"code": self.cleaned_data["code"], **super().values()}


class EventForm(TextsForm):
    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=300)

    def __init__(self, *args: object, study: Study, event: Event | None = None, **kwargs: object) -> None:
        kwargs["initial"] = {name: getattr(event, name) for name in self.base_fields} if event else {}
        super().__init__(*args, study=study, **kwargs)
        self.ask_text("name", str(_("Event")), now=event.name if event else None, required=True)
        self.order_fields([name for name in self.fields if name.startswith("name_")])

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields} | {"name": self.text("name")}
