"""Changing a grouping by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.forms.blanks import ModelChoice
from studies.forms.texts import TextsForm
from studies.models import Group, Grouping, Unit


class CopyForm(forms.Form):
    name = forms.CharField(label=_("Name of the copy"), max_length=200)


class MoveForm(TextsForm):
    unit = ModelChoice(Unit.objects.none(), label=_("Unit"))
    group = forms.ChoiceField(label=_("Into"), required=False)

    def __init__(self, *args: object, grouping: Grouping, **kwargs: object) -> None:
        super().__init__(*args, study=grouping.study, **kwargs)
        self.fields["unit"].queryset = grouping.study.units.all()  # type: ignore[attr-defined]
        self.fields["group"].choices = [*Group.choices, ("", _("no group"))]  # type: ignore[attr-defined]
        self.ask_text("reason", str(_("Reason")), required=True)


class PairForm(TextsForm):
    high = ModelChoice(Unit.objects.none(), label=Group.HIGH.label)
    low = ModelChoice(Unit.objects.none(), label=Group.LOW.label)

    def __init__(self, *args: object, grouping: Grouping, **kwargs: object) -> None:
        super().__init__(*args, study=grouping.study, **kwargs)
        for group in (Group.HIGH, Group.LOW):
            members = Unit.objects.filter(group_members__grouping=grouping, group_members__group=group)
            self.fields[group.value].queryset = members  # type: ignore[attr-defined]
        self.ask_text("reason", str(_("Reason")), required=True)
