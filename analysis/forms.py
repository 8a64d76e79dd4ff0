"""Forms for items, item sets and plans: they collect; services decide."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analysis import item_rules, selectors
from analysis.item_rules import ItemSpec
from analysis.models import Combine, Direction, Item, ItemSet
from analysis.procedures import Kind, Parameter, Procedure, checking
from studies.forms.blanks import CHOOSE, NONE, ModelChoice
from studies.forms.texts import language_name
from studies.models import Study
from studies.numbers import as_text
from studies.problems import Problem, Refused
from studies.texts import pick
from surveys.models import Questionnaire

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from surveys.selectors import QuestionInfo

MARKS = (("yes", _("counts")), ("no", _("does not count")), ("missing", _("no answer")))
FIELD_OF_COLUMN = {"item": "code", "direction": "direction", "combine": "combine"}


def add_refusal(form: forms.Form, refused: Refused, fields: Mapping[str, str]) -> None:
    """Put each problem beside its field, or above the form."""
    for problem in refused.problems:
        field = fields.get(problem.column)
        text = f"{problem.message} {problem.remedy}".strip()
        form.add_error(field if field in form.fields else None, text)


class ImportItemsForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX: item, questionnaire, question, yes, no, missing, label, theme, direction, set, combine."
        ),
    )


class GroupingForm(forms.Form):
    name = forms.CharField(label=_("Name of the grouping"), max_length=200)


class ItemForm(forms.Form):
    """An item on questions that have been chosen: each of their answers gets its place."""

    code = forms.CharField(label=_("Item"), max_length=50, help_text=_("A short name, for example M01."))

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- a form's own
        study: Study,
        questionnaire: Questionnaire,
        questions: "list[QuestionInfo]",
        item: Item | None = None,
        frozen: bool = False,
        **kwargs: Any,  # noqa: ANN401 -- a form's own
    ) -> None:
        self.study, self.questionnaire, self.questions, self.item = study, questionnaire, questions, item
        self.kind = item_rules.kind_of(questions)
        self.code_fields: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        self._add_labels()
        self._add_codes()
        self._add_rest()
        for name in (*self.code_fields, "yes", "no", "missing", "combine"):
            if frozen and name in self.fields:
                self.fields[name].disabled = True

    def _add_labels(self) -> None:
        for language in self.study.languages:
            self.fields[f"label_{language}"] = forms.CharField(
                label=_("Label (%(language)s)") % {"language": language_name(language)},
                max_length=300,
                required=False,
                initial=(self.item.label if self.item else {}).get(language, ""),
            )

    def _add_codes(self) -> None:
        if self.kind == "number":
            self._add_numbers()
            return
        labels = {code: text for question in self.questions for code, text in question.choices.items()}
        declared = {code for question in self.questions for code in question.missing_codes}
        for place, (code, text) in enumerate({**labels, **{c: {} for c in declared if c not in labels}}.items()):
            name = f"answer_{place}"
            self.code_fields[name] = code
            self.fields[name] = forms.ChoiceField(
                label=f"{pick(text) or code} ({code})",
                choices=MARKS,
                widget=forms.RadioSelect,
                initial=self._mark(code, declared),
            )

    def _add_numbers(self) -> None:
        for name, label in (("yes", _("Numbers that count")), ("no", _("Numbers that do not count"))):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=300,
                help_text=_("12, >=30, <30 or 10..20; several apart by spaces."),
                initial=" ".join(getattr(self.item, name, [])),
            )
        self.fields["missing"] = forms.CharField(
            label=_("Numbers that are no answer"),
            max_length=300,
            required=False,
            initial=" ".join(getattr(self.item, "missing", [])),
        )

    def _add_rest(self) -> None:
        if len(self.questions) > 1:
            self.fields["combine"] = forms.ChoiceField(
                label=_("Counts when"), choices=Combine.choices, initial=getattr(self.item, "combine", Combine.ANY)
            )
        self.fields["theme"] = ModelChoice(
            self.study.themes.all(), label=_("Theme"), required=False, initial=getattr(self.item, "theme_id", None)
        )
        self.fields["direction"] = forms.ChoiceField(
            label=_("Expected"),
            choices=Direction.choices,
            required=False,
            initial=getattr(self.item, "direction", Direction.NONE),
        )

    def _mark(self, code: str, declared: set[str]) -> str:
        for mark in ("yes", "no", "missing"):
            if self.item and code in getattr(self.item, mark):
                return mark
        return "missing" if code in declared else "no"

    def spec(self) -> ItemSpec:
        """The item as the form says it."""
        data = self.cleaned_data
        codes = self._codes(data)
        return ItemSpec(
            code=data["code"].strip(),
            questionnaire=self.questionnaire,
            questions=tuple(question.name for question in self.questions),
            yes=codes["yes"],
            no=codes["no"],
            missing=codes["missing"],
            combine=data.get("combine") or Combine.ANY,
            label={
                language: data[f"label_{language}"] for language in self.study.languages if data[f"label_{language}"]
            },
            theme=data["theme"],
            direction=data["direction"],
            note=self.item.note if self.item else {},
        )

    def _codes(self, data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        if self.kind == "number":
            return {mark: tuple(data[mark].split()) for mark, _words in MARKS}
        codes = {
            mark: tuple(code for name, code in self.code_fields.items() if data[name] == mark)
            for mark, _words in MARKS
        }
        declared = {code for question in self.questions for code in question.missing_codes}
        codes["missing"] = tuple(code for code in codes["missing"] if code not in declared)
        # Of several choices, what is asked and not marked does not count: the codes need not be named.
        return codes | {"no": ()} if self.kind == "multiple" else codes


class ItemSetForm(forms.Form):
    """The items of one set; those of its questionnaire stand to choose."""

    name = forms.CharField(label=_("Name"), max_length=100)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- a form's own
        study: Study,
        questionnaire: Questionnaire,
        item_set: ItemSet | None = None,
        **kwargs: Any,  # noqa: ANN401 -- a form's own
    ) -> None:
        super().__init__(*args, **kwargs)
        items = selectors.items(study, questionnaire.form_id)
        self.fields["items"] = ItemChoices(
            queryset=items,
            label=_("Items"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("At most one item on each question."),
            initial=[member.item_id for member in item_set.members.all()] if item_set else [],
        )
        if item_set:
            self.fields["name"].initial = item_set.name
            self.fields["name"].disabled = True


class ItemChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- as Django has it
        return f"{obj.code} {pick(obj.label)} ({', '.join(obj.questions)})"


class PlanForm(forms.Form):
    """A field for each parameter of a procedure; values are checked where the command line's are."""

    def __init__(self, *args: Any, study: Study, procedure: Procedure, **kwargs: Any) -> None:  # noqa: ANN401 -- a form's own
        super().__init__(*args, **kwargs)
        self.study, self.procedure = study, procedure
        for parameter in procedure.parameters:
            self.fields[parameter.name] = self._field(parameter)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", [], None)}

    def refuse(self, refused: Refused) -> None:
        """Each problem beside its parameter: its column, or the name that its sentence begins with."""
        for problem in refused.problems:
            name, colon, rest = problem.message.partition(": ")
            named = bool(colon) and name in self.fields
            field = name if named else problem.column
            text = Problem(rest if named else problem.message, problem.remedy)
            self.add_error(field if field in self.fields else None, str(text))

    def _field(self, parameter: Parameter) -> forms.Field:
        field = self._bare(parameter, self._options(parameter))
        field.label, field.help_text = parameter.title, parameter.help
        is_choice = isinstance(field, forms.ChoiceField) and parameter.kind is Kind.CHOICE and not parameter.many
        field.required = is_choice or self._is_to_be_named(parameter)
        return field

    def _is_to_be_named(self, parameter: Parameter) -> bool:
        """A questionnaire that a blank cannot stand for: there are several."""
        return parameter.kind is Kind.QUESTIONNAIRE and parameter.required and self.study.questionnaires.count() != 1

    @property
    def usual(self) -> list[forms.BoundField]:
        return [self[parameter.name] for parameter in self.procedure.parameters if not parameter.rare]

    @property
    def rare(self) -> list[forms.BoundField]:
        return [self[parameter.name] for parameter in self.procedure.parameters if parameter.rare]

    @property
    def has_rare_errors(self) -> bool:
        return any(field.errors for field in self.rare)

    def _bare(self, parameter: Parameter, options: list[tuple[str, Any]] | None) -> forms.Field:
        default = checking.default(parameter, self.study)
        if parameter.kind is Kind.BOOL:
            return forms.BooleanField(initial=bool(default))
        if options is None:
            return forms.CharField(initial=_shown(default))
        if parameter.many:
            return forms.MultipleChoiceField(choices=options, initial=default, widget=forms.CheckboxSelectMultiple)
        blank = [] if default or parameter.kind is Kind.CHOICE else [("", self._blank(parameter))]
        return forms.ChoiceField(choices=[*blank, *options], initial=default)

    def _blank(self, parameter: Parameter) -> "_StrOrPromise":
        """What nothing chosen stands for. A default needs no such words: a blank would mean it as well."""
        needed = self._is_to_be_named(parameter) or (parameter.kind is Kind.VARIABLE and parameter.required)
        return CHOOSE if needed else parameter.blank or NONE

    def _options(self, parameter: Parameter) -> list[tuple[str, Any]] | None:
        study = self.study
        names: dict[Kind, Iterable[str]] = {
            Kind.ITEM_SET: selectors.item_set_names(study) if parameter.kind is Kind.ITEM_SET else (),
            Kind.GROUPING: study.groupings.values_list("name", flat=True),
        }
        if parameter.kind is Kind.CHOICE:
            return list(parameter.choices)
        if parameter.kind is Kind.QUESTIONNAIRE:
            return [(form.form_id, str(form)) for form in study.questionnaires.all()]
        if parameter.kind is Kind.VARIABLE:
            known = study.variables.filter(name__in=checking.numbers(study))
            return [(variable.name, str(variable)) for variable in known]
        return [(name, name) for name in names[parameter.kind]] if parameter.kind in names else None


def _shown(default: object) -> str:
    """A default as the reader writes it: 0,3 in Danish."""
    if isinstance(default, list):
        return ", ".join(str(part) for part in default)
    return as_text(default) if isinstance(default, float) else "" if default is None else str(default)
