"""What the forms for sections and questions share: groups of fields, names, problems at their fields."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from studies.forms.texts import TextsForm, language_name
from studies.models import Study
from studies.problems import Problem
from surveys.building.choice_table import (
    FEW_BLANKS,
    MORE_BLANKS,
    ChoiceRow,
    ShownRow,
    coded,
    only_redrawn,
    posted,
    problems_in,
    shown,
)
from surveys.imports.building import PartProblem
from surveys.imports.question_rows import MAX_NAME, NAME
from surveys.specification import FormSpec

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

LONGEST_EXPRESSION = 5_000


@dataclass(frozen=True)
class FieldGroup:
    title: str
    fields: list[BoundField]

    @property
    def is_open(self) -> bool:
        """Something is said there, or wrong there."""
        return any(field.errors or field.value() not in (None, "", False, "internal", "no") for field in self.fields)


class PartForm(TextsForm):
    """Texts in the questionnaire's languages, the main one first."""

    no_optional_marks = True  # nearly every field may be left blank

    def __init__(self, *args: object, study: Study, form: FormSpec, **kwargs: object) -> None:
        super().__init__(*args, study=study, **kwargs)
        self.text_languages = list(dict.fromkeys((form.default_language, *form.languages)))
        self.form = form

    def ask(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field

    def ask_name(self, now: str) -> None:
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            initial=now,
            required=False,
            max_length=MAX_NAME,
            help_text=_("In files and conditions. Blank: made from the text."),
            widget=forms.TextInput({"dir": "ltr", "spellcheck": "false"}),
        )

    def ask_expression(self, name: str, label: "Words", now: str, help_text: "Words") -> None:
        self.fields[name] = forms.CharField(
            label=label,
            initial=now,
            required=False,
            max_length=LONGEST_EXPRESSION,
            widget=forms.Textarea({"rows": 2, "dir": "ltr", "spellcheck": "false", "class": "code"}),
            help_text=help_text,
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name and not NAME.fullmatch(name):
            raise forms.ValidationError(
                _("“%(name)s” cannot be a name. Use letters, digits, “_”, “-” and “.”, beginning with a letter.")
                % {"name": name[:80]}
            )
        return name

    def group(self, title: str, *names: str) -> FieldGroup:
        """Fields by name, or by the beginning of it where it is one text in several languages."""
        wanted = [field for name in names for field in self._called(name)]
        return FieldGroup(title, [self[field] for field in wanted])

    def _called(self, name: str) -> list[str]:
        own = {name, *(f"{name}_{language}" for language in self.fields_in(name))}
        return [field for field in self.fields if field in own]

    def fields_in(self, name: str) -> Iterator[str]:
        """The languages that a text is asked for in."""
        for field in self.fields:
            language = field.removeprefix(f"{name}_")
            if field != language == self.fields[field].widget.attrs.get("lang"):
                yield language

    def text(self, name: str) -> dict[str, str]:
        return {
            language: value
            for language in self.fields_in(name)
            if (value := self.cleaned_data.get(f"{name}_{language}", ""))
        }

    def show(self, problems: Iterable[Problem], own: str) -> None:
        """At the field where it is this part's; above the form with its place where it is another's."""
        for problem in problems:
            sentence = f"{problem.message} {problem.remedy}".strip()
            is_other = isinstance(problem, PartProblem) and problem.part not in {"", own}
            field = None if is_other else self._field_of(problem.column)
            placed = f"{problem.place}: {sentence}" if field is None and problem.place else sentence
            self.add_error(field, placed)

    def _field_of(self, column: str) -> str | None:
        if column in self.fields:
            return column
        return next((f"{column}_{language}" for language in self.fields_in(column)), None)


class ChoicesForm(PartForm):
    """A form with a table of choices: `rows`, as they stand in the page."""

    def __init__(self, *args: object, study: Study, form: FormSpec, **kwargs: object) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.rows: list[ChoiceRow] = []

    @property
    def language_names(self) -> list[tuple[str, str]]:
        return [(code, language_name(code)) for code in self.text_languages]

    @property
    def table(self) -> list[ShownRow]:
        blanks = FEW_BLANKS if self.rows else MORE_BLANKS
        blanks = MORE_BLANKS if "choice_more" in self.data else blanks
        return shown([row for row in self.rows if not row.is_blank], self.language_names, blanks=blanks)

    @property
    def is_redrawn(self) -> bool:
        """Sent by a button of the table, to be drawn again and not to be saved."""
        return self.is_bound and only_redrawn(self.data)

    def read_rows(self) -> None:
        """The choices as the page sent them; those the form adds are added only when it is saved."""
        if self.is_bound:
            self.rows = posted(self.data, self.text_languages)

    def unchecked(self) -> "ChoicesForm":
        """As it stands in the page: a form that is only drawn again says nothing is wrong."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def check_rows(self) -> None:
        self.rows = coded(self.rows)
        for problem in problems_in(self.rows, self.text_languages[0]):
            self.add_error(None, f"{problem.message} {problem.remedy}".strip())
