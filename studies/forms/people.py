"""Inviting people, joining, changing a role."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from studies.models import Role


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=Role)


ROLE_WORDS = {
    Role.OWNER: _("everything a researcher may, and the study's settings, its members and its end"),
    Role.RESEARCHER: _("sees everything, answers too, and changes everything but members and settings"),
    Role.ANALYST: _("runs analyses and sees their results; no answers, and no small numbers"),
    Role.READER: _("sees units, groups and the results that are published"),
    Role.INTERVIEWER: _("calls people and interviews them; sees neither groups nor results"),
    Role.CODER: _("works on the interviews; sees neither groups nor results"),
}


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=[(role, format_lazy("{}: {}", role.label, words)) for role, words in ROLE_WORDS.items()],
        coerce=Role,
        widget=forms.RadioSelect,
    )


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=lazy(password_validators_help_text_html, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
