"""The forms for a section, for a battery of questions, and for a questionnaire as such."""

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.languages import unknown
from studies.models import Study
from surveys.building import edits
from surveys.building.choice_table import yes_and_no
from surveys.building.kinds import Kind
from surveys.building.names import suggested
from surveys.building.part_form import ChoicesForm, PartForm
from surveys.building.question_form import EXAMPLE
from surveys.models import QuestionType
from surveys.specification import FormSpec, QuestionSpec, SectionSpec

FORM_ID = r"[A-Za-z0-9][A-Za-z0-9_-]*"


class SectionForm(PartForm):
    def __init__(self, *args: object, study: Study, form: FormSpec, spec: SectionSpec, **kwargs: object) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.spec = spec
        self.ask_text("label", str(_("Heading")), now=spec.label)
        self.ask_name(spec.name)
        self.ask_expression("relevant", str(_("Asked if")), spec.relevant, str(EXAMPLE))
        self.ask(
            "randomize",
            forms.BooleanField(
                label=_("Questions in random order, one for each respondent"),
                required=False,
                initial=spec.randomize,
                help_text=_(
                    "Notes at the top stay there; a grid, and questions that read each other, stay together."
                ),
            ),
        )

    def write_to(self, spec: SectionSpec) -> None:
        said = self.cleaned_data
        label = self.text("label")
        names = edits.taken(self.form) - {self.spec.name}
        otherwise = f"section_{len(self.form.sections) + 1}"
        name = said["name"] or suggested(next(iter(label.values()), otherwise), names, otherwise="section")
        spec.name, spec.label, spec.relevant, spec.randomize = name, label, said["relevant"], said["randomize"]


class BatteryForm(ChoicesForm):
    """Several questions under one list of choices: one line of text for each."""

    def __init__(self, *args: object, study: Study, form: FormSpec, kind: Kind, **kwargs: object) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.kind = kind
        self.rows = yes_and_no(self.text_languages) if kind.yes_no else []
        self.ask_text("label", str(_("Text above the rows")), lines=2)
        said = str(_("One line for each row. Lines in other languages stand in the same order."))
        self.ask_text("questions", str(_("Rows")), required=True, lines=6, help_text=said)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        self.check_rows()
        return cleaned

    def _lines(self) -> list[dict[str, str]]:
        by_language = {
            language: [line.strip() for line in text.splitlines() if line.strip()]
            for language, text in self.text("questions").items()
        }
        main = next((by_language[code] for code in self.text_languages if code in by_language), [])
        return [
            {language: lines[place] for language, lines in by_language.items() if place < len(lines)}
            for place in range(len(main))
        ]

    def made(self) -> list[QuestionSpec]:
        """The text above as a note, and a question for each line."""
        names = edits.taken(self.form)
        rows: list[QuestionSpec] = []
        for texts in self._lines():
            name = suggested(texts[self.text_languages[0]], names)
            names.add(name)
            spec = QuestionSpec(name, self.kind.type, 0, label=texts, list_name=rows[0].list_name if rows else name)
            spec.choices = {row.code: dict(row.texts) for row in self.rows}
            spec.missing = [row.code for row in self.rows if row.missing]
            spec.grid = rows[0].name if rows else name
            rows.append(spec)
        caption = self.text("label")
        if caption and rows:
            name = suggested(f"{rows[0].name}_text", names)
            rows.insert(0, QuestionSpec(name, QuestionType.NOTE, 0, label=caption, grid=rows[0].name))
        return rows


class AboutForm(PartForm):
    """Title, audience and languages; a new questionnaire has a form id too."""

    def __init__(self, *args: object, study: Study, form: FormSpec, is_new: bool, **kwargs: object) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.ask_text("title", str(_("Title")), now=form.title, required=True)
        if is_new:
            self.fields["form_id"] = forms.RegexField(
                FORM_ID,
                label=_("Form id"),
                required=False,
                max_length=100,
                help_text=_("In addresses and files: letters, digits, “_” and “-”. Blank: made from the title."),
            )
        self.fields["audience"] = forms.CharField(
            label=_("audience"),
            max_length=50,
            initial=form.audience,
            help_text=_("Who answers: manager, caseworker, ..."),
        )
        self.fields["languages"] = forms.CharField(
            label=_("Languages"),
            initial=", ".join(self.text_languages),
            max_length=200,
            help_text=_("Codes with commas between, such as da, en. The first is the main one."),
        )

    def clean_languages(self) -> list[str]:
        codes = list(
            dict.fromkeys(code for each in self.cleaned_data["languages"].split(",") if (code := each.strip()))
        )
        if wrong := unknown(codes):
            raise forms.ValidationError(_("These are no language codes: %(codes)s.") % {"codes": ", ".join(wrong)})
        if not codes:
            raise forms.ValidationError(_("Name at least one language."))
        return codes

    def write_to(self, form: FormSpec) -> None:
        said = self.cleaned_data
        form.title, form.audience = self.text("title"), said["audience"]
        form.languages, form.default_language = said["languages"], said["languages"][0]
