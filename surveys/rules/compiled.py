"""The rules of a stored version; kept for frozen ones, which never change."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from threading import Lock
from typing import Any

from surveys.models import Choice, Question, QuestionnaireVersion, Section, VersionStatus
from surveys.rules.defaults import default_of
from surveys.rules.expressions import Expression, compile_expression
from surveys.rules.forms import Form, FormSection
from surveys.rules.kinds import date_names, own_is_date
from surveys.rules.questions import FormQuestion, Variant

KEPT = 50
_kept: OrderedDict[tuple[object, ...], Form] = OrderedDict()
_lock = Lock()


def form_of(version: QuestionnaireVersion) -> Form:
    """The version's rules: three reads for a draft, none for a frozen version met before."""
    if version.status == VersionStatus.DRAFT:
        return _build(version)
    key = (version.pk, version.published_at)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    form = _build(version)
    with _lock:
        _kept[key] = form
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return form


def _build(version: QuestionnaireVersion) -> Form:
    sections = list(Section.objects.filter(version=version))
    questions = list(Question.objects.filter(version=version))
    choices: dict[int, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(question__version=version):
        choices[choice.question_id].append(choice)
    dates = date_names((question.name, question.type, question.calculation) for question in questions)
    by_section: dict[int, list[FormQuestion]] = defaultdict(list)
    for question in questions:
        by_section[question.section_id].append(_question(question, choices.get(question.pk, []), dates))
    return Form(
        sections=tuple(
            FormSection(s.name, s.label, _expression(s.relevant, dates), tuple(by_section[s.pk]), s.randomize)
            for s in sections
        ),
        languages=tuple(version.languages),
        default_language=version.default_language,
    )


def _question(question: Question, choices: Iterable[Choice], dates: frozenset[str]) -> FormQuestion:
    variants = _variants(choices)
    columns = {column for variant in variants for column in variant.columns}
    made = FormQuestion(
        name=question.name,
        type=question.type,
        section=str(question.section_id),
        label=question.label,
        hint=question.hint,
        required=question.required,
        soft_required=question.soft_required,
        required_message=question.required_message,
        relevant=_expression(question.relevant, dates),
        constraint=_expression(question.constraint, dates, own_is_date=own_is_date(question.type)),
        constraint_message=question.constraint_message,
        calculation=_expression(question.calculation, dates, calculates=True),
        choice_filter=_expression(question.choice_filter, dates, columns=columns),
        appearance=question.appearance,
        choices={choice.name: choice.label for choice in choices},
        variants=variants,
        missing=frozenset(map(str, question.missing_codes)),
        parameters=question.parameters,
        low_label=question.low_label,
        high_label=question.high_label,
        grid=question.grid,
    )
    return replace(made, default=default_of(made, question.default, dates)) if question.default else made


def _variants(choices: Iterable[Choice]) -> tuple[Variant, ...]:
    return tuple(
        Variant(choice.name, each["label"], each["columns"]) for choice in choices for each in choice.variants
    )


def _expression(text: str, dates: frozenset[str], **surroundings: Any) -> Expression | None:  # noqa: ANN401 -- as compile_expression's
    return compile_expression(text, dates=dates, **surroundings) if text else None
