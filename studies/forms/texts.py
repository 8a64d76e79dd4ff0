"""Form fields for one text in several languages: one field per language of the study."""

from collections.abc import Mapping

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from studies.models import Study
from studies.problems import Refused
from studies.texts import direction


def language_name(code: str) -> str:
    """In the reader's language where Django knows it, else the code."""
    return _(LANG_INFO[code]["name"]) if "name" in LANG_INFO.get(code, {}) else code


class TextsForm(forms.Form):
    """A form that asks for some texts in every language of the study, or in other `text_languages`."""

    def __init__(self, *args: object, study: Study, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.study = study
        self.needed_texts: dict[str, str] = {}
        self.text_languages: list[str] = study.languages

    def ask_text(
        self,
        name: str,
        label: str,
        *,
        now: Mapping[str, str] | None = None,
        required: bool = False,
        lines: int = 1,
        help_text: str = "",
    ) -> None:
        """Add the fields `name_da`, `name_en` ...; `required` asks for one of them, whichever the writer works in."""
        now = now or {}
        languages = list(dict.fromkeys([*self.text_languages, *now]))
        several = len(languages) > 1
        if required and several:
            first = f"{name}_{languages[0]}"
            self.needed_texts[name] = first
            help_text = f"{help_text} {_('One language is enough.')}".strip()
        for code in languages:
            attrs = {"lang": code, "dir": direction(code)}
            widget = forms.Textarea(attrs={**attrs, "rows": lines}) if lines > 1 else forms.TextInput(attrs=attrs)
            field = self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} ({language_name(code)})" if several else label,
                initial=now.get(code, ""),
                required=required and not several,
                widget=widget,
                max_length=300 if lines == 1 else 20_000,
                help_text=help_text if code == languages[0] else "",
            )
            field.is_one_of_several = required and several  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for name, first in self.needed_texts.items():
            if not self.text(name) and not any(self.has_error(field) for field in self.fields_of(name)):
                self.add_error(first, _("Fill it in, in at least one of the languages."))
        return cleaned

    def fields_of(self, name: str) -> list[str]:
        """The fields of one text, one per language."""
        return [field for field in self.fields if field.startswith(f"{name}_")]

    def text(self, name: str) -> dict[str, str]:
        """What was written, by language, without the blanks."""
        prefix = f"{name}_"
        return {
            field.removeprefix(prefix): value
            for field, value in self.cleaned_data.items()
            if field.startswith(prefix) and value
        }


def show_problems(form: forms.Form, refused: Refused) -> None:
    """Put each problem at its field, where the form has it, else above the form."""
    for problem in refused.problems:
        field = problem.column if problem.column in form.fields else _first_language(form, problem.column)
        form.add_error(field, f"{problem.message} {problem.remedy}".strip())


def _first_language(form: forms.Form, name: str) -> str | None:
    if not name:
        return None
    languages = form.text_languages if isinstance(form, TextsForm) else ()
    return next((field for code in languages if (field := f"{name}_{code}") in form.fields), None)
