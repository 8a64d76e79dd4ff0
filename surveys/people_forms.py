"""What the team fills in about people, contacts, mails and letters."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from studies.texts import direction
from surveys.fieldwork.waiting import WAITING, groups_offered
from surveys.forms import TABLE
from surveys.models import Collection, InvitationStatus
from surveys.people_lists import Search, as_choice
from surveys.recipients import Choice
from surveys.visits import language_name, languages_of

ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+\.[^\s<>,;:\"()\[\].]+")


class PeopleImportForm(forms.Form):
    file = forms.FileField(label=_("File with people"), widget=forms.ClearableFileInput(attrs={"accept": TABLE}))
    skip_known = forms.BooleanField(label=_("Leave out those who are in the collection already"), required=False)

    def __init__(self, *args: Any, contacts: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            _("CSV or XLSX with the columns unit, name, email, phone and language, as far as you have them.")
            if contacts
            else _(
                "CSV or XLSX with the columns unit, name, email, phone, address, language and audience, as far as "
                "you have them. Every other column is kept as a sample variable. No personal numbers."
            )
        )


def units_of(collection: Collection) -> list[tuple[str, str]]:
    return as_choice((unit.code, unit.name) for unit in collection.study.units.order_by("name", "code"))


class FilterForm(forms.Form):
    no_optional_marks = True  # in a filter everything may be left blank


class SearchForm(FilterForm):
    text = forms.CharField(label=_("name or e-mail"), required=False, widget=forms.SearchInput)
    unit = forms.ChoiceField(label=_("unit"), required=False)
    status = forms.ChoiceField(label=_("status"), required=False)
    mark = forms.ChoiceField(label=_("mark"), required=False)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        marks = [
            ("bounced", _("came back")),
            ("opted_out", _("wants no more mail")),
            ("no_email", _("no e-mail address")),
            ("uncertain", _("uncertain mail")),
        ]
        choices = {
            "unit": units_of(collection),
            "status": as_choice(InvitationStatus.choices),
            "mark": as_choice(marks),
        }
        offer(self, choices)

    def search(self) -> Search:
        return Search(**self.cleaned_data) if self.is_valid() else Search()


def offer(form: forms.Form, choices: dict[str, list[tuple[str, str]]]) -> None:
    for name, offered in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered


class PersonForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=200, required=False)
    email = forms.EmailField(label=_("e-mail"), required=False)
    phone = forms.CharField(label=_("telephone"), max_length=40, required=False)
    address = forms.CharField(
        label=_("postal address"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    language = forms.ChoiceField(label=_("language"), required=False)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        default = collection.version.default_language
        others = [(code, language_name(code)) for code in languages_of(collection) if code != default]
        offer(self, {"language": [("", language_name(default)), *others]})


class MarksForm(forms.Form):
    addresses = forms.CharField(
        label=_("Addresses"),
        widget=forms.Textarea({"rows": 6}),
        max_length=1_000_000,
        help_text=_("One a line, or the mails that came back pasted as they are: the addresses in them are found."),
    )
    mark = forms.ChoiceField(
        label=_("What about them"),
        choices=[("bounced_at", _("mail to them came back")), ("opted_out_at", _("they want no more mail"))],
        widget=forms.RadioSelect,
        initial="bounced_at",
    )

    def clean_addresses(self) -> list[str]:
        return ADDRESS.findall(self.cleaned_data["addresses"])


class ChoiceForm(FilterForm):
    """Who gets a mailing."""

    unit = forms.ChoiceField(label=_("unit"), required=False)
    language = forms.ChoiceField(label=_("language"), required=False)
    group = forms.ChoiceField(label=_("group"), required=False)
    status = forms.ChoiceField(label=_("status"), required=False)
    days = forms.IntegerField(
        label=_("days since their last mail, at least"), min_value=0, max_value=365, required=False
    )
    again = forms.BooleanField(label=_("those who have got one and not told how many could answer"), required=False)

    def __init__(self, *args: Any, collection: Collection, kind: str, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "language": [(code, language_name(code)) for code in languages_of(collection)],
            "group": groups_offered(),
            "status": [(status.value, status.label) for status in WAITING],
        }
        offer(self, {"unit": units_of(collection)} | {name: as_choice(rows) for name, rows in choices.items()})
        unused = {"contact": ("status", "days"), "reminder": ("again",)}.get(kind, ("days", "again"))
        for name in unused:
            del self.fields[name]

    def choice(self) -> Choice:
        if not self.is_valid():
            return Choice()
        return Choice.of({name: value for name, value in self.cleaned_data.items() if value})


class MailTextForm(forms.Form):
    """Subject and text in each language of the collection."""

    def __init__(
        self, data: QueryDict | None, *, collection: Collection, subject: dict[str, str], body: dict[str, str]
    ) -> None:
        super().__init__(data)
        self.languages = list(dict.fromkeys([*languages_of(collection), *subject, *body]))
        for code in self.languages:
            attrs = {"lang": code, "dir": direction(code)}
            for name, label, text, widget, most in (
                ("subject", _("Subject"), subject, forms.TextInput(attrs), 300),
                ("body", _("Text"), body, forms.Textarea(attrs | {"rows": 12}), 20_000),
            ):
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=f"{label} ({language_name(code)})",
                    initial=text.get(code, ""),
                    required=False,
                    max_length=most,
                    widget=widget,
                )

    def texts(self, name: str) -> dict[str, str]:
        written = {code: self.cleaned_data[f"{name}_{code}"].replace("\r\n", "\n") for code in self.languages}
        return {code: text for code, text in written.items() if text}


class LettersForm(FilterForm):
    unit = forms.ChoiceField(label=_("unit"), required=False)
    who = forms.ChoiceField(label=_("who"), required=False)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        who = [
            ("", _("all who have not answered")),
            ("no_email", _("those whom no e-mail reaches")),
            ("address", _("those with a postal address")),
        ]
        offer(self, {"unit": units_of(collection), "who": [(code, str(words)) for code, words in who]})

    def chosen(self) -> dict[str, str]:
        return self.cleaned_data if self.is_valid() else {"unit": "", "who": ""}


class RecipientForm(forms.Form):
    """Before a list of people leaves."""

    recipient = forms.CharField(
        label=_("For whom or what"), max_length=300, help_text=_("It stands in the audit log.")
    )


class LinkListForm(RecipientForm):
    names = forms.BooleanField(label=_("With names and addresses"), required=False)
    format_ = forms.ChoiceField(
        label=_("File"),
        choices=[("csv", "CSV"), ("csv-da", _("CSV, Danish")), ("xlsx", "XLSX")],
        widget=forms.RadioSelect,
        initial="csv",
    )
