"""What makes an item right: every code of its questions in exactly one of counted, not counted and missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

from analysis.models import Combine, Direction
from surveys.models import QuestionType

if TYPE_CHECKING:
    from analysis.methods.items import NumberRange
    from studies.models import Theme
    from surveys.models import Questionnaire
    from surveys.selectors import QuestionInfo

RuleKind = Literal["single", "multiple", "number"]
KINDS: dict[str, RuleKind] = {
    QuestionType.SELECT_ONE: "single",
    QuestionType.SELECT_MULTIPLE: "multiple",
    QuestionType.INTEGER: "number",
    QuestionType.DECIMAL: "number",
    QuestionType.SCALE: "number",
}
NONE_CODES = frozenset({"none"})  # the choice *none of these*, by its usual name


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSpec:
    """An item as somebody wrote it."""

    code: str
    questionnaire: "Questionnaire"
    questions: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    combine: str = Combine.ANY
    label: Mapping[str, str] = field(default_factory=dict)
    theme: "Theme | None" = None
    direction: str = Direction.NONE
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which column (or field), and what to do."""

    column: str
    message: str
    remedy: str


def faults(spec: ItemSpec, dictionary: "Mapping[str, QuestionInfo]") -> list[Fault]:
    """Everything wrong with the rule; `dictionary` holds the questionnaire's questions by name."""
    found = [*_blank(spec), *_unknown_questions(spec, dictionary), *_unknown_options(spec)]
    known = [dictionary[name] for name in spec.questions if name in dictionary]
    kinds = {KINDS.get(question.type, "") for question in known}
    found += _wrong_kinds(known, kinds)
    found += _in_two_places(spec, known)
    if kinds == {"number"}:
        found += _number_faults(spec)
    elif kinds in ({"single"}, {"multiple"}):
        found += _code_faults(spec, known, multiple=kinds == {"multiple"})
    return found


def kind_of(questions: "Iterable[QuestionInfo]") -> RuleKind:
    """single, multiple or number; of questions that have passed the check."""
    return next((KINDS[question.type] for question in questions if question.type in KINDS), "single")


def _blank(spec: ItemSpec) -> Iterator[Fault]:
    if not spec.code:
        yield Fault("item", _("The item has no name."), _("Give each item a name of its own, for example M01."))
    if "/" in spec.code:
        yield Fault(
            "item", _("“%(code)s” cannot stand in an address.") % {"code": spec.code}, _("Write it without “/”.")
        )
    if not spec.questions:
        yield Fault("question", _("No question is named."), _("Write the name of one or more questions."))
    if not spec.yes:
        yield Fault("yes", _("No answer counts."), _("Write the codes of the answers that count."))


def _unknown_questions(spec: ItemSpec, dictionary: "Mapping[str, QuestionInfo]") -> Iterator[Fault]:
    for name in spec.questions:
        if name not in dictionary:
            yield Fault(
                "question",
                _("There is no question %(question)s in the questionnaire %(questionnaire)s.")
                % {"question": name, "questionnaire": spec.questionnaire.form_id},
                _("Use a question's name as the questionnaire has it."),
            )


def _unknown_options(spec: ItemSpec) -> Iterator[Fault]:
    for column, value, allowed in (
        ("direction", spec.direction, Direction.values),
        ("combine", spec.combine, Combine.values),
    ):
        if value not in allowed:
            words = ", ".join(str(option) for option in allowed if option)
            yield Fault(
                column,
                _("%(value)s is not known here.") % {"value": value},
                _("Use %(words)s.") % {"words": words},
            )


def _wrong_kinds(known: "list[QuestionInfo]", kinds: set[str]) -> Iterator[Fault]:
    for question in known:
        if question.type not in KINDS:
            yield Fault(
                "question",
                _("Question %(question)s has no answers to count: it is of the type %(type)s.")
                % {"question": question.name, "type": question.type},
                _("Items rest on questions of choices or numbers."),
            )
    if len(kinds - {""}) > 1:
        yield Fault(
            "question",
            _("The questions are of different types."),
            _("Join questions of one choice, of several choices, or of numbers, never a mixture."),
        )


def _in_two_places(spec: ItemSpec, known: "list[QuestionInfo]") -> Iterator[Fault]:
    missing = {*spec.missing, *(code for question in known for code in question.missing_codes)}
    remedy = _("Keep it in one of yes, no and missing.")
    for code in dict.fromkeys(spec.yes):
        if code in spec.no:
            yield Fault("yes", _("The code %(code)s is in both yes and no.") % {"code": code}, remedy)
        if code in missing:
            yield Fault("yes", _("The code %(code)s is in both yes and missing.") % {"code": code}, remedy)
    for code in dict.fromkeys(spec.no):
        if code in missing:
            yield Fault("no", _("The code %(code)s is in both no and missing.") % {"code": code}, remedy)


def _code_faults(spec: ItemSpec, known: "list[QuestionInfo]", *, multiple: bool) -> Iterator[Fault]:
    declared = {code for question in known for code in question.missing_codes}
    choices = declared | {code for question in known for code in question.choices}
    names = ", ".join(question.name for question in known)
    for column in ("yes", "no", "missing"):
        for code in dict.fromkeys(getattr(spec, column)):
            if code not in choices:
                yield Fault(
                    column,
                    _("The code %(code)s is not a choice of %(question)s.") % {"code": code, "question": names},
                    _("Its choices are: %(choices)s.") % {"choices": ", ".join(sorted(choices)) or "-"},
                )
    if multiple and not spec.no:
        return
    assigned = {*spec.yes, *spec.no, *spec.missing, *declared}
    for question in known:
        for code in question.choices:
            if code not in assigned:
                yield Fault(
                    "no",
                    _("The code %(code)s of %(question)s is assigned nowhere.")
                    % {"code": code, "question": question.name},
                    _("Put it in one of yes, no and missing."),
                )


def _number_faults(spec: ItemSpec) -> Iterator[Fault]:
    ranges: dict[str, list[tuple[str, NumberRange]]] = {"yes": [], "no": [], "missing": []}
    for column, found in ranges.items():
        for code in getattr(spec, column):
            if span := _span(code):
                found.append((code, span))
            else:
                yield Fault(
                    column,
                    _("%(code)s is not a number or a range.") % {"code": code},
                    _("Write numbers as 12, >=30, <30 or 10..20."),
                )
    if not spec.no:
        yield Fault(
            "no",
            _("It is not said which numbers do not count."),
            _("Write them in `no`, for example <30 where >=30 counts."),
        )
    for code, span in ranges["yes"]:
        for other, its_span in ranges["no"]:
            if code != other and span.overlaps(its_span):
                yield Fault(
                    "yes",
                    _("%(first)s in yes and %(second)s in no cover the same numbers.")
                    % {"first": code, "second": other},
                    _("Let the ranges meet without overlapping."),
                )


def _span(code: str) -> "NumberRange | None":
    from analysis.methods.items import number_range  # noqa: PLC0415 -- numpy is loaded when a number is looked at

    return number_range(code)
