"""Units: one by one, many from a file, and what is known about them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from studies.forms.texts import TextsForm
from studies.models import Sensitivity, Study, Unit, Variable
from studies.models.units import VariableKind
from studies.numbers import as_text
from studies.problems import Refused
from studies.selectors import Value
from studies.texts import pick

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _year(label: "str | _StrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1000, max_value=2999)


class UnitsImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX with the columns code, name, region, group, pair, reason, and any variables. "
            "Nothing is saved before you have seen what would change."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    grouping = forms.CharField(
        label=_("Name of the new grouping"), required=False, max_length=200, help_text=_("If the file has groups.")
    )
    source = forms.CharField(
        label=_("Source of new variables"), required=False, max_length=300, help_text=_("A register, a report.")
    )
    year_from = _year(_("New variables refer to, from year"))
    year_to = _year(_("to year"))

    def options(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class NewUnitForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=50, help_text=_("Short and its own, as in the files you will import: U01 or 101.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    region = forms.CharField(label=_("Region"), max_length=200, required=False)


class UnitForm(forms.Form):
    """A unit with one field per variable; a blank value is a missing one."""

    name = forms.CharField(label=_("Name"), max_length=200)
    region = forms.CharField(label=_("Region"), max_length=200, required=False)

    def __init__(
        self, *args: object, unit: Unit, variables: list[Variable], values: dict[int, Value], **kwargs: object
    ) -> None:
        kwargs["initial"] = {"name": unit.name, "region": unit.region}
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.variables = {f"v{variable.pk}": variable for variable in variables}
        for name, variable in self.variables.items():
            self.fields[name] = forms.CharField(
                label=str(variable),
                required=False,
                max_length=300,
                initial=as_text(values.get(variable.pk, "")),
                help_text=_source(variable),
            )

    def changed_values(self) -> list[tuple[Variable, str]]:
        return [
            (variable, self.cleaned_data[name])
            for name, variable in self.variables.items()
            if name in self.changed_data
        ]

    def at_fields(self, refused: Refused) -> Refused:
        """Problems of a variable's value belong to its field."""
        fields = {variable.name: name for name, variable in self.variables.items()}
        return Refused(
            replace(problem, column=fields.get(problem.column, problem.column)) for problem in refused.problems
        )


def _source(variable: Variable) -> str:
    """Source and years, as plain text: a field's hint is shown as it stands."""
    return escape(", ".join(part for part in (pick(variable.measure), variable.source, years(variable)) if part))


def years(variable: Variable) -> str:
    """2002, or 1999–2002."""
    both = dict.fromkeys(year for year in (variable.year_from, variable.year_to) if year)
    return "–".join(str(year) for year in both)


class VariableForm(TextsForm):
    TEXTS = ("label", "measure")

    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    year_from = _year(_("Refers to, from year"))
    year_to = _year(_("to year"))
    sensitivity = forms.ChoiceField(label=_("Who may see it"), choices=Sensitivity.choices)

    def __init__(self, *args: object, study: Study, variable: Variable | None = None, **kwargs: object) -> None:
        if variable:
            kwargs["initial"] = {name: getattr(variable, name) for name in self.base_fields}
        super().__init__(*args, study=study, **kwargs)
        self.ask_text("label", str(_("Label")), now=variable.label if variable else None)
        examples = str(_("months, per cent, kroner"))
        now = variable.measure if variable else None
        self.ask_text("measure", str(_("Measured in")), now=now, help_text=examples)
        self.order_fields(["name", "kind", *(field for name in self.TEXTS for field in self.fields_of(name))])

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in self.base_fields}
        return plain | {name: self.text(name) for name in self.TEXTS}


class NewVariableForm(VariableForm):
    name = forms.RegexField(
        r"^\w[\w .-]*$",
        label=_("Name in files"),
        max_length=100,
        help_text=_("The head of its column when you import values: indicator."),
        error_messages={"invalid": _("Use letters, digits, spaces, full stops, hyphens and underscores.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=VariableKind.choices)
