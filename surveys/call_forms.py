"""What an interviewer fills in besides answers, and what the team says of quotas and calls."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.forms.texts import TextsForm
from studies.models import Membership
from surveys.dispositions import OF_A_CALL
from surveys.models import Collection, Quota
from surveys.visits import Visit, language_name


def _time_field() -> forms.DateTimeField:
    return forms.DateTimeField(
        label=_("call back at"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )


class OutcomeForm(forms.Form):
    """`disposition` is shown by its own template, a key beside each."""

    disposition = forms.ChoiceField(
        choices=[(each.code, each.name) for each in OF_A_CALL],
        error_messages={"required": _("Say what came of the call.")},
    )
    call_back_at = _time_field()
    keep = forms.BooleanField(label=_("I call again myself"), required=False)
    language = forms.ChoiceField(label=_("to be called in"), required=False)
    note = forms.CharField(
        label=_("note"), max_length=500, required=False, help_text=_("For whoever calls next. No names, no numbers.")
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField):
            language.choices = visit.languages()
            language.initial = visit.language


class StopForm(forms.Form):
    call_back_at = _time_field()
    note = forms.CharField(label=_("note"), max_length=500, required=False)


class MemberField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.user)


class HandOverForm(forms.Form):
    to = MemberField(Membership.objects.none(), label=_("to"), empty_label=None)

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = members


class UnblindForm(forms.Form):
    reason = forms.CharField(label=_("why you have to know it"), max_length=300)


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("languages"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None: all of them.")
    )

    def __init__(self, *args: Any, known: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["languages"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(code, language_name(code)) for code in known]


class QuotaForm(TextsForm):
    name = forms.CharField(label=_("name"), max_length=100)
    target = forms.IntegerField(label=_("wanted"), min_value=1)
    condition = forms.CharField(
        label=_("counts if"),
        help_text=_(
            "As in a questionnaire: ${sex} = 'woman' and ${age} >= 30. "
            "What the list of people says of them is written ${sample_NAME}."
        ),
        widget=forms.TextInput({"dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, quota: Quota | None = None, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, **kwargs)
        self.ask_text("label", str(_("name in words")), now=quota.label if quota else None)
        self.ask_text(
            "closing",
            str(_("said when there are enough")),
            now=quota.closing if quota else None,
            lines=2,
            help_text=str(_("Blank: a sentence of thanks.")),
        )

    @staticmethod
    def initial_of(quota: Quota) -> dict[str, Any]:
        return {"name": quota.name, "target": quota.target, "condition": quota.condition}

    def fields_of_quota(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("name", "target", "condition")}
        return plain | {"label": self.text("label"), "closing": self.text("closing")}


class TelephoneForm(TextsForm):
    by_telephone = forms.BooleanField(
        label=_("also by telephone"), required=False, help_text=_("Whoever has not answered is called.")
    )

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own arguments
        super().__init__(*args, study=collection.study, initial={"by_telephone": collection.by_telephone}, **kwargs)
        self.ask_text(
            "introduction",
            str(_("introduction to read out on the telephone")),
            now=collection.introduction,
            lines=4,
            help_text=str(_("Blank: who calls for whom, about what, and that one may say no.")),
        )
