"""The form for one question: it asks what the question's type has, and gives the specification."""

from copy import deepcopy

from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import Sensitivity, Study
from studies.texts import pick
from surveys.building import choice_table, edits
from surveys.building.kinds import GIVEN, LISTED, LONG_TEXT, NUMBERS
from surveys.building.names import suggested
from surveys.building.part_form import ChoicesForm, FieldGroup
from surveys.imports.others import CODE as OTHER_CODE
from surveys.imports.others import with_other
from surveys.models import QuestionType
from surveys.specification import FormSpec, QuestionSpec

SOFT, HARD = "soft", "hard"
NEEDED = [
    ("no", _("May be left blank")),
    (SOFT, _("Asked once more if left blank, then it may be passed")),
    (HARD, _("Must be answered")),
]
OWN_LIST = ""
DROPDOWN = "minimal"
EXAMPLE = _("For example ${name} = 'yes', ${name} > 3 or selected(${name}, 'other').")
VALID_EXAMPLE = _("The answer itself is a dot: . >= 0 and . <= 100. It may read other questions: . <= ${name}.")
CALCULATED_EXAMPLE = _("For example ${men} + ${women} or if(${age} < 18, 'young', 'grown').")
FILTER_EXAMPLE = _("Reads columns of the list, which come with an imported XLSForm: of = ${country}.")


class QuestionForm(ChoicesForm):
    """`spec` is the question before; `rows` its choices as they stand in the page."""

    def __init__(
        self, *args: object, study: Study, form: FormSpec, spec: QuestionSpec, section: str, **kwargs: object
    ) -> None:
        super().__init__(*args, study=study, form=form, **kwargs)
        self.spec, self.section_name = spec, section
        self.rows = choice_table.rows_of(spec)
        self._ask_texts()
        if spec.type in LISTED:
            self._ask_choices()
        self._ask_of_type()
        self._ask_logic()
        self._ask_for_analysis()

    @property
    def has_choices(self) -> bool:
        return self.spec.type in LISTED

    @property
    def shared_with(self) -> list[str]:
        """Other questions that use its list of choices."""
        users = edits.users_of(self.form, self.spec.list_name) if self.spec.list_name else []
        return [each.name for each in users if each.name != self.spec.name]

    @property
    def shows_table(self) -> bool:
        """Choices are edited here where the list is the question's own, and no filter tells its rows apart."""
        return self.spec.type in LISTED and not self.shared_with and not self.spec.variants

    def _ask_texts(self) -> None:
        calculated = self.spec.type == QuestionType.CALCULATE
        label = _("What it is") if calculated else _("Question")
        shown = _("It may show an earlier answer, ${name}, or something about the unit, ${unit_name}.")
        self.ask_text(
            "label", str(label), now=self.spec.label, required=not calculated, lines=2, help_text=str(shown)
        )
        if not calculated:
            self.ask_text("hint", str(_("Hint")), now=self.spec.hint, lines=2)
        self.ask_name(self.spec.name)
        sections = [(each.name, f"{pick(each.label)} ({each.name})") for each in self.form.sections]
        self.ask("section", forms.ChoiceField(label=_("Section"), choices=sections, initial=self.section_name))

    def _ask_choices(self) -> None:
        lists = [
            (name, f"{name}: {', '.join(pick(text) or code for code, text in users[0].choices.items())[:60]}")
            for name, users in edits.lists_of(self.form).items()
        ]
        own = [(OWN_LIST, str(_("Its own choices, written here")))]
        if not self.shows_table and self.spec.list_name:
            own = [(OWN_LIST, str(_("A copy of its own, to be changed apart")))]
        kept = self.spec.list_name if self.spec.list_name and not self.shows_table else OWN_LIST
        others = [(name, said) for name, said in lists if name != self.spec.list_name or not self.shows_table]
        self.ask(
            "list_name",
            forms.ChoiceField(label=_("Choices"), choices=own + others, initial=kept, required=False),
        )
        self.ask("randomize", _tick(_("Choices in random order, one for each respondent"), self._says("randomize")))
        if self.spec.type == QuestionType.SELECT_ONE and not self.spec.grid:
            self.ask("dropdown", _tick(_("As a drop-down list"), DROPDOWN in self.spec.appearance.split()))
        if self.shows_table:
            offered = [
                (code, _(text)) for code, text in choice_table.NO_ANSWERS.items() if code not in self.spec.choices
            ]
            self.ask(
                "no_answers",
                forms.MultipleChoiceField(
                    label=_("Also offer"),
                    choices=offered,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    help_text=_("They count as no answer in every analysis."),
                ),
            )
            if self.spec.type != QuestionType.RANK and OTHER_CODE not in self.spec.choices:
                self.ask(
                    "other", _tick(_("Other, please say: a last choice, and a text question behind it"), now=False)
                )

    def _ask_of_type(self) -> None:
        spec = self.spec
        if spec.type == QuestionType.CALCULATE:
            self.ask_expression("calculation", _("Calculated as"), spec.calculation, CALCULATED_EXAMPLE)
        if spec.type == QuestionType.SCALE:
            for name, label in (("start", _("From")), ("end", _("To")), ("step", _("Step"))):
                field = forms.CharField(label=label, initial=spec.parameters.get(name), max_length=20)
                self.ask(name, field)
            self.ask_text("low_label", str(_("Text at the low end")), now=spec.low_label)
            self.ask_text("high_label", str(_("Text at the high end")), now=spec.high_label)
        if spec.type in NUMBERS:
            said = _("Numbers that count as no answer, with spaces between them: 98 99.")
            missing = forms.CharField(label=_("No answer"), required=False, max_length=200, help_text=said)
            missing.initial = " ".join(spec.missing)
            self.ask("missing", missing)
        if spec.type == QuestionType.TEXT:
            lines = forms.IntegerField(
                label=_("Lines"), required=False, min_value=1, max_value=40, initial=spec.parameters.get("rows"),
                help_text=_("Blank: one line. A number: room for a long text."),
            )  # fmt: skip
            self.ask("rows", lines)

    def _ask_logic(self) -> None:
        spec = self.spec
        if spec.type in GIVEN:
            needed = HARD if spec.required else SOFT if spec.soft_required else "no"
            self.ask("needed", forms.ChoiceField(label=_("Must it be answered?"), choices=NEEDED, initial=needed))
            self.ask_text("required_message", str(_("Message if it is left blank")), now=spec.required_message)
        if spec.type != QuestionType.CALCULATE:
            self.ask_expression("relevant", _("Asked if"), spec.relevant, EXAMPLE)
        if spec.type in GIVEN:
            self.ask_expression("constraint", _("Valid if"), spec.constraint, VALID_EXAMPLE)
            self.ask_text("constraint_message", str(_("Message if it is not valid")), now=spec.constraint_message)
            self.ask_expression("default", _("Filled in at first"), spec.default, _("An answer, or ${name}."))
        if spec.type in LISTED:
            self.ask_expression("choice_filter", _("Choices offered if"), spec.choice_filter, FILTER_EXAMPLE)

    def _ask_for_analysis(self) -> None:
        spec = self.spec
        themes = [("", "–"), *((theme.code, str(theme)) for theme in self.study.themes.all())]
        if spec.theme and spec.theme not in dict(themes):
            themes.append((spec.theme, spec.theme))
        self.ask("theme", forms.ChoiceField(label=_("Theme"), choices=themes, initial=spec.theme, required=False))
        said = _("The same word ties this question to those that ask other audiences the same.")
        construct = forms.CharField(label=_("Measures"), required=False, max_length=100, help_text=said)
        construct.initial = spec.construct
        self.ask("construct", construct)
        sensitivity = forms.ChoiceField(label=_("Sensitivity"), choices=Sensitivity.choices, initial=spec.sensitivity)
        self.ask("sensitivity", sensitivity)

    def _says(self, parameter: str) -> bool:
        return self.spec.parameters.get(parameter) == "true"

    @property
    def first_fields(self) -> FieldGroup:
        return self.group(
            "", "label", "hint", "calculation", "start", "end", "step", "low_label", "high_label", "rows"
        )

    @property
    def choice_fields(self) -> FieldGroup:
        return self.group("", "no_answers", "other", "randomize", "dropdown")

    @property
    def groups(self) -> list[FieldGroup]:
        rules = (
            "needed",
            "required_message",
            "relevant",
            "constraint",
            "constraint_message",
            "default",
            "choice_filter",
        )
        found = [
            self.group(str(_("Name and place")), "name", "section"),
            self.group(str(_("When it is asked, and what is valid")), *rules),
            self.group(str(_("For the analysis")), "missing", "theme", "construct", "sensitivity"),
        ]
        return [group for group in found if group.fields]

    def made(self) -> QuestionSpec:
        """The question as it was written. Texts of languages that the form does not ask for stay."""
        spec, said = deepcopy(self.spec), self.cleaned_data
        for name in ("label", "hint", "required_message", "constraint_message", "low_label", "high_label"):
            if any(self.fields_in(name)):
                setattr(spec, name, self.text(name))
        names = edits.taken(self.form) - {spec.name}
        spec.name = said["name"] or suggested(spec.label.get(self.text_languages[0], ""), names)
        for name in (
            "relevant",
            "constraint",
            "calculation",
            "default",
            "choice_filter",
            "theme",
            "construct",
            "sensitivity",
        ):
            setattr(spec, name, said.get(name, getattr(spec, name)))
        if "needed" in said:
            spec.required, spec.soft_required = said["needed"] == HARD, said["needed"] == SOFT
        self._parameters(spec)
        if "missing" in said:
            spec.missing = said["missing"].split()
        if spec.type in LISTED:
            self._choices(spec)
        return spec

    def _parameters(self, spec: QuestionSpec) -> None:
        said = self.cleaned_data
        if spec.type == QuestionType.SCALE:
            spec.parameters = {name: said[name].replace(",", ".") for name in ("start", "end", "step")}
        if "randomize" in said:
            seed = {name: value for name, value in spec.parameters.items() if name == "seed"}
            spec.parameters = {"randomize": "true", **seed} if said["randomize"] else {}
        if "dropdown" in said:
            spec.appearance = _with_word(spec.appearance, DROPDOWN, wanted=said["dropdown"])
        if "rows" in said:
            spec.parameters = {"rows": str(said["rows"])} if said["rows"] else {}
            spec.appearance = _with_word(spec.appearance, LONG_TEXT, wanted=bool(said["rows"]))

    def _choices(self, spec: QuestionSpec) -> None:
        chosen = self.cleaned_data["list_name"]
        if chosen:
            like = edits.lists_of(self.form)[chosen][0]
            spec.list_name, spec.choices = chosen, deepcopy(like.choices)
            spec.missing, spec.variants = list(like.missing), deepcopy(like.variants)
            return
        if self.shows_table:
            choice_table.apply(self.rows, spec)
        spec.list_name = self._own_list(spec)

    def _own_list(self, spec: QuestionSpec) -> str:
        if self.shows_table and spec.list_name and spec.list_name != self.spec.name:
            return spec.list_name
        names = edits.lists_of(self.form).keys() - {self.spec.list_name if self.shows_table else ""}
        return spec.name if spec.name not in names else suggested(spec.name, names, otherwise="list")

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if self.shows_table and not self.cleaned_data.get("list_name"):
            codes = self.cleaned_data.get("no_answers") or []
            self.rows = choice_table.with_no_answers(choice_table.coded(self.rows), codes, self.text_languages)
            self.check_rows()
        return cleaned

    def behind(self, spec: QuestionSpec) -> QuestionSpec | None:
        """The text question that *other, please say* adds; the choice is added to the question."""
        if not self.cleaned_data.get("other") or self.cleaned_data.get("list_name"):
            return None
        name = spec.list_name
        added = with_other(spec)
        spec.list_name = name
        return added


def _tick(label: object, now: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=now)  # type: ignore[arg-type]


def _with_word(appearance: str, word: str, *, wanted: bool) -> str:
    words = [each for each in appearance.split() if each != word]
    return " ".join([*words, word] if wanted else words)
