"""The form for a list of choices that several questions use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import Study
from surveys.building import choice_table, edits
from surveys.building.part_form import ChoicesForm
from surveys.specification import FormSpec, QuestionSpec


class ListForm(ChoicesForm):
    def __init__(
        self, *args: object, study: Study, form: FormSpec, users: list[QuestionSpec], **kwargs: object
    ) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.users = users
        self.rows = choice_table.rows_of(users[0])
        self.ask_name(users[0].list_name)
        self.fields["name"].help_text = _("By it other questions choose the list.")
        self.fields["name"].required = True

    @property
    def has_filter(self) -> bool:
        return bool(self.users[0].variants)

    def read_rows(self) -> None:
        if not self.has_filter:
            super().read_rows()

    def clean_name(self) -> str:
        name = super().clean_name()
        if name != self.users[0].list_name and name in edits.lists_of(self.form):
            raise forms.ValidationError(_("Another list is called so. Choose another name."))
        return name

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        self.check_rows()
        return cleaned

    def write_to(self, users: list[QuestionSpec]) -> None:
        for question in users:
            question.list_name = self.cleaned_data["name"]
            if not self.has_filter:
                choice_table.apply(self.rows, question)
