"""What the team fills in about questionnaires and collections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.forms.blanks import ModelChoice
from studies.forms.texts import TextsForm
from studies.models import Study, Unit
from surveys.models import Collection, DisclosureLevel, Mode, QuestionnaireVersion, SecondRule, VersionStatus
from surveys.visits import language_name

XLSFORM = ".xlsx,.xls,.csv"
TABLE = ".csv,.xlsx"


class FormImportForm(forms.Form):
    file = forms.FileField(
        label=_("XLSForm"),
        help_text=_("A file with the sheets survey, choices and settings: .xlsx, .xls or .csv."),
        widget=forms.ClearableFileInput(attrs={"accept": XLSFORM}),
    )
    audience = forms.CharField(
        label=_("audience"), max_length=50, required=False, help_text=_("Who answers: manager, caseworker, ...")
    )
    leave_out = forms.BooleanField(label=_("Leave out what is not supported, and say what"), required=False)

    def options(self) -> dict[str, Any]:
        return {"audience": self.cleaned_data["audience"], "leave_out": self.cleaned_data["leave_out"]}


class AnswersImportForm(forms.Form):
    file = forms.FileField(
        label=_("File with answers"),
        help_text=_(
            "CSV or XLSX with the columns unit, respondent and one per question, named as the questions are."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": TABLE}),
    )
    replace = forms.BooleanField(label=_("Replace what the same respondents answered before"), required=False)
    study_units_only = forms.BooleanField(
        label=_("Keep out and count rows of units outside the study"), required=False
    )
    also = forms.BooleanField(label=_("Count those who have answered in another collection here too"), required=False)

    def options(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("replace", "study_units_only", "also")}


class CollectionForm(TextsForm):
    version = ModelChoice(QuestionnaireVersion.objects.none(), label=_("questionnaire"))
    name = forms.CharField(label=_("name"), max_length=200, help_text=_("For example: managers, spring 2004."))
    mode = forms.ChoiceField(label=_("mode"), choices=Mode.choices)
    disclosure = forms.ChoiceField(
        label=_("disclosure level"),
        choices=DisclosureLevel.choices,
        initial=DisclosureLevel.STAFF,
        help_text=_("By whom the answers are about. It decides what may be shown outside the team."),
    )
    second_rule = forms.ChoiceField(label=_("respondents a unit"), choices=SecondRule.choices)
    opens = forms.DateField(label=_("opens"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    closes = forms.DateField(label=_("closes"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    refers_from = forms.DateField(
        label=_("refers to, from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("The time that the answers speak of, not when they are given."),
    )
    refers_to = forms.DateField(
        label=_("refers to, until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    languages = forms.MultipleChoiceField(
        label=_("languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all that the questionnaire has."),
    )
    asked_units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("units asked"), required=False, help_text=_("None: all units in a group.")
    )
    is_practice = forms.BooleanField(
        label=_("practice"),
        required=False,
        help_text=_("For trying the questionnaire out: its answers count nowhere."),
    )

    def __init__(self, *args: Any, study: Study, collection: Collection | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, study=study, **kwargs)
        told = str(_("What readers see instead of the name."))
        self.ask_text("label", str(_("label")), now=collection.label if collection else None, help_text=told)
        self.order_fields(["version", "name", *self.fields_of("label")])
        versions = QuestionnaireVersion.objects.filter(questionnaire__study=study).select_related("questionnaire")
        if collection is None:
            versions = versions.filter(status=VersionStatus.PUBLISHED)
        else:
            del self.fields["version"]
            if collection.responses.exists():
                del self.fields["is_practice"]
            versions = versions.filter(pk=collection.version_id)
        codes = sorted({code for version in versions for code in version.languages})
        self._offer("languages", [(code, language_name(code)) for code in codes])
        for name, rows in (("version", versions), ("asked_units", study.units.all())):
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices

    def values(self) -> dict[str, Any]:
        labels = self.fields_of("label")
        plain = {name: value for name, value in self.cleaned_data.items() if name not in labels}
        return plain | {"label": self.text("label")}

    @staticmethod
    def initial_of(collection: Collection) -> dict[str, Any]:
        names = (
            "name",
            "mode",
            "disclosure",
            "second_rule",
            "opens",
            "closes",
            "refers_from",
            "refers_to",
            "languages",
            "is_practice",
        )
        return {name: getattr(collection, name) for name in names} | {"asked_units": collection.asked_units.all()}


class InvitationsForm(forms.Form):
    count = forms.IntegerField(label=_("number of links"), min_value=1, max_value=1000, initial=1)
    unit = ModelChoice(Unit.objects.none(), label=_("unit they answer for"), required=False)
    language = forms.ChoiceField(label=_("language"), required=False)

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        unit, language = self.fields["unit"], self.fields["language"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = collection.study.units.all()
        if isinstance(language, forms.ChoiceField):
            default = collection.version.default_language
            language.choices = [("", language_name(default))] + [
                (code, language_name(code)) for code in collection.version.languages if code != default
            ]
